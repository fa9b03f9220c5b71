import assert from 'node:assert/strict';
import { newMind, runCycle } from '../../../firmware/control/cycle.ts';
import type { DeviceView } from '../../../firmware/control/device-view.ts';
import type { Lookup } from '../../../firmware/control/variable-table.ts';
import type { Known } from '../../../firmware/domain/known.ts';
import type { PhaseIndex } from '../../../firmware/domain/phases.ts';
import { compile } from '../../../firmware/formula/compile.ts';
import {
  builtInVariables,
  controllerFields,
  dateFields,
  deviceFields,
  siteMeterFields,
  siteMeters,
} from '../../../firmware/formula/fields.ts';
import { functions } from '../../../firmware/formula/functions.ts';
import { meter, siteWith, topologyFrom, viewOf } from './balance/metered-site.ts';

/** Wednesday 28 October 2026, 14:05:06 in Amsterdam, winter time. */
const wallMs = Date.parse('2026-10-28T13:05:06Z');
const hourMs = 3_600_000;

const site = topologyFrom({
  ...siteWith(
    [
      meter('M1', 'grid'),
      meter('M2', 'generation'),
      meter('M3', 'storageHome', { capacityWh: 10_000 }),
      meter('M4', 'storageAll', { capacityWh: 8000 }),
      meter('M5', 'display'),
      meter('M6', 'consumption', { circuit: 'flats' }),
      { id: 'E1', definition: 'a-box', address: '10.0.0.20:502', unitId: 255, circuit: 'flats' },
      { id: 'E2', definition: 'a-box', address: '10.0.0.21:502', unitId: 7, circuit: 'flats' },
    ],
    [
      { id: 'house', fuseA: 80, reserveA: 1 },
      {
        ...{ id: 'flats', parent: 'house', fuseA: 63 },
        limits: [{ id: 'feeder', scope: 'chargePoints', unit: 'A', value: 40 }],
      },
    ],
  ),
  sharePercent: 90,
  tariffs: [{ id: 'day', kind: 'table', prices: [{ from: '00:00', to: '14:15', ct: 20 }, { ct: 30 }] }],
  variables: [
    { name: 'AVAIL', value: 40 },
    { name: '_set_price', value: 12.5 },
    { name: '_set_price_level', value: -5 },
  ],
}).site;

const known: Known = {
  occupants: [
    {
      ...{ chargePoint: 'E1', authorised: true, budget: { unit: 'kWh', amount: 20, used: 7.5 } },
      session: { pluggedAtMs: wallMs - hourMs, energyWh: 4200, chargedS: 1800 },
    },
  ],
  prices: [],
  schedules: [],
  ceilings: [],
};

function lookupNow(): Lookup {
  const mind = newMind(site, { variables: [], rulings: [] });
  const at = (nowMs: number) => {
    const flowing = (currentMa: readonly number[], sign = 1) => ({
      currentMa: { value: currentMa, atMs: nowMs },
      powerW: { value: currentMa.map((ma) => (sign * ma * 230) / 1000), atMs: nowMs },
    });
    const counters = (importWh: number, exportWh: number) => ({
      energyImportWh: { value: importWh, atMs: nowMs },
      energyExportWh: { value: exportWh, atMs: nowMs },
    });
    const car = (drawnMa: readonly number[], wh: number, state: 'B' | 'C') => ({
      ...{ ...flowing(drawnMa), ...counters(wh, 3), chargeState: { value: state, atMs: nowMs } },
      offeredMa: { value: 12_000, atMs: nowMs },
    });
    const views: readonly DeviceView[] = [
      viewOf('M1', 'meter', { ...flowing([20_000, 16_000, 10_000]), ...counters(900_000, 70_000) }),
      viewOf('M2', 'meter', { ...flowing([5000, 5000, 5000]), ...counters(0, 40_000) }),
      viewOf('M3', 'meter', { ...flowing([1000, 1000, 1000]), ...counters(100, 90), soc: { value: 60, atMs: nowMs } }),
      viewOf('M4', 'meter', { ...flowing([0, 0, 0]), ...counters(50, 40), soc: { value: 25, atMs: nowMs } }),
      viewOf('M5', 'meter', { inputs: { value: [true, false, undefined], atMs: nowMs } }),
      viewOf('M6', 'meter', { ...flowing([3000, 2000, 1000]), ...counters(12_345, 0) }),
      viewOf('E1', 'chargePoint', car([10_000, 0, 0], 5000, 'C')),
      { ...viewOf('E2', 'chargePoint', car([0, 0, 0], 6000, 'B')), health: 'offline', healthSinceMs: nowMs - 13_000 },
    ];
    return {
      ...{ nowMs, wallMs: wallMs - 6000 + nowMs, devices: new Map(views.map((view) => [view.facts.id, view])) },
      ...{ stored: [], storedRulings: [], candidates: [], limits: [], leaving: [], failsafeOnly: false },
      ...{ known, contacts: [true, false] },
      orders: [
        {
          ...{
            chargePoint: 'E1',
            origin: 'user' as const,
            energyWh: 12_000,
            departureMs: wallMs + 2 * hourMs,
            phases: 1 as const,
          },
          reason: { code: 'user' as const },
        },
      ],
    };
  };
  for (let nowMs = 1000; nowMs < 6000; nowMs += 1000) runCycle(mind, at(nowMs));
  const { seen, limited } = runCycle(mind, at(6000));
  // As formulas of limits see it: variables first, then everything else.
  const lookup: Lookup = (name, phase) =>
    name.startsWith('CM.') && limited.variables.has(name.slice(3))
      ? limited.variables.get(name.slice(3))?.value
      : seen.lookup(name, phase);
  return Object.assign(lookup, { prices: seen.lookup.prices });
}

/** Every name that a formula may read, and what it says on that Wednesday; undefined: nobody here can know. */
const names: readonly (readonly [name: string, value: number | undefined, phase?: PhaseIndex])[] = [
  ['E1.current_l1', 10_000],
  ['E1.current_l2', 0],
  ['E1.current_l3', 0],
  ['E1.current', 10_000],
  ['E1.current', 10_000, 0],
  ['E1.current', 0, 1],
  ['E1.power_w', 2300],
  ['E1.offered', 12_000],
  ['E1.import_wh', 5000],
  ['E1.export_wh', 3],
  ['E1.dt', 1],
  ['M3.soc', 60],
  ['V1.range', undefined],
  ['E1.id', 255],
  ['E2.id', 7],
  ['M2.id', 2],
  ['E1.txn_duration', 3600],
  ['E1.charging_dur', 1800],
  ['E1.txn_energy', 4200],
  ['E2.txn_energy', undefined],
  ['E1.min_current', 6000],
  ['E1.max_current', 16_000],
  ['E1.state', 3],
  ['E2.state', 6],
  ['E1.cphases', 1],
  ['E1.pphases', 1],
  ['E1.lb_cur_l1', 0],
  ['E1.lb_cur_l2', 0],
  ['E1.lb_cur_l3', 0],
  ['E1.lb_cur', 0],
  ['E1.surplus_pcur', -33_000],
  ['E1.surplus_wanted', 0],
  ['E1.budget', 12.5],
  ['E1.budget_amount', 20],
  ['E1.budget_used', 7.5],
  ['E1.com_err', 0],
  ['E2.com_err', 1],
  ['E2.com_err2', 1],
  ['E1.com_err2', 0],
  ['M1.reactive_power', undefined],
  ['E1.switch_phases', 1],
  ['E2.switch_phases', -1],
  ['E1.departure', (wallMs + 2 * hourMs) / 1000],
  ['E2.departure', 0],
  ['E1.req_energy', 12_000],
  ['E2.req_energy', 0],
  ['E1.plugin_start', (wallMs - hourMs) / 1000],
  ['E1.plugin_energy', 4200],
  ['E1.out1', undefined],
  ['E1.out2', undefined],
  ['M5.input1', 1],
  ['M5.input2', 0],
  ['M5.input3', undefined],
  ['date.year', 2026],
  ['date.month', 9],
  ['date.day', 28],
  ['date.weekday', 3],
  ['date.yearday', 300],
  ['date.hour', 14],
  ['date.minute', 5],
  ['date.second', 6],
  ['date.daysecond', 50_706],
  ['date.dayminute', 845],
  ['date.dst', 0],
  ['date.timestamp', wallMs / 1000],
  ['PB.input1', 1],
  ['PB.input2', 0],
  ['CM.avail', 40],
  ['CM._num_charging', 1],
  ['CM._num_charging1', 1],
  ['CM._max_total_current', 72_000],
  ['CM._max_total_evse_current', undefined],
  ['CM._max_total_current_prc', 90],
  ['CM._price', 12.5],
  ['CM._price_level', -5],
  ['CM._set_price', 12.5],
  ['CM._set_price_level', -5],
  ['CM._storage_home_max_capacity', 10_000],
  ['CM._storage_home_capacity', 6000],
  ['CM._storage_home_soc', 60],
  ['CM._storage_all_max_capacity', 8000],
  ['CM._storage_all_capacity', 2000],
  ['CM._storage_all_soc', 25],
  ['CM._dt', 1],
  ['GM.grid_demand.import_wh', 900_000],
  ['GM.grid_demand.export_wh', 70_000],
  ['GM.produced.export_wh', 40_000],
  ['GM.consumed_evse.import_wh', 11_000],
  ['GM.consumed.import_wh', 12_345],
  ['GM.storage_home.import_wh', 100],
  ['GM.storage_all.export_wh', 40],
  ['GM.surplus.import_wh', undefined],
  ['GM.available_evse.import_wh', undefined],
  ['GM.error.import_wh', undefined],
];

/** `_rule_val` and its kin are what a walk of rules says of itself: see test/firmware/rules. */
describe('the names of formulas', () => {
  const lookup = lookupNow();
  const value = (name: string, phase?: PhaseIndex) => lookup(name, phase);

  for (const [name, expected, phase] of names)
    it(`${name}${phase === undefined ? '' : ` on L${phase + 1}`} is ${expected}`, () => {
      const seen = value(name, phase);
      if (expected === undefined || seen === undefined) assert.equal(seen, expected);
      else assert.ok(Math.abs(seen - expected) < 1e-6, `${seen}`);
    });

  it('of virtual meters agree with each other, on each phase', () => {
    for (const field of ['current_l1', 'current_l2', 'current_l3'] as const) {
      const of = (meter: string) => value(`GM.${meter}.${field}`) ?? Number.NaN;
      assert.equal(
        Math.round(of('grid_demand') + of('produced')),
        Math.round(of('consumed') + of('consumed_evse') + of('storage_home') + of('storage_all')),
      );
      assert.ok((value(`GM.available_evse.${field}`) ?? -1) >= 0);
      assert.ok((value(`GM.error.${field}`) ?? -1) > 0, 'E2 does not answer');
    }
  });

  it('are all of them in this table or in the one of virtual meters', () => {
    const told = new Set(names.map(([name]) => name.slice(name.indexOf('.') + 1)));
    const flags = (name: string) => name.startsWith('_flag');
    const missing = [
      ...[...deviceFields.keys()].filter((field) => !told.has(field) && !/_power_|bat_mode/.test(field)),
      ...[...dateFields.keys(), ...controllerFields.keys()].filter((field) => !told.has(field)),
      ...[...builtInVariables.keys()].filter(
        (name) => !told.has(name) && !flags(name) && !/surplus|_rule_|_undercut/.test(name),
      ),
    ];
    assert.deepEqual(missing, []);
    for (const meter of siteMeters.keys())
      for (const field of siteMeterFields.keys()) {
        const result = compile(`GM.${meter}.${field}`);
        assert.ok(result.ok);
        const counted = field.endsWith('_wh');
        if (!counted) assert.notEqual(value(`GM.${meter}.${field}`), undefined, `GM.${meter}.${field}`);
      }
  });

  it('of the surplus: the meters’ and the one in force', () => {
    assert.equal(value('CM._surplus'), value('CM._org_surplus'));
    assert.ok((value('CM._surplus') ?? 0) < 0, 'the house takes from the grid');
    assert.equal(value('GM.surplus.power_w'), value('CM._surplus'));
  });

  it('that are flags have no value until one is set', () => {
    for (let k = 1; k <= 32; k += 1) assert.equal(value(`CM._flag${k}`), undefined);
  });
});

/** Every function, with what it gives on that Wednesday. */
const calls: readonly (readonly [text: string, value: number | undefined])[] = [
  ['min(3, AVAIL, 50)', 3],
  ['max(3, AVAIL, 50)', 50],
  ['abs(-2.5)', 2.5],
  ['clamp(AVAIL, 0, 30)', 30],
  ['round(2.5)', 3],
  ['sqrt(AVAIL - 4)', 6],
  ['exists(AVAIL)', 1],
  ['exists(V1.soc)', 0],
  ['min_price(13 * 3600)', 12.5],
  ['max_price(86400)', 30],
  ['min_price_secs(86400)', 0],
  ['max_price_secs(86400)', 594],
  ['param(limit)', undefined],
];

describe('the functions of formulas', () => {
  const lookup = lookupNow();
  for (const [text, expected] of calls)
    it(`${text} is ${expected}`, () => {
      const result = compile(text);
      assert.ok(result.ok, text);
      const { formula } = result;
      const slots = Float64Array.from(formula.names, (name) => lookup(name) ?? Number.NaN);
      assert.equal(formula.evaluate(slots, lookup.prices), expected);
    });

  it('are all in this table', () => {
    const called = new Set(calls.map(([text]) => text.slice(0, text.indexOf('('))));
    assert.deepEqual(
      [...functions.keys()].filter((name) => !called.has(name)),
      [],
    );
  });
});
