import assert from 'node:assert/strict';
import { type CycleFacts, type Mind, mindWith, newMind, runCycle } from '../../../../firmware/control/cycle.ts';
import type { DeviceView } from '../../../../firmware/control/device-view.ts';
import { mindOf, stateOf } from '../../../../firmware/control/replay/state.ts';
import { readSite } from '../../../../firmware/domain/site/check.ts';
import { knowledge } from '../../../../scripts/site/in-process/products.ts';

const siteWith = (battery: object, change: object = {}) => {
  const result = readSite(
    {
      ...{ name: 'Kerkstraat 12', timezone: 'Europe/Amsterdam', circuits: [{ id: 'house', fuseA: 35 }] },
      lines: [{ id: 'gw', kind: 'rtu-over-tcp', address: '10.0.0.5:4001' }],
      devices: [
        { id: 'M1', definition: 'a-meter', line: 'gw', unitId: 1, role: 'grid' },
        { id: 'M3', definition: 'a-meter', line: 'gw', unitId: 3, role: 'storageAll' },
      ],
      batteries: [{ device: 'M3', ...battery }],
      ...change,
    },
    knowledge,
  );
  assert.ok(result.ok, result.ok ? '' : result.faults[0]?.message);
  return result.site;
};

/** A house with a battery, cycle by cycle; `gridW` import positive. */
class House {
  mind: Mind;
  nowMs = 1_000_000;
  gridW = 0;
  soc: number | undefined = 50;
  variables: Record<string, number> = {};
  plans: CycleFacts['batteryPlans'] & object = [];
  constructor(battery: object, change: object = {}) {
    this.mind = newMind(siteWith(battery, change), { variables: [], rulings: [] });
  }
  step(seconds = 1): Record<string, number> {
    let fields: Record<string, number> = {};
    for (let k = 0; k < seconds; k += 1) {
      this.nowMs += 1000;
      const result = runCycle(this.mind, this.facts());
      fields = Object.fromEntries(
        ['charge_power_w', 'charge_power_prc', 'discharge_power_w', 'discharge_power_prc', 'bat_mode'].flatMap(
          (field) => {
            const value = result.seen.lookup(`M3.${field}`);
            return value === undefined ? [] : [[field, value]];
          },
        ),
      );
    }
    return fields;
  }
  facts(): CycleFacts {
    const wallMs = Date.UTC(2026, 5, 1, 10) + this.nowMs;
    const at = <T>(value: T) => ({ value, atMs: this.nowMs });
    const perPhase = (v: number): [number, number, number] => [v, v, v];
    const meter = (id: string, powerW: number, soc?: number): [string, DeviceView] => [
      id,
      {
        facts: {
          id,
          kind: 'meter',
          wiring: [0, 1, 2],
          stepMa: 1,
          minMa: 0,
          maxMa: 0,
          readsBack: false,
          measuresCurrent: true,
        },
        ...{ health: 'online' as const, healthSinceMs: 0, fault: undefined, lastWrite: undefined },
        readings: {
          currentMa: at(perPhase((Math.abs(powerW) * 1000) / 690)),
          powerW: at(perPhase(powerW / 3)),
          ...(soc === undefined ? {} : { soc: at(soc) }),
        },
      },
    ];
    return {
      ...{ nowMs: this.nowMs, wallMs, limits: [], orders: [], leaving: [], failsafeOnly: false, candidates: [] },
      devices: new Map([meter('M1', this.gridW), meter('M3', 0, this.soc)]),
      stored: Object.entries(this.variables).map(([name, value]) => ({ name, value, atMs: 1, source: 'admin' })),
      storedRulings: [],
      batteryPlans: this.plans,
    };
  }
}

const rule = (id: string, condition: object, then: object, more: object = {}) => ({ id, if: condition, then, ...more });
const set = (valueW: number) => ({ kind: 'set', valueW });

describe('the rules of a battery', () => {
  it('begin with the most that is allowed; both directions are walked for themselves', () => {
    const house = new House({
      ...{ minW: -4000, maxW: 5000 },
      dischargeRules: [rule('empty', { kind: 'soc', atLeast: 20 }, set(0), { not: true })],
    });
    assert.deepEqual(house.step(), {
      ...{
        charge_power_w: 5000,
        charge_power_prc: 100,
        discharge_power_w: 4000,
        discharge_power_prc: 100,
        bat_mode: 3,
      },
    });
    house.soc = 15;
    assert.deepEqual(house.step(), {
      ...{ charge_power_w: 5000, charge_power_prc: 100, discharge_power_w: 0, discharge_power_prc: 0, bat_mode: 3 },
    });
    assert.deepEqual(house.mind.batteries.states(), [
      { id: 'M3', chargeW: 5000, dischargeW: 0, chargeRule: null, dischargeRule: 'empty' },
    ]);
  });

  it('leave a direction alone that has no maximum, or when a rule gives a negative value', () => {
    const house = new House({
      maxW: 5000,
      chargeRules: [rule('alone', { kind: 'formula', formula: 'ALONE' }, { kind: 'set', formula: '-1' })],
    });
    assert.deepEqual(house.step(), { charge_power_w: 5000, charge_power_prc: 100, bat_mode: 1 });
    house.variables = { ALONE: 1 };
    assert.deepEqual(house.step(), { bat_mode: 0 });
    assert.equal(new House({ minW: -100 }).step().bat_mode, 2);
  });

  it('never give more than the maximum, and nothing for a formula without a value', () => {
    const given = (formula: string) =>
      new House({ maxW: 5000, chargeRules: [rule('f', { kind: 'always' }, { kind: 'set', formula })] }).step();
    assert.equal(given('9000').charge_power_w, 5000);
    assert.deepEqual(given('1250'), { charge_power_w: 1250, charge_power_prc: 25, bat_mode: 1 });
    assert.equal(given('NOTHING').charge_power_w, 0);
  });

  it('share power over all phases, and read the state of charge as their own', () => {
    const house = new House({
      maxW: 5000,
      chargeRules: [rule('grid', { kind: 'always' }, { kind: 'share', of: 'export', factor: 0.5 })],
    });
    house.gridW = -3000;
    assert.equal(house.step().charge_power_w, 1500);
    const full = new House({
      maxW: 5000,
      chargeRules: [rule('full', { kind: 'formula', formula: 'soc >= 50' }, set(0))],
    });
    assert.equal(full.step().charge_power_w, 0);
    full.soc = 49;
    assert.equal(full.step().charge_power_w, 5000);
  });

  it('let one direction come before the other where that is asked for', () => {
    const values = (prefer: string, charge: number) => {
      const chargeRules = [rule('c', { kind: 'always' }, set(charge))];
      const { charge_power_w, discharge_power_w } = new House({ minW: -4000, maxW: 5000, prefer, chargeRules }).step();
      return [charge_power_w, discharge_power_w];
    };
    assert.deepEqual(values('neither', 100), [100, 4000]);
    assert.deepEqual(values('charge', 100), [100, 0]);
    assert.deepEqual(values('charge', 0), [0, 4000]);
    assert.deepEqual(values('discharge', 100), [0, 4000]);
  });

  it('are lowered by a plan, which raises nothing and limits what a rule leaves alone', () => {
    const house = new House({
      ...{ minW: -4000, maxW: 5000 },
      chargeRules: [rule('alone', { kind: 'formula', formula: 'ALONE' }, { kind: 'set', formula: '-1' })],
    });
    const values = (charge: number, discharge: number, variables: Record<string, number> = {}) => {
      house.variables = variables;
      house.plans = [
        { device: 'M3', of: 'charge', maxW: charge },
        { device: 'M3', of: 'charge', maxW: 9000 },
        { device: 'M3', of: 'discharge', maxW: discharge },
        { device: 'M4', of: 'charge', maxW: 0 },
      ];
      const { charge_power_w, discharge_power_w } = house.step();
      return [charge_power_w, discharge_power_w];
    };
    assert.deepEqual(values(2500, 0), [2500, 0]);
    assert.deepEqual(values(8000, 8000), [5000, 4000]);
    assert.deepEqual(values(1000, 100, { ALONE: 1 }), [1000, 100]);
    assert.deepEqual(values(8000, 100, { ALONE: 1 }), [5000, 100]);
    house.plans = [];
    assert.equal(house.step().charge_power_w, undefined);
  });

  it('set variables and are read by formulas of the next cycle', () => {
    const house = new House(
      { maxW: 5000, chargeRules: [rule('v', { kind: 'always' }, { kind: 'variable', name: 'SEEN', formula: '7' })] },
      {
        circuits: [
          { id: 'house', fuseA: 35, limits: [{ id: 'l', unit: 'W', value: '1000 + M3.charge_power_w', fallback: 42 }] },
        ],
      },
    );
    const limitOf = () => {
      house.nowMs += 1000;
      const { limited } = runCycle(house.mind, house.facts());
      return [limited.records.find(({ id }) => id === 'l')?.value, limited.variables.get('seen')?.value];
    };
    assert.deepEqual(limitOf(), [42, undefined]);
    assert.deepEqual(limitOf(), [6000, 7]);
  });

  it('tell how each of them stands, and what they rest on', () => {
    const house = new House({
      ...{ minW: -4000, maxW: 5000 },
      dischargeRules: [
        rule('full', { kind: 'soc', atLeast: 80 }, set(1000)),
        rule('low', { kind: 'soc', atLeast: 20 }, set(0), { not: true }),
      ],
    });
    house.soc = 15;
    house.step();
    const report = () =>
      house.mind.batteries.report('M3', { cycle: house.mind.rules.cycle, nowMs: house.nowMs, wallMs: 0 });
    const [charge, discharge] = report()?.lists ?? [];
    assert.deepEqual([charge?.of, charge?.valueW, charge?.decidedBy, charge?.rules], ['charge', 5000, null, []]);
    assert.deepEqual([discharge?.of, discharge?.valueW, discharge?.decidedBy], ['discharge', 0, 'low']);
    assert.deepEqual(
      discharge?.rules.map(({ id, condition, value, why }) => [id, condition, value, why.code, why.value, why.bound]),
      [
        ['full', false, null, 'soc', 15, 80],
        ['low', true, 0, 'soc', 15, 20],
      ],
    );
    assert.equal(house.mind.batteries.report('M1', { cycle: 1, nowMs: 0, wallMs: 0 }), undefined);
  });

  it('hold on for their time over a change of the site and in a recording that starts in between', () => {
    const battery = {
      maxW: 5000,
      chargeRules: [
        rule('off', { kind: 'always' }, set(0)),
        rule('on', { kind: 'import', atLeastW: 1000 }, set(3000), { holdS: 60 }),
      ],
    };
    const house = new House(battery);
    house.gridW = 1500;
    assert.equal(house.step().charge_power_w, 3000);
    house.gridW = 0;
    assert.equal(house.step(10).charge_power_w, 3000);
    house.mind = mindWith(siteWith(battery, { name: 'Kerkstraat 14' }), house.mind);
    assert.equal(house.step(10).charge_power_w, 3000);
    house.mind = mindOf(house.mind.controller.topology.site, stateOf(house.mind));
    assert.equal(house.step(30).charge_power_w, 3000);
    assert.equal(house.step(15).charge_power_w, 0);
  });
});
