import assert from 'node:assert/strict';
import fc from 'fast-check';
import { batteryPlans, outsidePlanRecords, planRecords } from '../../../../firmware/control/plan.ts';
import type { OutsideEntry, StoredPlan } from '../../../../firmware/domain/outside-plan.ts';
import { readSite } from '../../../../firmware/domain/site/check.ts';
import { everyDay } from '../../../../firmware/domain/site/primitives.ts';
import { lowestLimit } from '../../../../firmware/grid/ruling.ts';
import { contractSite, knowledge } from '../../domain/site/documents.ts';

const siteWith = (plan: readonly object[]) => {
  const document = contractSite();
  Object.assign(document.circuits[0] as object, { plan });
  const result = readSite(document, knowledge);
  assert.ok(result.ok);
  return result.site;
};
const given = (...entries: OutsideEntry[]): StoredPlan => ({
  ...{ place: { circuit: 'house' }, entries, atMs: 0, source: 'ems' },
});
const at = (iso: string) => Date.parse(iso);

describe('a plan from outside', () => {
  it('is a ceiling of the plan that says who gave it and until when', () => {
    const noon = at('2026-07-01T12:00:00+02:00');
    const dated = { from: '2026-07-01T11:00:00+02:00', until: '2026-07-01T13:00:00+02:00', limitA: 9.5 };
    const [record] = outsidePlanRecords([given(dated)], siteWith([]), noon);
    assert.deepEqual(record, {
      id: 'plan:house:outside:0',
      origin: 'plan',
      scope: 'all',
      circuit: 'house',
      unit: 'mA',
      value: 9500,
      sinceMs: at('2026-07-01T09:00:00Z'),
      untilMs: at('2026-07-01T11:00:00Z'),
      source: 'plan by ems',
      failed: false,
      variables: [],
    });
    assert.deepEqual(outsidePlanRecords([given(dated)], siteWith([]), at('2026-07-01T13:00:00+02:00')), []);
  });

  it('stands on the clock of the site, night of the summer time included', () => {
    const night = given({ fromMin: 60, minutes: 120, limitA: 6, days: everyDay });
    const holds = (iso: string) => outsidePlanRecords([night], siteWith([]), at(iso)).length === 1;
    // In Amsterdam 02:00 does not exist on 29 March 2026, and stands twice on 25 October.
    assert.deepEqual([holds('2026-03-29T00:30:00Z'), holds('2026-03-29T01:00:00Z')], [true, false]);
    assert.deepEqual([holds('2026-10-25T01:30:00Z'), holds('2026-10-25T02:00:00Z')], [true, false]);
  });

  it('of a battery is told by itself, and never a limit of a circuit', () => {
    const result = readSite({ ...contractSite(), batteries: [{ device: 'M1', minW: -1000, maxW: 3000 }] }, knowledge);
    assert.ok(result.ok);
    const plan: StoredPlan = {
      ...{ place: { battery: 'M1' }, atMs: 0, source: 'ems' },
      entries: [
        { fromMin: 0, minutes: 60, limitW: 500, of: 'charge', days: everyDay },
        { fromMin: 0, minutes: 120, limitW: 0, of: 'discharge', days: everyDay },
      ],
    };
    const at030 = at('2026-07-01T00:30:00+02:00');
    assert.deepEqual(batteryPlans([plan], result.site, at030), [
      { device: 'M1', of: 'charge', maxW: 500 },
      { device: 'M1', of: 'discharge', maxW: 0 },
    ]);
    assert.equal(batteryPlans([plan], result.site, at('2026-07-01T01:30:00+02:00')).length, 1);
    assert.deepEqual(batteryPlans([plan], siteWith([]), at030), []);
    assert.deepEqual(outsidePlanRecords([plan], result.site, at030), []);
  });

  it('says nothing of a place that the site does not have', () => {
    const lost: StoredPlan = {
      ...given({ fromMin: 0, minutes: 1440, limitA: 0, days: everyDay }),
      place: { chargePoint: 'E9' },
    };
    assert.deepEqual(outsidePlanRecords([lost], siteWith([]), at('2026-07-01T12:00:00Z')), []);
  });

  it('only lowers: beside any plan of the site the lower one counts', () => {
    const entry = fc.record({
      fromMin: fc.integer({ min: 0, max: 1439 }),
      minutes: fc.integer({ min: 1, max: 1440 }),
      limitA: fc.integer({ min: 0, max: 100 }),
      days: fc.constant(everyDay),
    });
    fc.assert(
      fc.property(
        fc.array(entry, { maxLength: 4 }),
        fc.array(entry, { maxLength: 4 }),
        fc.nat(86_400_000),
        (own, outside, ms) => {
          const site = siteWith(own);
          const wallMs = at('2026-07-01T00:00:00Z') + ms;
          const before =
            lowestLimit(planRecords(site, wallMs), 'house', 'all', 'mA')?.value ?? Number.POSITIVE_INFINITY;
          const all = [...planRecords(site, wallMs), ...outsidePlanRecords([given(...outside)], site, wallMs)];
          const after = lowestLimit(all, 'house', 'all', 'mA')?.value ?? Number.POSITIVE_INFINITY;
          assert.ok(after <= before);
        },
      ),
      { numRuns: 100 },
    );
  });
});
