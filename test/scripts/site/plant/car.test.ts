import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { Car } from '../../../../scripts/site/plant/car.ts';
import { type CarParameters, drawCar, stepS } from '../../../../scripts/site/plant/parameters.ts';
import { seededRandom } from '../../../../scripts/site/random.ts';

const plain: CarParameters = {
  ...{ phases: 3, maxA: 16, batteryWh: 60_000, startPercent: 40, taperFromPercent: 80 },
  ...{ deadTimeS: 2, rampDownAPerS: 10, rampUpAPerS: 2, wakeS: [5, 5], stopS: [2, 2] },
  ...{ drawFactor: 1, wholeAmperes: false },
};
const volts = [230, 230, 230];

function drive(car: Car, pilotA: (nowS: number) => number, seconds: number): number[] {
  const drawn: number[] = [];
  for (let nowS = 0; nowS < seconds; nowS += stepS) {
    car.step(nowS, stepS, pilotA(nowS), volts);
    drawn.push(car.drawnA);
  }
  return drawn;
}
const at = (drawn: readonly number[], nowS: number): number => drawn[nowS / stepS] ?? Number.NaN;

describe('a car of the plant', () => {
  it('draws nothing until it has woken, then climbs by its ramp to what it is offered', () => {
    const drawn = drive(new Car(plain, seededRandom(1)), () => 16, 20);
    assert.equal(at(drawn, 4.5), 0);
    assert.equal(at(drawn, 5), 1);
    assert.equal(at(drawn, 7), 5);
    assert.equal(at(drawn, 15), 16);
  });

  it('follows a lower offer after its dead time, not faster than its ramp', () => {
    const drawn = drive(new Car(plain, seededRandom(1)), (nowS) => (nowS < 20 ? 16 : 6), 30);
    assert.equal(at(drawn, 21.5), 16);
    assert.equal(at(drawn, 22), 11);
    assert.equal(at(drawn, 22.5), 6);
  });

  it('stops within its stopping time and wakes anew afterwards', () => {
    const drawn = drive(new Car(plain, seededRandom(1)), (nowS) => (nowS >= 20 && nowS < 30 ? 0 : 16), 40);
    assert.equal(at(drawn, 21.5), 16);
    assert.equal(at(drawn, 22), 0);
    assert.equal(at(drawn, 34.5), 0);
    assert.ok(at(drawn, 35) > 0);
  });

  it('sleeps on when the offer ends before it has woken', () => {
    const drawn = drive(new Car({ ...plain, deadTimeS: 0.5 }, seededRandom(1)), (nowS) => (nowS < 3 ? 16 : 0), 20);
    assert.equal(Math.max(...drawn), 0);
  });

  it('takes an offer below 6 A for none', () => {
    const drawn = drive(new Car(plain, seededRandom(1)), () => 5.9, 30);
    assert.equal(Math.max(...drawn), 0);
  });

  it('never draws more than its own maximum, and whole amperes where it counts so', () => {
    const whole = { ...plain, wholeAmperes: true, drawFactor: 0.95 };
    assert.equal(
      at(
        drive(new Car(plain, seededRandom(1)), () => 32, 30),
        29,
      ),
      16,
    );
    assert.equal(
      at(
        drive(new Car(whole, seededRandom(1)), () => 10.9, 30),
        29,
      ),
      9.5,
    );
  });

  it('fills its battery with exactly what it draws, tapers, and is full at the end', () => {
    const car = new Car({ ...plain, startPercent: 90 }, seededRandom(1));
    const drawn = drive(car, () => 16, 3 * 3600);
    const energyWh = drawn.reduce((sum, amperes) => sum + (amperes * 690 * stepS) / 3600, 0);
    assert.ok(Math.abs(energyWh - 6000) < 10, `${energyWh} Wh`);
    assert.ok(car.full);
    assert.equal(drawn.at(-1), 0);
    const tapered = drawn.filter((amperes) => amperes > 0);
    assert.ok(tapered.slice(-60).every((amperes) => amperes < 4));
  });

  it('is drawn from the kinds and ranges of the plant', () => {
    const cars = Array.from({ length: 400 }, (_, i) => drawCar(seededRandom(i)));
    const share = (phases: number, maxA: number): number =>
      cars.filter((car) => car.phases === phases && car.maxA === maxA).length / cars.length;
    assert.ok(share(3, 16) > 0.3 && share(3, 16) < 0.45, `${share(3, 16)}`);
    for (const [phases, maxA] of [
      [3, 32],
      [2, 16],
      [1, 32],
      [1, 16],
      [1, 20],
    ] as const) {
      assert.ok(
        share(phases, maxA) > 0.06 && share(phases, maxA) < 0.19,
        `${phases} x ${maxA}: ${share(phases, maxA)}`,
      );
    }
    for (const car of cars) {
      assert.ok(car.batteryWh >= 40_000 && car.batteryWh <= 80_000);
      assert.ok(car.drawFactor >= 0.94 && car.drawFactor <= 1);
      assert.ok(car.deadTimeS >= 0.5 && car.deadTimeS <= 5);
    }
    const whole = cars.filter((car) => car.wholeAmperes).length / cars.length;
    assert.ok(whole > 0.22 && whole < 0.38, `${whole}`);
  });
});
