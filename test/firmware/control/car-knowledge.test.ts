import assert from 'node:assert/strict';
import fc from 'fast-check';
import { CarKnowledge } from '../../../firmware/control/car-knowledge.ts';
import type { PerPhase } from '../../../firmware/domain/phases.ts';

/** Feeds one reading a second; `drawn` may depend on what is offered. */
class Car {
  readonly knows = new CarKnowledge();
  atMs = 0;

  run(seconds: number, offerMa: number, drawnMa: PerPhase | ((offerMa: number) => PerPhase)): void {
    for (let s = 0; s < seconds; s += 1) {
      this.atMs += 1000;
      // As the loop does it: the ceiling bounds the offer.
      const offered = Math.min(offerMa, this.knows.ceilingMa ?? Number.POSITIVE_INFINITY);
      this.knows.observe({
        atMs: this.atMs,
        offerMa: offered,
        drawnMa: typeof drawnMa === 'function' ? drawnMa(offered) : drawnMa,
      });
    }
  }
}

describe('what is learned of a car (control.md §1)', () => {
  it('knows nothing at first: all phases count, and all it is offered', () => {
    const { knows } = new Car();
    assert.equal(knows.phases, undefined);
    assert.equal(knows.ceilingMa, undefined);
  });

  it('learns after seconds of real current that a car uses one phase', () => {
    const car = new Car();
    car.run(4, 16_000, [0, 15_500, 0]);
    assert.equal(car.knows.phases, undefined);
    car.run(3, 16_000, [0, 15_500, 0]);
    assert.deepEqual(car.knows.phases, [1]);
  });

  it('learns nothing from the small currents of a car that wakes up', () => {
    const car = new Car();
    car.run(60, 16_000, [2000, 0, 0]);
    assert.equal(car.knows.phases, undefined);
  });

  it('counts a phase that it draws on as soon as it does', () => {
    const car = new Car();
    car.run(10, 16_000, [15_000, 0, 0]);
    car.run(1, 16_000, [15_000, 14_000, 0]);
    assert.deepEqual(car.knows.phases, [0, 1]);
  });

  it('sets the ceiling a little above the draw when it takes clearly less for 15 s', () => {
    const car = new Car();
    car.run(14, 32_000, [16_000, 16_000, 16_000]);
    assert.equal(car.knows.ceilingMa, undefined);
    car.run(5, 32_000, [16_000, 16_000, 16_000]);
    assert.equal(car.knows.ceilingMa, 17_000);
  });

  it('takes a car that draws a share of its offer, or whole amperes of it, for one that follows', () => {
    const car = new Car();
    car.run(300, 16_900, (offerMa) => [Math.floor(offerMa / 1000) * 940, 0, 0]);
    assert.equal(car.knows.ceilingMa, undefined);
  });

  it('gives a car on its way up its time, and one that sleeps a minute', () => {
    const car = new Car();
    for (let a = 0; a <= 20; a += 1) car.run(2, 32_000, [a * 1000, 0, 0]);
    assert.equal(car.knows.ceilingMa, undefined);
    const asleep = new Car();
    asleep.run(59, 16_000, [0, 0, 0]);
    assert.equal(asleep.knows.ceilingMa, undefined);
    asleep.run(3, 16_000, [0, 0, 0]);
    assert.equal(asleep.knows.ceilingMa, 1000);
  });

  it('finds out by and by that a car takes more than it was thought to, and asks less and less often', () => {
    const car = new Car();
    car.run(30, 32_000, [10_000, 10_000, 10_000]);
    assert.equal(car.knows.ceilingMa, 11_000);
    car.run(300, 32_000, (offerMa) => [offerMa, offerMa, offerMa]);
    assert.equal(car.knows.ceilingMa, undefined);

    const limited = new Car();
    const raises: number[] = [];
    let before = Number.POSITIVE_INFINITY;
    for (let s = 0; s < 7200; s += 1) {
      limited.run(1, 32_000, (offerMa) => [Math.min(offerMa, 16_000), 0, 0]);
      const now = limited.knows.ceilingMa ?? Number.POSITIVE_INFINITY;
      if (now > before) raises.push(s);
      before = now;
    }
    assert.ok(raises.length >= 5 && raises.length <= 14, `${raises.length} probes in two hours`);
  });

  it('forgets everything at unplug', () => {
    const car = new Car();
    car.run(30, 32_000, [10_000, 0, 0]);
    car.knows.forget();
    assert.equal(car.knows.phases, undefined);
    assert.equal(car.knows.ceilingMa, undefined);
  });

  it('never counts fewer phases than a reading just showed, whatever came before', () => {
    const current = fc.integer({ min: 0, max: 32_000 });
    const reading = fc.record({
      offerMa: fc.integer({ min: 0, max: 32_000 }),
      drawnMa: fc.tuple(current, current, current),
    });
    fc.assert(
      fc.property(fc.array(reading, { maxLength: 60 }), (readings) => {
        const knows = new CarKnowledge();
        readings.forEach(({ offerMa, drawnMa }, s) => {
          knows.observe({ atMs: s * 1000, offerMa, drawnMa });
          const highest = Math.max(...drawnMa);
          for (const p of [0, 1, 2] as const)
            if (knows.phases !== undefined && drawnMa[p] >= 1000 && drawnMa[p] >= highest * 0.3)
              assert.ok(knows.phases.includes(p));
          if (knows.ceilingMa !== undefined) assert.ok(knows.ceilingMa > 0);
        });
      }),
      { numRuns: 300 },
    );
  });
});
