import assert from 'node:assert/strict';
import fc from 'fast-check';
import { LimitDesk } from '../../../firmware/control/limit-desk.ts';
import { readSite } from '../../../firmware/domain/site/check.ts';
import type { StoredVariable } from '../../../firmware/domain/variable.ts';
import { knowledge } from '../domain/site/documents.ts';
import { houseWith } from './virtual-site.ts';

const startMs = Date.UTC(2026, 10, 1);
const tenYearsMs = 10 * 365 * 86_400_000;

const site = (() => {
  const variables = [{ name: 'AVAIL', value: 100, timeoutS: 600, failsafe: 20 }];
  const result = readSite(houseWith(1, {}, { variables }), knowledge);
  if (!result.ok) throw result.faults[0];
  return result.site;
})();

/** The limit of an operator's variable under clocks that a test moves. */
class Life {
  nowMs = 5000;
  wallMs = startMs;
  rows: readonly StoredVariable[] = [];
  readonly desk = new LimitDesk(site, { variables: [], rulings: [] });

  write(value: number): this {
    this.rows = [{ name: 'AVAIL', value, atMs: this.wallMs, source: 'channel:emt' }];
    return this;
  }

  pass(seconds: number): this {
    for (let s = 0; s < seconds; s += 60) {
      this.nowMs += 60_000;
      this.wallMs += 60_000;
      this.limit();
    }
    return this;
  }

  set(wallMs: number): this {
    this.wallMs = wallMs;
    return this;
  }

  limit(): number {
    const { records } = this.desk.evaluate({
      ...{ stored: this.rows, storedRulings: [], candidates: [], lookup: () => undefined },
      ...{ nowMs: this.nowMs, wallMs: this.wallMs },
    });
    return records.find(({ id }) => id === 'operator')?.value ?? Number.NaN;
  }
}

const whole = new Life().write(100).limit();
const failsafe = new Life().write(20).limit();

describe('a variable that timed out', () => {
  it('S25 stays so until the next write when the clock is set back', () => {
    const life = new Life().write(100).pass(660);
    assert.equal(life.limit(), failsafe);
    assert.equal(life.set(life.wallMs - 400_000).limit(), failsafe);
    assert.equal(life.write(100).limit(), whole);
  });

  it('S25 stays so when a clock that ran ten years ahead, or stood in 1970, is put right', () => {
    for (const wrongMs of [startMs + tenYearsMs, 0]) {
      const life = new Life().write(100).pass(60);
      const right = life.wallMs;
      assert.equal(life.set(wrongMs).limit(), failsafe);
      assert.equal(life.set(right).limit(), failsafe);
      assert.equal(life.write(100).limit(), whole);
    }
  });

  it('S25 does not get more time from a clock that is set back again and again', () => {
    const life = new Life().write(100);
    for (let k = 0; k < 10; k += 1) {
      life.pass(60);
      life.set(life.wallMs - 60_000);
    }
    assert.equal(life.limit(), whole);
    assert.equal(life.pass(60).limit(), failsafe);
  });

  it('counts an initial value that nobody ever wrote as timed out, also in 1970', () => {
    const life = new Life().set(1000);
    assert.equal(life.limit(), failsafe);
  });

  it('goes on as it was from a recording', () => {
    const life = new Life().write(100).pass(660);
    const twin = new Life();
    twin.desk.restore(life.desk.save());
    Object.assign(twin, { rows: life.rows, nowMs: life.nowMs, wallMs: life.wallMs - 400_000 });
    assert.equal(twin.limit(), failsafe);
  });

  it('S25 raises no limit between two writes, whatever happens to the clocks', () => {
    const moves = fc.array(
      fc.record({ passS: fc.constantFrom(0, 60, 300, 660), stepS: fc.constantFrom(0, -3600, 3600, -400, 1e9, -1e9) }),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100 }), moves, (value, steps) => {
        const life = new Life().write(value);
        let last = life.limit();
        for (const { passS, stepS } of steps) {
          life.pass(passS).set(life.wallMs + stepS * 1000);
          const limit = life.limit();
          assert.ok(limit <= last, `${last} becomes ${limit}`);
          last = limit;
        }
      }),
      { numRuns: 300 },
    );
  });
});
