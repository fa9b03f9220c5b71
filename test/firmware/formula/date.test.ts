import assert from 'node:assert/strict';
import fc from 'fast-check';
import { dateField } from '../../../firmware/formula/date.ts';
import { dateFields } from '../../../firmware/formula/fields.ts';

const all = (iso: string, timeZone: string): Record<string, number | undefined> =>
  Object.fromEntries(
    [...dateFields.keys()].map((field) => [field, dateField(`date.${field}`, Date.parse(iso), timeZone)]),
  );

describe('date. names', () => {
  it('give the clock on the site’s wall, not that of the machine', () => {
    assert.deepEqual(all('2026-07-05T22:30:15.900Z', 'Europe/Amsterdam'), {
      year: 2026,
      month: 6,
      day: 6,
      weekday: 1,
      yearday: 186,
      hour: 0,
      minute: 30,
      second: 15,
      daysecond: 1815,
      dayminute: 30,
      dst: 1,
      timestamp: Date.parse('2026-07-05T22:30:15Z') / 1000,
    });
  });

  it('Sunday is weekday 0, January month 0, and the first of January yearday 0', () => {
    const { weekday, month, yearday, dst } = all('2023-01-01T00:00:00+01:00', 'Europe/Berlin');
    assert.deepEqual([weekday, month, yearday, dst], [0, 0, 0, 0]);
  });

  it('the hour that comes twice in October comes twice, first as summer time', () => {
    const at = (iso: string): unknown[] => {
      const { hour, minute, dst } = all(iso, 'Europe/Berlin');
      return [hour, minute, dst];
    };
    assert.deepEqual(at('2026-10-25T00:30:00Z'), [2, 30, 1]);
    assert.deepEqual(at('2026-10-25T01:30:00Z'), [2, 30, 0]);
    assert.deepEqual(at('2026-03-29T00:59:59Z'), [1, 59, 0]);
    assert.deepEqual(at('2026-03-29T01:00:00Z'), [3, 0, 1]);
  });

  it('summer time is known south of the equator and where there is none', () => {
    assert.equal(all('2026-01-15T00:00:00Z', 'Australia/Sydney').dst, 1);
    assert.equal(all('2026-07-15T00:00:00Z', 'Australia/Sydney').dst, 0);
    assert.equal(all('2026-07-15T00:00:00Z', 'UTC').dst, 0);
  });

  it('midnight is hour 0 and a leap year has day 365', () => {
    const { hour, yearday } = all('2028-12-31T00:00:00Z', 'UTC');
    assert.deepEqual([hour, yearday], [0, 365]);
  });

  it('a name, a time or a zone that does not exist has no value', () => {
    assert.equal(dateField('date.week', 0, 'UTC'), undefined);
    assert.equal(dateField('hour', 0, 'UTC'), undefined);
    assert.equal(dateField('date.constructor', 0, 'UTC'), undefined);
    assert.equal(dateField('date.hour', Number.NaN, 'UTC'), undefined);
    assert.equal(dateField('date.hour', 1e300, 'UTC'), undefined);
    assert.equal(dateField('date.hour', 0, 'Mars/Olympus'), undefined);
  });

  it('agree with one another at any time in any zone', () => {
    const zones = fc.constantFrom('UTC', 'Europe/Amsterdam', 'America/St_Johns', 'Asia/Kathmandu', 'Pacific/Apia');
    const time = fc.date({ min: new Date('1971-01-01'), max: new Date('2100-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(time, zones, (date, zone) => {
        const f = all(date.toISOString(), zone) as Record<string, number>;
        const { hour = -1, minute = -1, second = -1, dayminute, daysecond, year = 0, month = 0, day = 0 } = f;
        assert.equal(dayminute, hour * 60 + minute);
        assert.equal(daysecond, hour * 3600 + minute * 60 + second);
        assert.ok(hour >= 0 && hour < 24);
        assert.equal(f.weekday, new Date(Date.UTC(year, month, day)).getUTCDay());
        assert.equal(f.yearday, (Date.UTC(year, month, day) - Date.UTC(year, 0, 1)) / 86_400_000);
      }),
      { numRuns: 200 },
    );
  });
});
