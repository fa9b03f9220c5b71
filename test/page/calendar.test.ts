import assert from 'node:assert/strict';
import fc from 'fast-check';
import { slotsOf } from '../../web/history/slots.ts';
import { moved, spanAround, spanKinds, spanOf, spanQuery, timeOf } from '../../web/history/span.ts';
import { asLocal, clockText, dateBegins, dayEnds, dayText, knownZone, nextClock } from '../../web/time/calendar.ts';
import { en } from '../../web/words/en.ts';
import { speechOf } from '../../web/words/speech.ts';

const zones = [
  ...['Europe/Amsterdam', 'Europe/London', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe'],
  // The clock changes at midnight, so that a day begins at one or has its last hour twice.
  ...['America/Santiago', 'Africa/Cairo', 'America/Havana', 'Pacific/Kiritimati', 'Etc/GMT+12', 'UTC'],
];
const hourMs = 3_600_000;
const iso = (ms: number): string => new Date(ms).toISOString();
const moment = fc
  .tuple(fc.constantFrom(...zones), fc.integer({ min: Date.UTC(2020, 0, 1) / 1000, max: Date.UTC(2031, 0, 1) / 1000 }))
  .map(([zone, s]) => [zone, s * 1000] as const);

describe('the calendar of the site', () => {
  for (const [zone, day, from, hours] of [
    ['Europe/Amsterdam', '2026-11-28', '2026-11-27T23:00:00.000Z', 24],
    ['Europe/Amsterdam', '2026-03-29', '2026-03-28T23:00:00.000Z', 23],
    ['Europe/Amsterdam', '2026-10-25', '2026-10-24T22:00:00.000Z', 25],
    ['America/New_York', '2026-11-01', '2026-11-01T04:00:00.000Z', 25],
    ['Asia/Kolkata', '2026-11-28', '2026-11-27T18:30:00.000Z', 24],
    ['Australia/Lord_Howe', '2026-04-05', '2026-04-04T13:00:00.000Z', 24.5],
    ['America/Santiago', '2026-09-06', '2026-09-06T04:00:00.000Z', 23],
    ['America/Santiago', '2026-04-04', '2026-04-04T03:00:00.000Z', 25],
    ['Pacific/Kiritimati', '2026-01-01', '2025-12-31T10:00:00.000Z', 24],
    // A day that there was not: what follows it begins then.
    ['Pacific/Apia', '2011-12-30', '2011-12-30T10:00:00.000Z', 24],
  ] as const)
    it(`has ${day} in ${zone} from ${from}, ${hours} hours`, () => {
      const fromMs = timeOf(zone, day) ?? 0;
      assert.equal(iso(fromMs), from);
      const span = spanAround(zone, 'day', fromMs);
      assert.deepEqual(span, { kind: 'day', fromMs, toMs: fromMs + hours * hourMs });
      assert.deepEqual(spanAround(zone, 'day', span.toMs - 1), span);
      const slots = slotsOf(span, speechOf('en', en, zone));
      assert.equal(slots.length, Math.ceil(hours));
      assert.equal(slots[0]?.fromMs, fromMs);
    });

  it('has no gap and nothing twice between days, weeks, months and years, and moves there and back', () => {
    fc.assert(
      fc.property(moment, fc.constantFrom(...spanKinds), ([zone, ms], kind) => {
        const span = spanAround(zone, kind, ms);
        assert.ok(span.fromMs <= ms && ms < span.toMs);
        assert.equal(spanAround(zone, kind, span.toMs).fromMs, span.toMs);
        assert.deepEqual(moved(zone, moved(zone, span, 1), -1), span);
        assert.equal(moved(zone, span, -1).toMs, span.fromMs);
        assert.deepEqual(spanOf(zone, spanQuery(zone, span), ms), span);
        const slots = slotsOf(span, speechOf('en', en, zone));
        for (const [at, slot] of slots.entries()) assert.equal(slot.toMs, slots[at + 1]?.fromMs ?? slot.toMs);
      }),
      { numRuns: 60 },
    );
  });

  it('writes a day and reads it again; it ends a second before the next', () => {
    fc.assert(
      fc.property(moment, ([zone, ms]) => {
        const text = dayText(zone, ms);
        const fromMs = timeOf(zone, text) ?? 0;
        assert.equal(dayText(zone, fromMs), text);
        assert.ok(fromMs <= ms);
        assert.equal(dayText(zone, fromMs - 1) < text, true);
        assert.equal(dayText(zone, dayEnds(zone, text) ?? 0), text);
        assert.notEqual(dayText(zone, (dayEnds(zone, text) ?? 0) + 1000), text);
      }),
    );
    assert.equal(dayEnds('UTC', 'nonsense'), undefined);
    assert.ok(Number.isNaN(dateBegins('UTC', Number.NaN, 0, 1)));
  });

  it('finds when a clock shows a time next', () => {
    const at = (zone: string, hour: number, minute: number, now: string) =>
      iso(nextClock(zone, hour, minute, Date.parse(now)));
    assert.equal(at('Europe/Amsterdam', 18, 30, '2026-11-28T17:29:00Z'), '2026-11-28T17:30:00.000Z');
    assert.equal(at('Europe/Amsterdam', 18, 30, '2026-11-28T17:30:00Z'), '2026-11-29T17:30:00.000Z');
    assert.equal(at('America/New_York', 0, 10, '2026-11-28T04:00:00Z'), '2026-11-28T05:10:00.000Z');
    // Twice at night, the second after the first; and left out: after it.
    assert.equal(at('Europe/Amsterdam', 2, 30, '2026-10-25T00:00:00Z'), '2026-10-25T00:30:00.000Z');
    assert.equal(at('Europe/Amsterdam', 2, 30, '2026-10-25T00:30:00Z'), '2026-10-25T01:30:00.000Z');
    assert.equal(at('Europe/Amsterdam', 2, 30, '2026-03-29T00:00:00Z'), '2026-03-29T01:30:00.000Z');
    fc.assert(
      fc.property(moment, fc.nat(23), fc.nat(59), ([zone, ms], hour, minute) => {
        const next = nextClock(zone, hour, minute, ms);
        assert.ok(next > ms && next <= ms + 50 * hourMs);
        const shown = clockText(zone, next);
        // What a change of the clock leaves out is shown by no clock.
        if (shown !== `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`)
          assert.notEqual(spanAround(zone, 'day', next).toMs - spanAround(zone, 'day', next).fromMs, 24 * hourMs);
      }),
    );
  });

  it('is that of the browser where the browser does not know the zone', () => {
    assert.equal(knownZone('Mars/Olympus'), Intl.DateTimeFormat().resolvedOptions().timeZone);
    assert.equal(knownZone('Asia/Kolkata'), 'Asia/Kolkata');
    assert.equal(asLocal('Asia/Kolkata', Date.UTC(2026, 5, 1)).getHours(), 5);
  });
});
