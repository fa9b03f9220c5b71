import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { CycleOutput } from '../../../firmware/control/controller.ts';
import { PlantSite } from '../../../scripts/site/in-process/plant-site.ts';
import { rotation } from '../../../scripts/site/scenarios/scenario.ts';

/** Late cars, boxes and meters, a tree of circuits, boxes that fall silent, limits that jump: what must hold in every cycle. */

interface Event {
  readonly atS: number;
  readonly what: 'avail' | 'silent' | 'meter' | 'unplug';
  readonly box: number;
  readonly value: number;
}

const count = 5;
const id = (k: number) => `E${(k % count) + 1}`;

const document = {
  ...{ name: 'Kerkstraat 12', timezone: 'Europe/Amsterdam' },
  circuits: [
    {
      ...{ id: 'house', fuseA: 50, reserveA: 1 },
      limits: [{ id: 'operator', unit: 'W', value: '34500 * AVAIL / 100', fallback: 4200 }],
    },
    { id: 'garage', parent: 'house', fuseA: 32 },
  ],
  lines: [{ id: 'rs485', kind: 'serial', path: '/dev/ttyS0', baudRate: 9600 }],
  devices: [
    { id: 'M1', definition: 'a-meter', line: 'rs485', role: 'grid' },
    ...Array.from({ length: count }, (_, k) => ({
      ...{ id: id(k), definition: 'a-box', address: `10.0.0.${k + 1}:502`, phases: rotation(k).phases },
      ...{ circuit: k < 3 ? 'garage' : 'house', maxCurrentA: 32 },
    })),
  ],
  variables: [{ name: 'AVAIL', value: 100 }],
};

const events = fc.array(
  fc.record<Event>({
    atS: fc.integer({ min: 5, max: 280 }),
    what: fc.constantFrom('avail', 'silent', 'meter', 'unplug'),
    box: fc.nat(count - 1),
    value: fc.constantFrom(0, 10, 20, 40, 70, 100),
  }),
  { maxLength: 12 },
);

function run(seed: number, plan: readonly Event[], watch: (site: PlantSite, output: CycleOutput) => void): void {
  const site = new PlantSite({
    ...{ document, watch },
    plant: {
      ...{ seed, fuseA: 50 },
      boxes: Array.from({ length: count }, (_, k) => ({
        ...{ id: id(k), wiring: rotation(k).wiring, car: {}, arrivesS: k * 10, failsafeA: k === 1 ? 32 : 6 },
      })),
    },
    // One box without read-back, one with whole amperes.
    traits: { E1: { readsBack: false }, E3: { stepMa: 1000 } },
  });
  for (let s = 0; s < 300; s += 1) {
    for (const event of plan.filter(({ atS }) => atS === s)) {
      const chargePoint = site.chargePoint(id(event.box));
      if (event.what === 'avail') site.set('AVAIL', event.value);
      if (event.what === 'silent') chargePoint.answers = !chargePoint.answers;
      if (event.what === 'meter') for (const meter of site.meters.values()) meter.answers = !meter.answers;
      if (event.what === 'unplug') chargePoint.box.unplug();
    }
    site.step();
  }
}

const check = (watch: (site: PlantSite, output: CycleOutput) => void) =>
  fc.assert(
    fc.property(fc.nat(10_000), events, (seed, plan) => run(seed, plan, watch)),
    { numRuns: 25, seed: 7, endOnFailure: true },
  );

/** Sum over the members of a row of what `of` says of a charge point, in the row's own unit. */
function loads(site: PlantSite, output: CycleOutput, of: (id: string) => number) {
  const ids = site.controller.topology.chargePoints.map((node) => node.config.id);
  return output.rows.map((row) => ({
    row,
    load: row.members.reduce((sum, { request, weight }) => sum + weight * of(ids[request] ?? ''), 0),
    has: (wanted: string) => row.members.some(({ request }) => ids[request] === wanted),
  }));
}

describe('the controller against the plant, in every cycle', () => {
  it('never offers more on a row than it bears (I1)', () => {
    check((site, output) => {
      if (output.starting) return;
      const offers = new Map(output.decisions.map((d) => [d.id, d.offerMa ?? 0]));
      for (const { row, load } of loads(site, output, (k) => offers.get(k) ?? 0))
        assert.ok(load <= Math.max(0, row.capacity) + 1, `${row.id}: ${load} offered, ${row.capacity} borne`);
    });
  });

  it('sends no raise that a row cannot bear beside what the boxes hold until they have followed (I16)', () => {
    const before = new WeakMap<PlantSite, ReadonlyMap<string, number>>();
    check((site, output) => {
      const last = before.get(site);
      before.set(site, new Map(output.decisions.map((d) => [d.id, d.offerMa ?? 0])));
      if (last === undefined || output.starting) return;
      const raised = output.decisions.filter((d) => (d.sendMa ?? 0) > (last.get(d.id) ?? 0));
      if (raised.length === 0) return;
      const offers = new Map(raised.map((d) => [d.id, d.sendMa ?? 0]));
      for (const { row, load, has } of loads(site, output, (k) => Math.max(site.held.get(k) ?? 0, offers.get(k) ?? 0)))
        if (raised.some((d) => has(d.id)))
          assert.ok(load <= row.capacity + 1, `${row.id}: ${load} with what boxes hold, it bears ${row.capacity}`);
    });
  });

  it('stops every charge point that answers in the cycle in which the limit falls to 0 (I9)', () => {
    check((site, output) => {
      if (output.starting || site.records.find((r) => r.id === 'operator')?.value !== 0) return;
      for (const { id: k, offerMa, reason } of output.decisions)
        if (site.chargePoint(k).health === 'online') assert.equal(offerMa, 0, `${k} ${reason.code}`);
    });
  });

  it('offers 0 or a step between minimum and maximum (I2)', () => {
    check((site, output) => {
      for (const { id: k, sendMa } of output.decisions) {
        if (sendMa === undefined || sendMa === 0) continue;
        const { stepMa, minMa, maxMa } = site.chargePoint(k).facts;
        assert.ok(sendMa >= minMa && sendMa <= maxMa && sendMa % stepMa === 0, `${k} ${sendMa}`);
      }
    });
  });
});
