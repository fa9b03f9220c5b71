import assert from 'node:assert/strict';
import { defaultTiming } from '../../../firmware/smgw/channel-timing.ts';
import { limitSession } from '../../../firmware/smgw/session-limit.ts';

const hourMs = 3_600_000;

describe('S14 how long a TLS session lives', () => {
  /** Plays 50 hours; answers the hour at which the session was ended. `talksAtMs` counts bytes. */
  function play(bytesAt: (nowMs: number) => number, cancelAfterMs = Number.POSITIVE_INFINITY): number | undefined {
    let nowMs = 1000;
    let endedMs: number | undefined;
    const waiting: { atMs: number; action: () => void }[] = [];
    const cancel = limitSession(
      {
        timing: defaultTiming,
        monotonicMs: () => nowMs,
        bytes: () => bytesAt(nowMs - 1000),
        timers: {
          after: (delayMs, action) => {
            const entry = { atMs: nowMs + delayMs, action };
            waiting.push(entry);
            return () => waiting.splice(waiting.indexOf(entry), 1);
          },
          turn: () => Promise.resolve(),
        },
      },
      () => {
        endedMs = nowMs - 1000;
      },
    );
    for (;;) {
      const next = waiting.sort((a, b) => a.atMs - b.atMs).shift();
      if (next === undefined || next.atMs > 50 * hourMs) return endedMs === undefined ? undefined : endedMs / hourMs;
      nowMs = next.atMs;
      if (nowMs > cancelAfterMs) cancel();
      else next.action();
    }
  }

  it('ends in the first quiet second after 47 hours', () => {
    const ended = play(() => 5);
    assert.ok(ended !== undefined && ended >= 47 && ended < 47.01, String(ended));
  });

  it('waits for a command to end', () => {
    const ended = play((nowMs) => Math.min(nowMs, 47.5 * hourMs));
    assert.ok(ended !== undefined && ended >= 47.5 && ended < 47.51, String(ended));
  });

  it('ends at 48 hours whatever is said', () => {
    assert.equal(
      play((nowMs) => nowMs),
      48,
    );
  });

  it('is let alone when the stream ended before', () => {
    assert.equal(
      play(() => 5, 10 * hourMs),
      undefined,
    );
  });
});
