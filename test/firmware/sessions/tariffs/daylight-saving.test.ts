import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { TableTariff } from '../../../../firmware/domain/site/tariffs.ts';
import { tariff } from '../../../../firmware/domain/site/tariffs.ts';
import { dateField } from '../../../../firmware/formula/date.ts';
import { calendarDays, evenStretches } from '../../../../firmware/formula/shown-time.ts';
import { spanAt } from '../../../../firmware/sessions/tariffs/spans.ts';
import { tableSpans } from '../../../../firmware/sessions/tariffs/table-spans.ts';
import { pricesOf, timezone } from './tariff-site.ts';

const at = (text: string): number => Date.parse(text);
const hourMs = 3_600_000;
const table = (prices: readonly object[]) => tariff.parse({ id: 't', kind: 'table', prices }) as TableTariff;
/** Hour by hour from a moment on, by what the clock shows. */
const hourly = (prices: readonly object[], from: string, hours: number) => {
  const spans = tableSpans(table(prices), timezone, at(from), at(from) + hours * hourMs);
  return Array.from({ length: hours }, (_, k) => spanAt(spans, at(from) + k * hourMs)?.ct ?? '-').join(' ');
};

describe('a table at the nights in which the clock is put', () => {
  const night = [{ from: '22:00', to: '06:00', ct: 1 }, { ct: 2 }];

  it('has a night of seven hours in spring and of nine in autumn', () => {
    // From 22:00 on the clock.
    assert.equal(hourly(night, '2026-03-28T21:00Z', 9), '1 1 1 1 1 1 1 2 2');
    assert.equal(hourly(night, '2026-10-24T20:00Z', 10), '1 1 1 1 1 1 1 1 1 2');
  });

  it('skips the hour that the clock skips and has the one twice that it shows twice', () => {
    const two = [{ from: '02:00', to: '03:00', ct: 9 }, { from: '03:00', to: '04:00', ct: 5 }, { ct: 0 }];
    // From 1:00 on the clock.
    assert.equal(hourly(two, '2026-03-29T00:00Z', 4), '0 5 0 0');
    assert.equal(hourly(two, '2026-10-24T23:00Z', 5), '0 9 9 5 0');
  });

  it('goes by what the clock shows to the minute in the hour that comes twice', () => {
    const half = table([{ from: '02:00', to: '02:30', ct: 9 }, { ct: 0 }]);
    const spans = tableSpans(half, timezone, at('2026-10-25T00:00Z'), at('2026-10-25T02:00Z'));
    assert.deepEqual(
      spans.map(({ fromMs, toMs, ct }) => [(fromMs - at('2026-10-25T00:00Z')) / 60_000, (toMs - fromMs) / 60_000, ct]),
      [
        [0, 30, 9],
        [30, 30, 0],
        [60, 30, 9],
        [90, 30, 0],
      ],
    );
  });

  it('counts a row over midnight to the day it starts on, and months by the calendar', () => {
    const weekend = [{ from: '22:00', to: '02:00', days: ['su'], ct: 1 }, { months: [11], ct: 3 }, { ct: 2 }];
    // Sunday 25 October, 21:00 on the clock: into Monday.
    assert.equal(hourly(weekend, '2026-10-25T20:00Z', 6), '2 1 1 1 1 2');
    // Saturday 31 October, 22:00: November begins.
    assert.equal(hourly(weekend, '2026-10-31T21:00Z', 4), '2 2 3 3');
  });

  it('says at every minute what its rows say of the clock on the wall', () => {
    const minute = fc.integer({ min: 0, max: 1439 });
    const clock = (m: number) => `${String(Math.floor(m / 60)).padStart(2, '0')}:${String(m % 60).padStart(2, '0')}`;
    const row = fc.record({ from: minute, to: minute, days: fc.subarray(['mo', 'sa', 'su'], { minLength: 1 }) });
    const nights = fc.constantFrom('2026-03-28T20:00Z', '2026-10-24T20:00Z', '2026-05-04T20:00Z');
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 3 }), nights, fc.nat(1440), (rows, start, after) => {
        const usable = rows.filter(({ from, to }) => from !== to);
        fc.pre(usable.length > 0);
        const prices = usable.map((each, k) => ({ ...each, from: clock(each.from), to: clock(each.to), ct: k }));
        const spans = tableSpans(table(prices), timezone, at(start), at(start) + 25 * hourMs);
        const ms = at(start) + after * 60_000;
        const shown = dateField('date.dayminute', ms, timezone) ?? -1;
        const weekday = dateField('date.weekday', ms, timezone) ?? -1;
        const names = ['su', 'mo', 'tu', 'we', 'th', 'fr', 'sa'];
        const on = (days: readonly string[], back: number) => days.includes(names[(weekday + 7 - back) % 7] ?? '');
        const expected = usable.findIndex(({ from, to, days }) =>
          from < to
            ? shown >= from && shown < to && on(days, 0)
            : (shown >= from && on(days, 0)) || (shown < to && on(days, 1)),
        );
        assert.equal(spanAt(spans, ms)?.ct, expected < 0 ? undefined : expected);
      }),
      { numRuns: 60 },
    );
  });

  it('tells the price now and until when through both nights', () => {
    const untilIn = (wall: string) => {
      const prices = pricesOf([{ id: 't', kind: 'table', prices: night }]);
      prices.look({ variables: () => undefined, known: [], wallMs: at(wall) });
      const { ct, untilMs = 0 } = prices.now ?? assert.fail('no price');
      return `${ct} until ${new Date(untilMs).toISOString()}`;
    };
    assert.equal(untilIn('2026-03-29T00:30:00Z'), '1 until 2026-03-29T04:00:00.000Z');
    assert.equal(untilIn('2026-10-25T00:30:00Z'), '1 until 2026-10-25T05:00:00.000Z');
    assert.equal(untilIn('2026-10-25T01:30:00Z'), '1 until 2026-10-25T05:00:00.000Z');
  });
});

describe('days on the calendar', () => {
  it('have 23 hours in spring and 25 in autumn, and follow each other', () => {
    const lengths = (from: string) =>
      calendarDays(timezone, at(from), at(from) + 50 * hourMs).map(
        ({ date, fromMs, toMs }) => `${date} ${(toMs - fromMs) / hourMs}`,
      );
    assert.deepEqual(lengths('2026-03-28T12:00Z'), ['2026-03-28 24', '2026-03-29 23', '2026-03-30 24']);
    assert.deepEqual(lengths('2026-10-24T12:00Z'), ['2026-10-24 24', '2026-10-25 25', '2026-10-26 24']);
    const days = calendarDays(timezone, at('2026-01-01T00:00Z'), at('2026-12-31T00:00Z'));
    days.forEach((day, k) => {
      if (k > 0) assert.equal(day.fromMs, days[k - 1]?.toMs);
    });
    assert.equal(days.length, 365);
  });

  it('are none in a zone that nobody knows', () => {
    assert.deepEqual(calendarDays('Nowhere/Here', 0, hourMs), []);
    assert.deepEqual(evenStretches('Nowhere/Here', 0, hourMs), []);
  });
});
