import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { phaseIndexes } from '../../../../firmware/domain/phases.ts';
import { flowHeater } from '../../../../scripts/site/plant/parameters.ts';
import { Plant, type PlantPlan } from '../../../../scripts/site/plant/plant.ts';
import { scenarioByName } from '../../../../scripts/site/scenarios/all.ts';

const still = { baseA: [2, 2], applianceEveryS: [1e9, 1e9] } as const;
const fixedCar = { phases: 3, maxA: 16, startPercent: 20, batteryWh: 60_000, wakeS: [1, 1], drawFactor: 1 } as const;

function plantOf(plan: Partial<PlantPlan> = {}): Plant {
  return new Plant({ seed: 1, fuseA: 63, house: still, boxes: [], ...plan });
}

describe('the plant', () => {
  it('lets the house connection carry the house and the cars, phase by phase', () => {
    const plant = new Plant(scenarioByName('mix', { seed: 4 }).plant);
    for (let i = 0; i < 2000; i++) {
      plant.step();
      for (const p of phaseIndexes) {
        const boxes = [...plant.boxes.values()].reduce((sum, box) => sum + box.drawnA[p], 0);
        assert.ok(Math.abs(plant.totalA[p] - plant.house.loadA[p] - boxes) < 1e-9);
      }
    }
    assert.ok(Math.max(...plant.carsA) > 6);
  });

  it('turns the phases of a box by its wiring', () => {
    const boxes = [{ id: 'E1', wiring: [1, 2, 0] as const, maxA: 16, car: { ...fixedCar, phases: 1 as const } }];
    const plant = plantOf({ boxes });
    plant.boxes.get('E1')?.offer(0, 16);
    plant.advanceTo(60);
    assert.deepEqual(plant.carsA, [0, 16, 0]);
    assert.deepEqual(plant.boxes.get('E1')?.readingA, [16, 0, 0]);
  });

  it('lets a box say its currents exactly, or a little off where it is asked to', () => {
    const boxes = [{ id: 'E1', wiring: [0, 1, 2] as const, maxA: 16, car: { ...fixedCar, phases: 1 as const } }];
    const plants = [plantOf({ boxes }), plantOf({ boxes, eachBox: { readingNoiseA: 0.15 } })] as const;
    const seen = plants.map((plant) => {
      plant.boxes.get('E1')?.offer(0, 16);
      plant.advanceTo(60);
      return Array.from({ length: 100 }, () => {
        plant.step();
        assert.equal(plant.carsA[0], 16);
        assert.deepEqual(plant.boxes.get('E1')?.readingA.slice(1), [0, 0]);
        return plant.boxes.get('E1')?.readingA[0] ?? 0;
      });
    });
    assert.deepEqual([...new Set(seen[0])], [16]);
    assert.ok(new Set(seen[1]).size > 90);
    for (const amperes of seen[1] ?? []) assert.ok(Math.abs(amperes - 16) < 1);
  });

  it('lets energy of box, car and connection agree', () => {
    const boxes = [{ id: 'E1', wiring: [0, 1, 2] as const, maxA: 16, car: fixedCar }];
    const plant = plantOf({ boxes, house: { ...still, baseA: [0, 0] }, meter: { noiseA: 0 } });
    plant.boxes.get('E1')?.offer(0, 16);
    plant.advanceTo(1800);
    const box = plant.boxes.get('E1');
    const storedWh = ((box?.car?.socPercent ?? 0) / 100) * fixedCar.batteryWh - 12_000;
    assert.ok((box?.energyWh ?? 0) > 5000);
    assert.ok(Math.abs(storedWh - (box?.energyWh ?? 0)) < 1e-6);
    assert.ok(Math.abs(plant.gridMeter.reading.importWh - storedWh) < 50);
  });

  it('brings a set-point to the pilot after the delay of the box, and shows old currents', () => {
    const boxes = [
      {
        ...{ id: 'E1', wiring: [0, 1, 2] as const, maxA: 16, car: { ...fixedCar, rampUpAPerS: 100, deadTimeS: 0.5 } },
        ...{ pilotDelayS: 1, readingAgeS: 2, failsafeA: 0 },
      },
    ];
    const plant = plantOf({ boxes });
    const box = plant.boxes.get('E1');
    assert.equal(box?.state, 'B');
    plant.advanceTo(10);
    box?.offer(10, 12);
    plant.advanceTo(10.5);
    assert.equal(box?.pilotA, 0);
    plant.advanceTo(11);
    assert.equal(box?.pilotA, 12);
    assert.equal(box?.state, 'C');
    plant.advanceTo(12);
    assert.equal(box?.drawnA[0], 12);
    assert.equal(box?.readingA[0], 0);
    plant.advanceTo(14);
    assert.equal(box?.readingA[0], 12);
  });

  it('gives the same numbers for the same seed, whether stepped or driven by time, and others for another seed', () => {
    const run = (seed: number, drive: (plant: Plant) => void): string => {
      const plant = new Plant(scenarioByName('mix', { seed }).plant);
      drive(plant);
      const { gridMeter, totalA, fuse } = plant;
      return JSON.stringify([gridMeter.reading, totalA, fuse.heat]);
    };
    const stepped = run(7, (plant) => {
      for (let i = 0; i < 1200; i++) plant.step();
    });
    const driven = run(7, (plant) => {
      for (let s = 0; s <= 600; s += 7.3) plant.advanceTo(s);
      plant.advanceTo(600);
    });
    assert.equal(driven, stepped);
    assert.notEqual(
      run(8, (plant) => plant.advanceTo(600)),
      stepped,
    );
  });

  it('has a meter that is 1 to 3 s late, a little wrong and rounded to 0.1 A', () => {
    const plant = plantOf();
    const errors: number[] = [];
    for (let i = 0; i < 4000; i++) {
      plant.step();
      const { currentA, measuredAtS } = plant.gridMeter.reading;
      if (plant.nowS < 5) continue;
      const ageS = plant.nowS - measuredAtS;
      assert.ok(ageS >= 1 && ageS <= 4, `${ageS} s`);
      assert.ok(Math.abs(currentA[0] * 10 - Math.round(currentA[0] * 10)) < 1e-9);
      errors.push(currentA[0] - 2);
    }
    const deviation = Math.sqrt(errors.reduce((sum, e) => sum + e * e, 0) / errors.length);
    assert.ok(deviation > 0.12 && deviation < 0.18, `${deviation} A`);
  });

  it('brings nothing new from the meter in a stale window or while it is held', () => {
    const plant = plantOf({ staleWindows: [{ fromS: 100, toS: 130 }] });
    plant.advanceTo(99.5);
    const before = plant.gridMeter.reading;
    plant.advanceTo(129.5);
    assert.equal(plant.gridMeter.reading, before);
    plant.advanceTo(140);
    assert.ok(plant.gridMeter.reading.measuredAtS > 135);
    plant.holdMeter(true);
    const held = plant.gridMeter.reading;
    plant.advanceTo(200);
    assert.equal(plant.gridMeter.reading, held);
  });

  it('trips a fuse after ten minutes of a fifth too much and a bit, never at its rated current', () => {
    const tripS = (loadA: number): number => {
      const plant = plantOf();
      plant.house.fix([loadA, 0, 0]);
      while (plant.fuse.trips === 0 && plant.nowS < 7200) plant.step();
      return plant.nowS;
    };
    assert.equal(tripS(63), 7200);
    // 1 - exp(-t/600) = 1.44 / 1.6^2
    assert.ok(Math.abs(tripS(63 * 1.6) - 496) < 2, `${tripS(63 * 1.6)} s`);
  });

  it('counts a fuse that stays over the line as one trip', () => {
    const plant = plantOf();
    plant.house.fix([126, 0, 0]);
    plant.advanceTo(3600);
    assert.equal(plant.fuse.trips, 1);
  });

  it('keeps kettles, ovens and the heater inside their figures', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), (seed) => {
        const plant = new Plant({ seed, fuseA: 63, boxes: [], house: { heater: flowHeater } });
        let heaterS = 0;
        for (let i = 0; i < 3600; i++) {
          plant.step();
          const { loadA } = plant.house;
          assert.ok(Math.min(...loadA) >= 1);
          if (Math.min(...loadA) > 30) heaterS += 0.5;
        }
        assert.ok(heaterS > 60 && heaterS < 1500, `${heaterS} s of heater`);
      }),
      { numRuns: 10 },
    );
  });

  it('plugs cars in when they arrive and forgets them when they leave', () => {
    const plant = plantOf({ boxes: [{ id: 'E1', wiring: [0], car: { phases: 1 }, arrivesS: 50 }] });
    const box = plant.boxes.get('E1');
    plant.advanceTo(49.5);
    assert.equal(box?.state, 'A');
    plant.advanceTo(52);
    assert.equal(box?.state, 'C');
    plant.unplug('E1');
    plant.step();
    assert.equal(box?.state, 'A');
    assert.deepEqual(plant.carsA, [0, 0, 0]);
  });
});
