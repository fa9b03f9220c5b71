import assert from 'node:assert/strict';
import fc from 'fast-check';
import { calendarNow } from '../../../../firmware/sessions/budgets/period.ts';

const at = (text: string) => Date.parse(text);
const starts = (zone: string, now: string) => {
  const calendar = calendarNow(zone, at(now));
  assert.ok(calendar !== undefined);
  return (['day', 'week', 'month', 'year'] as const).map((period) => new Date(calendar.startOf(period)).toISOString());
};

describe('periods of a budget', () => {
  const table: [string, string, string, string[]][] = [
    [
      'a summer day',
      'Europe/Amsterdam',
      '2027-07-15T12:00:00Z',
      ['2027-07-14T22:00:00.000Z', '2027-07-11T22:00:00.000Z', '2027-06-30T22:00:00.000Z', '2026-12-31T23:00:00.000Z'],
    ],
    [
      'the night the clock is put forward',
      'Europe/Amsterdam',
      '2027-03-28T12:00:00Z',
      ['2027-03-27T23:00:00.000Z', '2027-03-21T23:00:00.000Z', '2027-02-28T23:00:00.000Z', '2026-12-31T23:00:00.000Z'],
    ],
    [
      'the night the clock is put back, in the hour shown twice',
      'Europe/Amsterdam',
      '2027-10-31T01:30:00Z',
      ['2027-10-30T22:00:00.000Z', '2027-10-24T22:00:00.000Z', '2027-09-30T22:00:00.000Z', '2026-12-31T23:00:00.000Z'],
    ],
    [
      'the Monday after it',
      'Europe/Amsterdam',
      '2027-11-01T00:30:00Z',
      ['2027-10-31T23:00:00.000Z', '2027-10-31T23:00:00.000Z', '2027-10-31T23:00:00.000Z', '2026-12-31T23:00:00.000Z'],
    ],
    [
      'the last second of a year on the site, in the new one by UTC',
      'America/New_York',
      '2028-01-01T04:59:59Z',
      ['2027-12-31T05:00:00.000Z', '2027-12-27T05:00:00.000Z', '2027-12-01T05:00:00.000Z', '2027-01-01T05:00:00.000Z'],
    ],
    [
      'a leap day',
      'Europe/Amsterdam',
      '2028-02-29T22:59:59Z',
      ['2028-02-28T23:00:00.000Z', '2028-02-27T23:00:00.000Z', '2028-01-31T23:00:00.000Z', '2027-12-31T23:00:00.000Z'],
    ],
    [
      'the first day of a year, two days after one that the zone left out',
      'Pacific/Apia',
      '2011-12-31T12:00:00Z',
      ['2011-12-31T10:00:00.000Z', '2011-12-26T10:00:00.000Z', '2011-12-31T10:00:00.000Z', '2011-12-31T10:00:00.000Z'],
    ],
  ];
  for (const [what, zone, now, expected] of table)
    it(`begin right on ${what}`, () => assert.deepEqual(starts(zone, now), expected));

  it('begin at midnight of the site, never later than now, and no earlier for a longer one', () => {
    const zones = fc.constantFrom(
      'Europe/Amsterdam',
      'America/New_York',
      'Australia/Lord_Howe',
      'Asia/Kathmandu',
      'UTC',
    );
    fc.assert(
      fc.property(
        zones,
        fc.integer({ min: at('2026-01-01T00:00:00Z'), max: at('2036-01-01T00:00:00Z') }),
        (zone, nowMs) => {
          const calendar = calendarNow(zone, nowMs);
          assert.ok(calendar !== undefined);
          const [day, month, year] = [calendar.startOf('day'), calendar.startOf('month'), calendar.startOf('year')];
          assert.ok(year <= month && month <= day && day <= nowMs && nowMs < calendar.toMs);
          const week = calendar.startOf('week');
          assert.ok(week <= day && day - week < 7 * 86_400_000);
          const shown = (ms: number) => new Date(ms).toLocaleString('sv-SE', { timeZone: zone });
          for (const ms of [day, week, month, year]) assert.match(shown(ms), /00:00:00$/);
          assert.match(shown(month), /-01 /);
          assert.match(shown(year), /-01-01 /);
        },
      ),
      { numRuns: 60 },
    );
  });
});
