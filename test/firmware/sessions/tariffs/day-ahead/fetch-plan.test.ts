import assert from 'node:assert/strict';
import {
  isCovered,
  missingTime,
  retryAfterMs,
  wantedDays,
} from '../../../../../firmware/sessions/tariffs/day-ahead/fetch-plan.ts';

const timeZone = 'Europe/Amsterdam';
const at = (text: string): number => Date.parse(text);
const day = (from: string, to: string) => ({ fromMs: at(from), toMs: at(to), ct: 1 });
const given = new Set<string>();

describe('what is asked of a price server', () => {
  it('is the two days before, today, and tomorrow from 13:00 on', () => {
    const wanted = (text: string, spreadMs = 0) => {
      const { before, due } = wantedDays({ timeZone, wallMs: at(text), spreadMs });
      return [...before, ...due].map(({ date }) => date.slice(5)).join(' ');
    };
    const rows: readonly (readonly [string, string])[] = [
      ['2026-05-04T10:59:59Z', '05-02 05-03 05-04'],
      ['2026-05-04T11:00:00Z', '05-02 05-03 05-04 05-05'],
      ['2026-05-04T21:59:59Z', '05-02 05-03 05-04 05-05'],
      ['2026-05-04T22:00:00Z', '05-03 05-04 05-05'],
      // 29 March has 23 hours, 25 October has 25.
      ['2026-03-29T00:30:00Z', '03-27 03-28 03-29'],
      ['2026-03-30T21:30:00Z', '03-28 03-29 03-30 03-31'],
      ['2026-10-24T22:10:00Z', '10-23 10-24 10-25'],
      ['2026-10-25T12:00:00Z', '10-23 10-24 10-25 10-26'],
      ['2026-10-25T23:10:00Z', '10-24 10-25 10-26'],
    ];
    for (const [text, days] of rows) assert.equal(wanted(text), days, text);
    assert.equal(wanted('2026-05-04T11:05:00Z', 600_000), '05-02 05-03 05-04', 'a box of its own asks later');
  });

  it('covers a day of 23 and of 25 hours only with all of them', () => {
    const [short] = wantedDays({ timeZone, wallMs: at('2026-03-29T10:00Z') }).due;
    const [long] = wantedDays({ timeZone, wallMs: at('2026-10-25T10:00Z') }).due;
    assert.equal(((short?.toMs ?? 0) - (short?.fromMs ?? 0)) / 3_600_000, 23);
    assert.equal(((long?.toMs ?? 0) - (long?.fromMs ?? 0)) / 3_600_000, 25);
    assert.ok(short && isCovered([day('2026-03-28T23:00Z', '2026-03-29T22:00Z')], short));
    assert.ok(long && !isCovered([day('2026-10-24T22:00Z', '2026-10-25T22:00Z')], long), 'an hour is missing');
    assert.ok(long && isCovered([day('2026-10-24T22:00Z', '2026-10-25T23:00Z')], long));
  });

  it('runs from the first day that lacks a price to the last, and leaves out what will not come any more', () => {
    const asked = (spans: ReturnType<typeof day>[], left = given) => {
      const time = missingTime({ timeZone, spans, wallMs: at('2026-05-04T12:00Z'), given: left });
      return time && `${time.firstDate} ${time.lastDate}`;
    };
    assert.equal(asked([]), '2026-05-02 2026-05-05');
    assert.equal(asked([day('2026-05-01T22:00Z', '2026-05-04T22:00Z')]), '2026-05-05 2026-05-05');
    assert.equal(asked([day('2026-05-03T22:00Z', '2026-05-05T22:00Z')]), '2026-05-02 2026-05-03');
    const before = new Set(['2026-05-02', '2026-05-03']);
    assert.equal(asked([day('2026-05-03T22:00Z', '2026-05-05T22:00Z')], before), undefined);
    assert.equal(asked([day('2026-05-03T22:00Z', '2026-05-05T21:00Z')], before), '2026-05-05 2026-05-05');
    assert.equal(missingTime({ timeZone: 'Nowhere/Here', spans: [], wallMs: 0, given }), undefined);
  });

  it('is repeated later and later, at most every half hour; for tomorrow every quarter', () => {
    const minutes = [1, 2, 3, 4, 5, 6, 7, 90].map((failures) => retryAfterMs(failures, false) / 60_000);
    assert.deepEqual(minutes, [1, 2, 4, 8, 16, 30, 30, 30]);
    assert.equal(retryAfterMs(3, true) / 60_000, 15);
  });
});
