import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  type PeakMemory,
  type PeakSettings,
  peakAtStart,
  peakLook,
  quarterMs,
} from '../../../../firmware/grid/quarter-hour/guard.ts';
import { peakFromText, peakToText } from '../../../../firmware/grid/quarter-hour/persisted.ts';

const noon = Date.UTC(2026, 10, 25, 12);
const five: PeakSettings = { limitW: 5000, month: false, reserveW: 0 };
const monthly: PeakSettings = { limitW: 2500, month: true, reserveW: 0 };

/** A house connection on a clock, looked at every second. */
class Connection {
  readonly settings: PeakSettings;
  nowMs = 1_000_000;
  wallMs = noon;
  month = '2026-11';
  memory: PeakMemory;

  constructor(settings: PeakSettings) {
    this.settings = settings;
    this.memory = peakAtStart(this.#look(undefined), settings);
    this.draw(0, 0);
  }

  /** `powerW`: a number, what the limit is made of it, or undefined for a silent meter. */
  draw(seconds: number, powerW: number | undefined | ((limitW: number, s: number) => number | undefined)): this {
    for (let s = 0; s <= seconds; s += 1) {
      if (s > 0) {
        this.nowMs += 1000;
        this.wallMs += 1000;
      }
      const watts = typeof powerW === 'function' ? powerW(this.memory.limitW, s) : powerW;
      this.memory = peakLook(this.memory, this.#look(watts), this.settings);
    }
    return this;
  }

  restart(offS: number, wallStepS = 0): this {
    const text = peakToText(this.memory, this.wallMs);
    this.nowMs = 7000;
    this.wallMs += (offS + wallStepS) * 1000;
    this.memory = peakAtStart(this.#look(undefined), this.settings, peakFromText(text));
    return this;
  }

  get limitW() {
    return this.memory.limitW;
  }

  /** The mean so far, as a share of the whole quarter, W. */
  get usedW() {
    return this.memory.usedWms / quarterMs;
  }

  #look(gridW: number | undefined) {
    return { nowMs: this.nowMs, wallMs: this.wallMs, gridW, month: this.month };
  }
}

const near = (value: number, expected: number, by: number) =>
  assert.ok(Math.abs(value - expected) <= by, `${value}, expected ${expected} to within ${by}`);

describe('the guard of the quarter-hour peak', () => {
  it('gives the target while the target is drawn, to the end of the quarter and into the next', () => {
    const house = new Connection(five);
    for (let k = 0; k < 40; k += 1) near(house.draw(60, 5000).limitW, 5000, 100);
  });

  it('makes up for what was too much, and gives out what was too little, half as much again at most', () => {
    near(new Connection(five).draw(300, 8000).limitW, 3500, 60);
    near(new Connection(five).draw(300, 2000).limitW, 6500, 60);
    assert.equal(new Connection(five).draw(600, 0).limitW, 7500);
  });

  it('never falls below 0: what is used is used', () => {
    const house = new Connection(five).draw(899, 20_000);
    assert.equal(house.limitW, 0);
    near(house.draw(2, 0).limitW, 5000, 200);
  });

  it('feed-in is not put against what was taken', () => {
    near(new Connection(five).draw(450, -10_000).usedW, 0, 1);
  });

  it('quarters are those of the clock, and another one begins at zero', () => {
    const house = new Connection(five);
    house.draw(890, 8000);
    assert.equal(house.limitW, 0);
    house.draw(20, 4000);
    assert.equal(house.memory.quarterWallMs, noon + quarterMs);
    near(house.usedW, (4000 * 10) / 900, 10);
  });

  it('S25 a silent meter counts as the target, or as what flowed last where that was more', () => {
    const house = new Connection(five).draw(300, 1000);
    near(house.usedW, 1000 / 3, 10);
    near(house.draw(300, undefined).usedW, 1000 / 3 + 5000 / 3, 20);
    const more = new Connection(five).draw(100, 9000);
    near(more.draw(100, undefined).usedW, 2000, 20);
    const never = new Connection(five);
    for (let k = 0; k < 30; k += 1) near(never.draw(60, undefined).limitW, 5000, 150);
  });

  it('S25 a restart goes on with what was used; the time without the box counts as the target', () => {
    const house = new Connection(five).draw(300, 9000).restart(60);
    near(house.usedW, 3000 + (5000 * 60) / 900, 10);
    near(house.limitW, (5000 * 900 - 9000 * 300 - 5000 * 60) / 540, 60);
    const fresh = new Connection(five);
    fresh.wallMs += 450_000;
    near(new Connection(five).draw(300, 0).restart(900).usedW, 5000 / 3, 10);
  });

  it('S25 a wall clock that jumps begins another quarter at the target, never at zero', () => {
    for (const stepMs of [-3_600_000, 3_600_000, 50 * 365 * 86_400_000]) {
      const house = new Connection(five).draw(300, 9000);
      house.wallMs += stepMs;
      near(house.draw(1, 1000).usedW, 5000 / 3, 40);
      assert.ok(house.limitW <= 5100);
    }
  });

  it('keeps its reserve', () => {
    near(new Connection({ ...five, reserveW: 500 }).limitW, 4500, 50);
    assert.equal(new Connection({ ...five, reserveW: 9000 }).limitW, 0);
  });
});

describe('the month’s peak', () => {
  it('begins at 2.5 kW and follows the highest quarter that was measured', () => {
    const house = new Connection(monthly);
    near(house.limitW, 2500, 50);
    house.draw(900, 2000);
    house.draw(900, 4000);
    near(house.draw(1, 0).memory.monthPeakW, 4000, 10);
    near(house.limitW, 4000, 50);
    house.draw(900, 3000);
    near(house.memory.monthPeakW, 4000, 10);
  });

  it('a quarter of which some was only assumed raises nothing', () => {
    const house = new Connection(monthly).draw(900, 2000);
    house.draw(450, 9000).draw(20, undefined).draw(450, 9000);
    assert.ok(house.memory.monthPeakW <= 2500, `${house.memory.monthPeakW}`);
  });

  it('S25 a wall clock that is set back within a quarter raises no peak: such a quarter is longer than a quarter', () => {
    const connection = new Connection(monthly).draw(900, 2500).draw(600, 4000);
    connection.wallMs -= 600_000;
    connection.draw(900, 4000).draw(5, 0);
    assert.equal(connection.memory.monthPeakW, 0);
    connection.draw(895, 3000).draw(5, 0);
    assert.ok(Math.abs(connection.memory.monthPeakW - 3000) < 20, `${connection.memory.monthPeakW}`);
  });

  it('another month begins anew', () => {
    const house = new Connection(monthly).draw(900, 2000).draw(901, 6000);
    near(house.memory.monthPeakW, 6000, 10);
    house.month = '2026-12';
    house.draw(901, 1000);
    assert.ok(house.memory.monthPeakW < 2500);
    near(house.limitW, 2500, 100);
  });

  it('S25 is kept over a restart', () => {
    const house = new Connection(monthly).draw(900, 2000).draw(901, 6000).restart(3600);
    near(house.memory.monthPeakW, 6000, 10);
    near(house.limitW, 6000, 50);
    for (const text of ['', '{}', '[]', '{"usedWms":-1}']) assert.equal(peakFromText(text), undefined);
  });
});

describe('the guard, whatever the house draws', () => {
  it('cars that follow late keep the mean at the target, but for what the house alone takes above the limit', () => {
    const load = fc.array(fc.integer({ min: 0, max: 9000 }), { minLength: 15, maxLength: 15 });
    fc.assert(
      fc.property(load, fc.integer({ min: 1, max: 8 }), (houseW, lagS) => {
        const house = new Connection(five);
        const flowed: number[] = [];
        const alone: number[] = [];
        const limits: number[] = [];
        house.draw(899, (limitW, s) => {
          const base = houseW[Math.floor(s / 60)] ?? 0;
          limits.push(limitW);
          const car = Math.max(0, (limits.at(-1 - lagS) ?? 0) - base);
          alone.push(Math.max(0, base - limitW));
          flowed.push(base + Math.min(22_000, car));
          return flowed.at(-1);
        });
        const mean = (values: readonly number[]) => values.reduce((sum, w) => sum + w, 0) / 900;
        assert.ok(mean(flowed) <= 5000 * 1.03 + mean(alone), `${mean(flowed)} W, the house ${mean(alone)} W`);
        assert.ok(limits.every((limitW) => limitW >= 0 && limitW <= 7500));
      }),
      { numRuns: 60 },
    );
  });
});
