import { allocate } from '../../../firmware/allocation/allocate.ts';
import { phaseIndexes, phaseNames } from '../../../firmware/domain/phases.ts';
import { type CarParameters, stepS } from '../plant/parameters.ts';
import type { Plant } from '../plant/plant.ts';

/** A car as the oracle charges it, beside the real one. */
interface Held {
  readonly car: CarParameters;
  wh: number;
}

/**
 * What could be charged in the same house with the same cars by one who knows everything, has no delays, loses nothing
 * and ignores dwell: max-min over all phases on every step of the plant.
 */
export class Oracle {
  energyWh = 0;
  readonly #plant: Plant;
  readonly #held = new Map<string, Held>();

  constructor(plant: Plant) {
    this.#plant = plant;
  }

  step(limitA: number): void {
    const { boxes, house, voltageV } = this.#plant;
    const cars = [...boxes].flatMap(([id, box]) => {
      const car = box.car?.parameters;
      if (car === undefined) return [];
      const held = this.#heldOf(id, car);
      const maxMa = Math.floor(1000 * Math.min(box.parameters.maxA, takesA(held)));
      const sessionWh = held.wh - startWh(car);
      return [{ id, held, maxMa, sessionWh, phases: box.parameters.wiring.slice(0, car.phases) }];
    });
    const results = allocate({
      rows: phaseIndexes.map((p) => ({
        ...{ id: phaseNames[p], circuit: 'house', quantity: phaseNames[p] },
        capacity: Math.max(0, limitA - house.loadA[p]) * 1000,
        members: cars.flatMap(({ phases }, request) => (phases.includes(p) ? [{ request, weight: 1 }] : [])),
        reason: { code: 'fuse' as const },
      })),
      requests: cars.map(({ id, maxMa, sessionWh }) => ({
        ...{ id, maxMa, minMa: Math.min(6000, Math.max(1, maxMa)), stepMa: 1, tier: 1, charging: true, dwell: false },
        ...{ sessionEnergyWh: sessionWh, waitingMs: 0, reason: { code: 'deviceLimit' as const } },
      })),
      slot: 0,
    });
    cars.forEach(({ held, phases }, k) => {
      const currentA = (results[k]?.targetMa ?? 0) / 1000;
      const powerW = phases.reduce<number>((sum, p) => sum + voltageV[p] * currentA, 0);
      const wh = Math.min((powerW * stepS) / 3600, held.car.batteryWh - held.wh);
      held.wh += wh;
      this.energyWh += wh;
    });
  }

  #heldOf(id: string, car: CarParameters): Held {
    const known = this.#held.get(id);
    if (known?.car === car) return known;
    const held = { car, wh: startWh(car) };
    this.#held.set(id, held);
    return held;
  }
}

const startWh = ({ batteryWh, startPercent }: CarParameters): number => (batteryWh * startPercent) / 100;

/** What the car can take now, A per phase: less and less near its end, as car.ts has it. */
function takesA({ car, wh }: Held): number {
  if (wh >= car.batteryWh) return 0;
  const percent = (100 * wh) / car.batteryWh;
  return car.maxA * Math.min(1, Math.max(0.1, (100 - percent) / (100 - car.taperFromPercent)));
}
