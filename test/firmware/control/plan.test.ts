import assert from 'node:assert/strict';
import fc from 'fast-check';
import { planRecords } from '../../../firmware/control/plan.ts';
import { siteSchema } from '../../../firmware/domain/site/schema.ts';
import { dateField } from '../../../firmware/formula/date.ts';

const zone = 'Europe/Amsterdam';
type Entry = { fromMin: number; minutes: number; limitA: number; days?: string[] };

const site = (plan: readonly Entry[], timezone = zone) =>
  siteSchema.parse({
    name: 'Kerkstraat 12',
    timezone,
    circuits: [{ id: 'house', fuseA: 80, plan }],
    devices: [{ id: 'E1', definition: 'keba-p30', address: '10.0.0.1:502', plan: plan.slice(0, 1) }],
  });

const at = (text: string) => Date.parse(text);
const iso = (ms: number | undefined) => (ms === undefined ? undefined : new Date(ms).toISOString());
const holding = (plan: readonly Entry[], wallMs: number, timezone?: string) =>
  planRecords(site(plan, timezone), wallMs).filter((record) => record.circuit === 'house');

describe('a plan by the time of day', () => {
  const evening = { fromMin: 17 * 60, minutes: 180, limitA: 10.5 };

  it('gives a ceiling with its origin, its span and its place, for circuits and charge points', () => {
    assert.deepEqual(planRecords(site([evening]), at('2026-01-15T17:30:00Z')), [
      ...[{ circuit: 'house' }, { chargePoint: 'E1' }].map((place) => ({
        ...place,
        id: `plan:${'circuit' in place ? 'house' : 'E1'}:0`,
        origin: 'plan',
        scope: 'all',
        unit: 'mA',
        value: 10_500,
        sinceMs: at('2026-01-15T16:00:00Z'),
        untilMs: at('2026-01-15T19:00:00Z'),
        source: 'plan of the site',
        failed: false,
        variables: [],
      })),
    ]);
    assert.deepEqual(planRecords(site([evening]), at('2026-01-15T15:59:59Z')), []);
    assert.deepEqual(planRecords(site([evening]), at('2026-01-15T19:00:00Z')), []);
    assert.deepEqual(planRecords(site([]), at('2026-01-15T17:30:00Z')), []);
  });

  it('follows the clock of the site, winter and summer', () => {
    assert.equal(holding([evening], at('2026-07-15T15:00:00Z')).length, 1);
    assert.equal(holding([evening], at('2026-07-15T18:00:00Z')).length, 0);
  });

  it('runs over midnight from the day it starts on', () => {
    const night = { fromMin: 23 * 60, minutes: 120, limitA: 0, days: ['fr'] };
    // 2026-01-16 is a Friday.
    assert.equal(holding([night], at('2026-01-16T22:30:00Z')).length, 1);
    const [record] = holding([night], at('2026-01-16T23:59:00Z'));
    assert.deepEqual([record?.value, iso(record?.untilMs)], [0, '2026-01-17T00:00:00.000Z']);
    assert.equal(holding([night], at('2026-01-17T22:30:00Z')).length, 0);
    assert.equal(holding([night], at('2026-01-15T23:30:00Z')).length, 0);
  });

  it('on the day of 23 hours keeps its ends on the clock, and begins after a time that is skipped', () => {
    // 2026-03-29, 02:00 becomes 03:00.
    const [whole] = holding([{ fromMin: 60, minutes: 180, limitA: 6 }], at('2026-03-29T00:30:00Z'));
    assert.deepEqual(
      [iso(whole?.sinceMs), iso(whole?.untilMs)],
      ['2026-03-29T00:00:00.000Z', '2026-03-29T02:00:00.000Z'],
    );
    const skipped = { fromMin: 150, minutes: 60, limitA: 6 };
    assert.equal(holding([skipped], at('2026-03-29T00:59:59Z')).length, 0);
    const [late] = holding([skipped], at('2026-03-29T01:00:00Z'));
    assert.deepEqual(
      [iso(late?.sinceMs), iso(late?.untilMs)],
      ['2026-03-29T01:00:00.000Z', '2026-03-29T01:30:00.000Z'],
    );
    assert.equal(holding([{ fromMin: 125, minutes: 50, limitA: 6 }], at('2026-03-29T01:00:00Z')).length, 0);
  });

  it('on the day of 25 hours holds through the hour that comes twice, and not where it is not meant', () => {
    // 2026-10-25, 03:00 becomes 02:00.
    const [record] = holding([{ fromMin: 150, minutes: 60, limitA: 6 }], at('2026-10-25T01:10:00Z'));
    assert.deepEqual(
      [iso(record?.sinceMs), iso(record?.untilMs)],
      ['2026-10-25T00:30:00.000Z', '2026-10-25T02:30:00.000Z'],
    );
    const before = { fromMin: 60, minutes: 60, limitA: 6 };
    assert.equal(holding([before], at('2026-10-25T00:00:00Z')).length, 0);
    assert.equal(holding([before], at('2026-10-24T23:59:59Z')).length, 1);
  });

  it('lets the lowest of several win by being one record each', () => {
    const all = { fromMin: 0, minutes: 1440, limitA: 20 };
    const values = holding([all, evening], at('2026-01-15T17:30:00Z')).map(({ value }) => value);
    assert.deepEqual(values, [20_000, 10_500]);
  });

  it('holds exactly while the clock shows a time of it, on any day that is not changed', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1439 }),
        fc.integer({ min: 1, max: 1440 }),
        fc.integer({ min: at('2026-04-05T00:00:00Z'), max: at('2026-10-15T00:00:00Z') }),
        fc.constantFrom(zone, 'Australia/Lord_Howe', 'Asia/Kolkata', 'America/St_Johns', 'Pacific/Chatham'),
        (fromMin, minutes, wallMs, timezone) => {
          fc.pre(timezone === zone || timezone === 'Asia/Kolkata' || wallMs < at('2026-09-20T00:00:00Z'));
          const shown = dateField('date.daysecond', wallMs, timezone) ?? 0;
          const from = fromMin * 60;
          const to = from + minutes * 60;
          const expected = (shown >= from && shown < to) || (shown + 86_400 >= from && shown + 86_400 < to);
          const found = holding([{ fromMin, minutes, limitA: 6 }], wallMs, timezone);
          assert.equal(found.length, expected ? 1 : 0);
          for (const { sinceMs, untilMs } of found) assert.ok(sinceMs <= wallMs && wallMs < (untilMs ?? 0));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('never has a gap between two entries that meet, on the days the clock is put', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1439 }),
        fc.constantFrom(at('2026-03-28T12:00:00Z'), at('2026-10-24T12:00:00Z')),
        fc.integer({ min: 0, max: 36 * 3600 }),
        (minute, startMs, seconds) => {
          const plan = [
            { fromMin: 0, minutes: minute, limitA: 6 },
            { fromMin: minute, minutes: 1440 - minute, limitA: 7 },
          ];
          assert.ok(holding(plan, startMs + seconds * 1000).length >= 1);
        },
      ),
      { numRuns: 500 },
    );
  });
});
