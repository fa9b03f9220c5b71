import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { SiteEvent } from '../../../../firmware/domain/events.ts';
import { giveUpMs, mostWaiting, Outbox, type Waiting } from '../../../../firmware/interfaces/events/outbox.ts';

const minute = 60_000;
let made = 0;
const item = (bornMs: number, change: Partial<SiteEvent> = {}, notBeforeMs = bornMs): Waiting => {
  made += 1;
  const event: SiteEvent = {
    ...{ code: 'deviceLost', severity: 'fault', stage: 'begins', subject: `E${made}` },
    ...{ sinceMs: bornMs, atMs: bornMs, facts: { what: 'Garage' } },
    ...change,
  };
  return { id: String(made), event, bornMs, notBeforeMs, names: false };
};
const fault = { layer: 'connect', message: 'nobody there' } as const;

describe('the outbox of a channel', () => {
  it('sends the first at once, then once a minute, all that waits in one', () => {
    const box = new Outbox();
    box.put(item(0));
    assert.equal(box.due(20, 0).length, 1);
    box.sent(box.due(20, 0), 0);
    for (let n = 0; n < 7; n += 1) box.put(item(1000));
    assert.deepEqual(box.due(20, 30_000), []);
    assert.equal(box.nextMs(20, 30_000), minute);
    assert.equal(box.due(20, minute).length, 7);
  });

  it('takes the same event once while it waits', () => {
    const box = new Outbox();
    const one = item(0);
    box.put(one);
    box.put({ ...one, id: 'other' });
    assert.equal(box.due(20, 0).length, 1);
  });

  it('waits 1, 2, 4 minutes … an hour at most after failures, gives up after a day and counts it', () => {
    const box = new Outbox();
    box.put(item(0));
    const waits: number[] = [];
    let nowMs = 0;
    let given = 0;
    while (given === 0) {
      given = box.failed(fault, nowMs).length;
      const next = box.nextMs(20, nowMs) ?? nowMs;
      waits.push((next - nowMs) / minute);
      nowMs = Math.max(next, nowMs + 1);
    }
    assert.deepEqual(waits.slice(0, 8), [1, 2, 4, 8, 16, 32, 60, 60]);
    assert.ok(nowMs >= giveUpMs && nowMs < giveUpMs + 2 * 60 * minute);
    assert.equal(box.kept.missed, 1);
    assert.equal(box.kept.fault?.layer, 'connect');
  });

  it('lets the mildest go when there is no room, never the gravest', () => {
    const box = new Outbox();
    const mild = item(5, { severity: 'info', code: 'sessionEnded', stage: 'once' });
    box.put(mild);
    for (let n = 1; n < mostWaiting; n += 1) box.put(item(n));
    assert.deepEqual(box.put(item(999)), [mild]);
    assert.equal(box.kept.waiting.length, mostWaiting);
    assert.equal(box.kept.missed, 1);
  });

  it('holds what is for after quiet hours, and lets the rest go', () => {
    const box = new Outbox();
    box.put(item(0, {}, 30 * minute));
    box.put(item(0));
    assert.equal(box.due(20, 0).length, 1);
    box.sent(box.due(20, 0), 0);
    assert.equal(box.nextMs(20, 1), 30 * minute);
  });

  it('is not stopped by a clock that was set back by years', () => {
    const box = new Outbox();
    box.put(item(1e12));
    box.failed(fault, 1e12);
    assert.ok((box.nextMs(20, 1000) ?? 0) <= 1000 + 60 * minute);
    const sent = new Outbox({ ...box.kept, sentMs: [1e12], nextMs: 0 });
    assert.equal(sent.due(20, 1000).length, 1);
  });

  it('whatever comes: never two in a minute, never more than so many an hour, nothing lost unsaid', () => {
    const step = fc.record({
      waitS: fc.integer({ min: 0, max: 900 }),
      puts: fc.integer({ min: 0, max: 4 }),
      works: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), fc.integer({ min: 1, max: 20 }), (steps, perHour) => {
        const box = new Outbox();
        const sentMs: number[] = [];
        let [put, out, nowMs] = [0, 0, 0];
        for (const { waitS, puts, works } of steps) {
          nowMs += waitS * 1000;
          for (let n = 0; n < puts; n += 1) out += box.put(item(nowMs)).length;
          put += puts;
          const due = box.due(perHour, nowMs);
          if (due.length === 0) continue;
          if (works) {
            box.sent(due, nowMs);
            sentMs.push(nowMs);
            out += due.length;
          } else out += box.failed(fault, nowMs).length;
        }
        assert.equal(put, out + box.kept.waiting.length);
        sentMs.forEach((ms, n) => {
          assert.ok(ms - (sentMs[n - 1] ?? -minute) >= minute);
          assert.ok(ms - (sentMs[n - perHour] ?? -3_600_000) >= 3_600_000);
        });
      }),
      { numRuns: 200 },
    );
  });
});
