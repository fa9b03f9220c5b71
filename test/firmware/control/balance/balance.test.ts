import assert from 'node:assert/strict';
import { Balance, type Seen } from '../../../../firmware/control/balance/balance.ts';
import { flowOf } from '../../../../firmware/control/balance/site-figures.ts';
import type { DeviceView } from '../../../../firmware/control/device-view.ts';
import type { CircuitEstimate } from '../../../../firmware/control/estimate.ts';
import { LimitDesk } from '../../../../firmware/control/limit-desk.ts';
import { topologyOf } from '../../../../firmware/control/topology.ts';
import type { OwnPhases } from '../../../../firmware/domain/device.ts';
import { readSite } from '../../../../firmware/domain/site/check.ts';
import type { SiteKnowledge } from '../../../../firmware/domain/site/knowledge.ts';
import { compile } from '../../../../firmware/formula/compile.ts';
import { knowledge } from '../../domain/site/documents.ts';
import { flowing, MeteredSite, meter, siteWith, viewOf } from './metered-site.ts';

/** Two invented products and the real language of formulas. */
const real: SiteKnowledge = {
  definition: knowledge.definition,
  formula: (text) => {
    const result = compile(text);
    return result.ok ? { ok: true, names: result.formula.names } : result;
  },
};

class Watched {
  readonly balance: Balance;
  readonly site: MeteredSite;
  constructor(document: object) {
    const result = readSite(document, real);
    if (!result.ok) throw new Error(result.faults.map((fault) => fault.message).join('\n'));
    this.site = new MeteredSite(siteWith([]));
    Object.assign(this.site, { topology: topologyOf(result.site) });
    this.balance = new Balance(this.site.topology);
  }
  read(id: string, currentMa: OwnPhases, more: object = {}): void {
    this.site.read(id, currentMa, more);
  }
  look(seconds = 1): Seen {
    this.site.nowMs += seconds * 1000;
    return this.balance.look(this.site.views, this.site.nowMs, 0);
  }
  took(surplusW: number | undefined): void {
    const { topology, nowMs } = this.site;
    const limits = new LimitDesk(topology.site, { variables: [], rulings: [] });
    const { records } = limits.evaluate({
      ...{ stored: [], storedRulings: [], candidates: [], lookup: () => undefined, nowMs: 0, wallMs: 0 },
    });
    const house: CircuitEstimate = {
      houseMa: [3000, 3000, 3000],
      houseSignedMa: [3000, 3000, 3000],
      voltageV: [230, 230, 230],
      trust: 'fresh',
      leastTrusted: 'M1',
      drawnMa: [0, 0, 0],
    };
    this.balance.took({ nowMs, estimates: [house], limits: records, lostMa: [6000, 0, 0], surplusW }, new Map());
  }
}

const expression = (id: string, fields: object, more: object = {}) => ({
  id,
  definition: 'expression',
  fields,
  ...more,
});
const currentOf = (devices: ReadonlyMap<string, DeviceView>, id: string) => devices.get(id)?.readings.currentMa?.value;

describe('a meter made of formulas', () => {
  it('applies the formula of L1 to each phase, whatever the wiring of what it reads', () => {
    const site = new Watched(
      siteWith([meter('M1', 'grid', { phases: 'L2L3L1' }), expression('M2', { current_l1: 'M1.current - 1000' })]),
    );
    site.read('M1', [2000, 3000, 4000]);
    assert.deepEqual(currentOf(site.look(0).devices, 'M2'), [3000, 1000, 2000]);
  });

  it('keeps the formula of a phase that has its own', () => {
    const site = new Watched(
      siteWith([meter('M1', 'grid'), expression('M2', { current_l1: 'M1.current', current_l3: 'M1.current_l1 * 2' })]),
    );
    site.read('M1', [2000, 3000, 4000]);
    assert.deepEqual(currentOf(site.look(0).devices, 'M2'), [2000, 3000, 4000]);
  });

  it('is as old as the oldest thing it reads, and keeps its last value while it has none', () => {
    const site = new Watched(
      siteWith([
        meter('M1', 'display'),
        meter('M2', 'display'),
        expression('M3', { current_l1: 'M1.current + M2.current' }),
      ]),
    );
    site.read('M1', [1000, 1000, 1000]);
    site.read('M2', [500, 500, 500]);
    const age = (seen: Seen) => site.site.nowMs - (seen.devices.get('M3')?.readings.currentMa?.atMs ?? 0);
    assert.equal(age(site.look(4)), 4000);
    site.read('M1', [2000, 2000, 2000]);
    const seen = site.look(0);
    assert.deepEqual([currentOf(seen.devices, 'M3'), age(seen)], [[2500, 2500, 2500], 4000]);
    site.read('M1', [9000, 9000, 9000]);
    const later = site.look(20);
    assert.deepEqual([currentOf(later.devices, 'M3'), age(later)], [[2500, 2500, 2500], 24_000]);
  });

  it('adds up energy by dt, and smooths by its own last value', () => {
    const site = new Watched(
      siteWith([
        meter('M1', 'display'),
        expression('M2', {
          power_w: 'M1.power_w',
          import_wh: 'exists(import_wh) ? import_wh + power_w * dt / 3600 : 0',
          soc: 'exists(M2.soc) ? M2.soc * 0.5 + 50 : 0',
        }),
      ]),
    );
    site.read('M1', [10_000, 10_000, 10_000]);
    site.look();
    for (let s = 0; s < 3; s += 1) {
      site.look();
    }
    const readings = site.balance.look(site.site.views, site.site.nowMs, 0).devices.get('M2')?.readings;
    assert.ok(Math.abs((readings?.energyImportWh?.value ?? 0) - (6900 * 3) / 3600) < 1e-9);
    assert.equal(readings?.soc?.value, 93.75);
  });

  it('may be the meter of a circuit, signs and all', () => {
    const site = new Watched(
      siteWith([meter('M1', 'display'), expression('M2', { current_l1: 'M1.current - 5000' }, { role: 'grid' })]),
    );
    site.read('M1', [2000, 9000, 5000]);
    for (const [id, view] of site.look(0).devices) site.site.views.set(id, view);
    assert.deepEqual(site.site.house().houseSignedMa, [-3000, 4000, 0]);
  });
});

describe('the virtual meters', () => {
  const house = () =>
    new Watched(
      siteWith([
        meter('M1', 'grid'),
        meter('M2', 'generation'),
        meter('M3', 'storageHome'),
        { id: 'E1', definition: 'a-box', address: '10.0.0.1:502' },
      ]),
    );
  const all = (site: Watched): void => {
    site.read('M1', [-2000, -2000, 1000]);
    site.read('M2', [10_000, 10_000, 10_000]);
    site.read('M3', [3000, 0, 0], { soc: { value: 60, atMs: site.site.nowMs } });
    site.read('E1', [4000, 4000, 4000], { chargeState: { value: 'C', atMs: site.site.nowMs } });
  };

  it('agree with each other: grid + produced = consumed + charge points + storage', () => {
    const site = house();
    all(site);
    const { lookup, figures } = site.look(0);
    const current = (name: string) => [1, 2, 3].map((p) => lookup(`GM.${name}.current_l${p}`));
    assert.deepEqual(current('grid_demand'), [-2000, -2000, 1000]);
    assert.deepEqual(current('produced'), [10_000, 10_000, 10_000]);
    assert.deepEqual(current('consumed_evse'), [4000, 4000, 4000]);
    assert.deepEqual(current('consumed'), [1000, 4000, 7000]);
    assert.equal(Math.round(lookup('GM.consumed.power_w') ?? 0), 2760);
    assert.equal(lookup('GM.grid_demand.current'), 1000);
    const flow = flowOf(figures);
    assert.deepEqual(
      Object.values(flow).map((w) => Math.round(w ?? Number.NaN)),
      [-690, 6900, -690, 2760, 2760],
    );
  });

  it('have no value while a part of them is stale or missing: never a sum that is too small', () => {
    const site = house();
    all(site);
    const { lookup, figures } = site.look(11);
    for (const name of ['grid_demand', 'produced', 'consumed', 'consumed_evse', 'storage_home', 'storage_all'])
      assert.equal(lookup(`GM.${name}.power_w`), undefined, name);
    assert.equal(lookup('GM.grid_demand.import_wh'), undefined);
    assert.deepEqual(new Set(Object.values(flowOf(figures))), new Set([null]));
  });

  it('know what the last cycle decided, and nothing before the first', () => {
    const site = house();
    all(site);
    const names = [
      'GM.available_evse.current',
      'GM.error.current_l1',
      'GM.surplus.power_w',
      'CM._surplus',
      'CM._dt',
      'CM._max_total_current',
    ];
    const before = site.look(0).lookup;
    assert.deepEqual(
      names.map((name) => before(name)),
      names.map(() => undefined),
    );
    site.took(4600);
    const { lookup } = site.look(1);
    assert.deepEqual(
      names.map((name) => lookup(name)),
      [77_000, 6000, 4600, 4600, 1, 80_000],
    );
    assert.equal(lookup('GM.available_evse.power_w'), 53_130);
  });

  it('count the cars that charge, and tell how full the batteries are', () => {
    const site = house();
    assert.deepEqual(
      ['CM._num_charging', 'CM._num_charging1', 'CM._storage_home_soc'].map((name) => site.look(0).lookup(name)),
      [0, 1, undefined],
    );
    all(site);
    const { lookup } = site.look(0);
    assert.deepEqual(
      ['CM._num_charging', 'CM._num_charging1', 'CM._storage_home_soc', 'CM._storage_all_soc'].map((name) =>
        lookup(name),
      ),
      [1, 1, 60, undefined],
    );
  });
});

describe('a surplus formula of the site', () => {
  it('replaces the surplus of the meters, which stays readable', () => {
    const site = new Watched({ ...siteWith([meter('M1', 'grid')]), surplus: { formula: 'CM._org_surplus - 500' } });
    site.read('M1', [-9000, -9000, -9000]);
    assert.deepEqual(site.look(0).surplus, { powerW: undefined });
    site.took(6210);
    const { surplus, lookup } = site.look(1);
    assert.deepEqual([surplus?.powerW, lookup('CM._surplus'), lookup('CM._org_surplus')], [5710, 5710, 6210]);
  });
});

describe('a charge point behind the meter of a flat', () => {
  const limitOf = (formula: string, flat: OwnPhases, car: OwnPhases): number | undefined => {
    const limits = [{ id: 'flat', unit: 'mA', value: formula, fallback: 6000 }];
    const document = siteWith([
      meter('M1', 'grid'),
      meter('M3', 'display', { phases: 'L2L3L1' }),
      { id: 'E3', definition: 'a-box', address: '10.0.0.3:502', phases: 'L2L3L1', limits },
    ]);
    const site = new Watched(document);
    site.site.views.set('M3', viewOf('M3', 'meter', flowing(flat, site.site.nowMs), { wiring: [1, 2, 0] }));
    site.read('E3', car);
    const desk = new LimitDesk(site.site.topology.site, { variables: [], rulings: [] });
    const { lookup } = site.look(0);
    const { records } = desk.evaluate({ stored: [], storedRulings: [], candidates: [], lookup, nowMs: 0, wallMs: 0 });
    return records.find((record) => record.chargePoint === 'E3')?.value;
  };

  it('gets what the flat leaves on its fullest phase', () => {
    assert.equal(limitOf('16000 - M3.current', [2000, 5000, 1000], [0, 0, 0]), 11_000);
  });
  it('gets its own draw back where the meter of the flat sees the car too', () => {
    assert.equal(limitOf('16000 - M3.current + E3.current', [9000, 12_000, 8000], [7000, 7000, 7000]), 11_000);
  });
  it('is looked at phase by phase: what its car draws on one phase is no room on another', () => {
    assert.equal(limitOf('16000 - M3.current + E3.current', [12_000, 9000, 1000], [0, 7000, 0]), 4000);
  });
  it('gets the fallback when the meter of the flat is silent', () => {
    assert.equal(limitOf('16000 - M3.current', [undefined, undefined, undefined], [0, 0, 0]), 6000);
  });
});
