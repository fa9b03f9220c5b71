import assert from 'node:assert/strict';
import { Loop, type Timers } from '../../../firmware/control/loop.ts';

/** A clock and timers that move only when told. */
class VirtualTime implements Timers {
  nowMs = 5_000_000;
  #next = 0;
  readonly #timers = new Map<number, { dueMs: number; run: () => void }>();
  readonly clock = { monotonicMs: () => this.nowMs, wallMs: () => this.nowMs };

  setTimeout(run: () => void, ms: number): number {
    this.#next += 1;
    this.#timers.set(this.#next, { dueMs: this.nowMs + ms, run });
    return this.#next;
  }

  clearTimeout(timer: unknown): void {
    this.#timers.delete(timer as number);
  }

  /** Runs what is due until `ms` have passed; `late` is added to each run as a busy machine would. */
  pass(ms: number, late = 0): void {
    const endMs = this.nowMs + ms;
    for (;;) {
      const due = [...this.#timers]
        .filter(([, t]) => t.dueMs + late <= endMs)
        .sort((a, b) => a[1].dueMs - b[1].dueMs)[0];
      if (due === undefined) break;
      this.#timers.delete(due[0]);
      this.nowMs = Math.max(this.nowMs, due[1].dueMs + late);
      due[1].run();
    }
    this.nowMs = Math.max(this.nowMs, endMs);
  }

  get pending(): number {
    return this.#timers.size;
  }
}

function start(time: VirtualTime) {
  const runs: { why: string; atMs: number }[] = [];
  const startMs = time.nowMs;
  const loop = new Loop({
    clock: time.clock,
    timers: time,
    periodMs: 1000,
    run: (why) => runs.push({ why, atMs: time.nowMs - startMs }),
  });
  loop.start();
  return { loop, runs };
}

describe('the 1 s loop', () => {
  it('runs every second without drift though each run is 7 ms late', () => {
    const time = new VirtualTime();
    const { runs } = start(time);
    time.pass(10_500, 7);
    assert.deepEqual(
      runs.map((run) => run.atMs),
      Array.from({ length: 10 }, (_, i) => (i + 1) * 1000 + 7),
    );
  });

  it('runs once more at once when nudged, several nudges making one run, and keeps its beat', () => {
    const time = new VirtualTime();
    const { loop, runs } = start(time);
    time.pass(1300);
    loop.nudge();
    loop.nudge();
    time.pass(900);
    assert.deepEqual(runs, [
      { why: 'tick', atMs: 1000 },
      { why: 'nudge', atMs: 1300 },
      { why: 'tick', atMs: 2000 },
    ]);
  });

  it('makes no more than 20 cycles a second of a flood of nudges, and the first at once', () => {
    const time = new VirtualTime();
    const { loop, runs } = start(time);
    time.pass(1300);
    for (let ms = 0; ms < 500; ms += 1) {
      loop.nudge();
      time.pass(1);
    }
    assert.deepEqual(
      runs.slice(1).map(({ atMs }) => atMs),
      Array.from({ length: 11 }, (_, k) => 1300 + 50 * k),
    );
  });

  for (const [tookMs, restMs] of [
    [40, 40],
    [400, 100],
  ] as const)
    it(`leaves the lines ${restMs} ms after a cycle that took ${tookMs} ms before it runs again`, () => {
      const time = new VirtualTime();
      const endedMs: number[] = [];
      const beganMs: number[] = [];
      const loop = new Loop({
        ...{ clock: time.clock, timers: time, periodMs: 1000 },
        run: () => {
          beganMs.push(time.nowMs);
          time.nowMs += tookMs;
          endedMs.push(time.nowMs);
        },
      });
      loop.start();
      time.pass(1000);
      loop.nudge();
      time.pass(restMs);
      assert.equal(beganMs.length, 2);
      assert.equal((beganMs[1] ?? 0) - (endedMs[0] ?? 0), restMs);
    });

  it('leaves out periods that passed while the machine slept, and counts them', () => {
    const time = new VirtualTime();
    const { loop, runs } = start(time);
    time.pass(1000);
    time.nowMs += 5500;
    time.pass(1000);
    assert.deepEqual(
      runs.map((run) => run.atMs),
      [1000, 6500, 7000],
    );
    assert.equal(loop.missed, 4);
  });

  it('leaves no timer behind when it stops', () => {
    const time = new VirtualTime();
    const { loop, runs } = start(time);
    loop.nudge();
    loop.stop();
    time.pass(5000);
    assert.deepEqual(runs, []);
    assert.equal(time.pending, 0);
  });
});
