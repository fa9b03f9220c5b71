import assert from 'node:assert/strict';
import type { TemporaryShare } from '../../../../firmware/control/temporary-share.ts';
import { keptShares, ShareLease } from '../../../../firmware/interfaces/sunspec/share-lease.ts';

/** A lease with a clock and timers of its own, and what survives a restart. */
class Bench {
  nowMs = 0;
  wallMs = 1_000_000;
  told: (TemporaryShare | undefined)[] = [];
  readonly kept = new Map<string, string>();
  #waiting: { atMs: number; action: () => void } | undefined;

  start = (leaseS = 60) => {
    this.#waiting = undefined;
    this.told = [];
    const lease = new ShareLease({
      desk: { lease: (share) => void this.told.push(share) },
      drawer: {
        get: (key) => this.kept.get(key),
        set: (key, value) => void this.kept.set(key, value),
        remove: (key) => void this.kept.delete(key),
      },
      clock: { monotonicMs: () => this.nowMs, wallMs: () => this.wallMs },
      timers: {
        after: (delayMs, action) => {
          const mine = { atMs: this.nowMs + delayMs, action };
          this.#waiting = mine;
          return () => {
            if (this.#waiting === mine) this.#waiting = undefined;
          };
        },
        turn: async () => {},
      },
    });
    lease.resume(leaseS);
    return lease;
  };

  passS(s: number): void {
    this.nowMs += s * 1000;
    this.wallMs += s * 1000;
    const due = this.#waiting;
    if (due === undefined || due.atMs > this.nowMs) return;
    this.#waiting = undefined;
    due.action();
  }
}

describe('a share of the connection with a lease', () => {
  it('holds until nobody has written it for so long', () => {
    const bench = new Bench();
    const lease = bench.start();
    lease.write(40, 'sunspec', 60);
    bench.passS(59);
    lease.write(40, 'sunspec', 60);
    bench.passS(59);
    assert.equal(lease.now()?.percent, 40);
    assert.equal(lease.now()?.sinceMs, 1_000_000);
    assert.equal(lease.leftS(), 1);
    bench.passS(1);
    assert.equal(lease.now(), undefined);
    assert.equal(lease.leftS(), 0);
    assert.equal(bench.told.at(-1), undefined);
    assert.equal(bench.kept.size, 0);
  });

  it('ends with 100', () => {
    const bench = new Bench();
    const lease = bench.start();
    lease.write(0, 'sunspec', 60);
    assert.equal(bench.told.at(-1)?.percent, 0);
    lease.write(100, 'sunspec', 60);
    assert.equal(bench.told.at(-1), undefined);
    assert.equal(bench.kept.size, 0);
  });

  it('holds after a restart for what is left, and no longer than a lease when the clock was set back', () => {
    const bench = new Bench();
    bench.start().write(40, 'sunspec', 60);
    bench.passS(20);
    const again = bench.start();
    assert.equal(bench.told.at(-1)?.percent, 40);
    bench.passS(39);
    assert.equal(again.now()?.percent, 40);
    bench.passS(1);
    assert.equal(again.now(), undefined);

    bench.start().write(30, 'sunspec', 60);
    bench.wallMs -= 86_400_000;
    const late = bench.start();
    bench.passS(59);
    assert.equal(late.now()?.percent, 30);
    bench.passS(1);
    assert.equal(late.now(), undefined);
  });

  it('is over when its time went by while the program was away, and survives what is not ours', () => {
    const bench = new Bench();
    bench.start().write(40, 'sunspec', 60);
    bench.wallMs += 60_000;
    assert.equal(bench.start().now(), undefined);
    for (const text of ['{', '{"percent":-1}', 'null']) {
      bench.kept.set('sunspecShare', text);
      assert.equal(bench.start().now(), undefined);
      assert.equal(bench.kept.size, 0);
    }
  });

  it('is what the loop is started with, while its lease lasts', () => {
    const bench = new Bench();
    const drawer = { get: (key: string) => bench.kept.get(key) };
    const atStart = () => keptShares(drawer, { wallMs: () => bench.wallMs });
    assert.deepEqual(atStart(), []);
    bench.start().write(40, 'sunspec', 60);
    const share = { percent: 40, source: 'sunspec', sinceMs: 1_000_000, leasedUntilMs: 1_060_000 };
    assert.deepEqual(atStart(), [share]);
    bench.wallMs = 1_060_000;
    assert.deepEqual(atStart(), []);
    for (const key of bench.kept.keys()) bench.kept.set(key, 'broken {');
    assert.deepEqual(atStart(), []);
  });

  it('that is over at the start is told to be over: the loop may have begun with it', () => {
    const bench = new Bench();
    bench.start().write(40, 'sunspec', 60);
    bench.wallMs += 61_000;
    bench.start();
    assert.deepEqual(bench.told, [undefined]);
  });
});
