import { allocate } from '../../../firmware/allocation/allocate.ts';
import { type PerPhase, phaseIndexes, phaseNames } from '../../../firmware/domain/phases.ts';
import type { CarParameters } from '../plant/parameters.ts';
import type { PlantSite } from './plant-site.ts';

/** The figures of shared/cases/plant.md for one run. */
export interface Score {
  readonly energyWh: number;
  readonly idealWh: number;
  /** A·s above the limit that would not be there without the cars, all phases. */
  readonly overloadAs: number;
  /** From each drop of the limit until 10 s pass without such overload, s. */
  readonly settleS: readonly number[];
  readonly trips: number;
  readonly writesPerBoxMinute: number;
  /** Starts of cars, and times an offer went from current to 0 while the car wanted to charge. */
  readonly starts: number;
  readonly pauses: number;
  /** Runs of a car shorter than 60 s. */
  readonly shortRuns: number;
}

/**
 * Runs a site second by second and keeps the score. `limitA(s)` is what the house connection may carry; a change of
 * AVAIL is made by `before(s)`.
 */
export function scoreRun(
  site: PlantSite,
  seconds: number,
  limitA: (nowS: number) => number,
  before: (nowS: number) => void = () => {},
): Score {
  const boxes = [...site.plant.boxes.entries()];
  const ideal = new Oracle(site);
  let overloadAs = 0;
  let [starts, pauses, shortRuns, quietS] = [0, 0, 0, 0];
  const settleS: number[] = [];
  let dropAtS: number | undefined;
  let lastLimit = limitA(0);
  const runs = new Map<string, number>();
  const offered = new Map<string, number>();
  for (let s = 0; s < seconds; s += 1) {
    before(s);
    site.step();
    const limit = limitA(s);
    const overA = phaseIndexes.reduce<number>((sum, p) => {
      const house = site.plant.house.loadA[p];
      return sum + Math.max(0, site.plant.totalA[p] - limit) - Math.max(0, house - limit);
    }, 0);
    overloadAs += overA;
    if (limit < lastLimit * 0.9) [dropAtS, quietS] = [s, 0];
    lastLimit = limit;
    if (dropAtS !== undefined) {
      quietS = overA > 0.3 ? 0 : quietS + 1;
      if (quietS >= 10) {
        settleS.push(s - 9 - dropAtS);
        dropAtS = undefined;
      }
    }
    for (const [id, box] of boxes) {
      const draws = (box.car?.drawnA ?? 0) > 1;
      const since = runs.get(id);
      if (draws && since === undefined) {
        runs.set(id, s);
        starts += 1;
      } else if (!draws && since !== undefined) {
        runs.delete(id);
        if (s - since < 60 && box.car?.full === false) shortRuns += 1;
      }
      const offerMa = site.decision(id).offerMa ?? 0;
      if ((offered.get(id) ?? 0) > 0 && offerMa === 0 && box.car?.full === false) pauses += 1;
      offered.set(id, offerMa);
    }
    ideal.step(limit);
  }
  if (dropAtS !== undefined) settleS.push(Number.POSITIVE_INFINITY);
  return {
    energyWh: boxes.reduce((sum, [, box]) => sum + box.energyWh, 0),
    idealWh: ideal.energyWh,
    overloadAs,
    settleS,
    trips: site.plant.fuse.trips,
    writesPerBoxMinute: site.sent / boxes.length / (seconds / 60),
    starts,
    pauses,
    shortRuns,
  };
}

/** Knows the house and the cars, has no delays, ignores dwell: max-min over all phases every second. */
class Oracle {
  energyWh = 0;
  readonly #site: PlantSite;
  readonly #stored = new Map<string, { readonly car: CarParameters; wh: number }>();

  constructor(site: PlantSite) {
    this.#site = site;
  }

  step(limitA: number): void {
    const { plant } = this.#site;
    const cars = [...plant.boxes.entries()].flatMap(([id, box]) => {
      const car = box.car?.parameters;
      if (car === undefined) return [];
      let held = this.#stored.get(id);
      if (held?.car !== car) {
        held = { car, wh: (car.batteryWh * car.startPercent) / 100 };
        this.#stored.set(id, held);
      }
      const percent = (100 * held.wh) / car.batteryWh;
      const taper = Math.min(1, Math.max(0.1, (100 - percent) / (100 - car.taperFromPercent)));
      const maxMa = held.wh >= car.batteryWh ? 0 : Math.floor(Math.min(car.maxA, box.parameters.maxA) * taper * 1000);
      const startWh = (car.batteryWh * car.startPercent) / 100;
      return [{ id, held, maxMa, phases: box.parameters.wiring.slice(0, car.phases), sessionWh: held.wh - startWh }];
    });
    const rows = phaseIndexes.map((p) => ({
      ...{ id: phaseNames[p], circuit: 'house', quantity: phaseNames[p] },
      capacity: Math.max(0, limitA - plant.house.loadA[p]) * 1000,
      members: cars.flatMap(({ phases }, request) => (phases.includes(p) ? [{ request, weight: 1 }] : [])),
      reason: { code: 'fuse' as const },
    }));
    const results = allocate({
      rows,
      requests: cars.map(({ id, maxMa, sessionWh }) => ({
        ...{ id, maxMa, minMa: Math.min(6000, Math.max(1, maxMa)), stepMa: 1, tier: 1, charging: true, dwell: false },
        ...{ sessionEnergyWh: sessionWh, waitingMs: 0, reason: { code: 'deviceLimit' as const } },
      })),
      slot: 0,
    });
    const voltageV: PerPhase = plant.voltageV;
    results.forEach(({ targetMa }, k) => {
      const car = cars[k];
      if (car === undefined) return;
      const wh = car.phases.reduce<number>((sum, p) => sum + (voltageV[p] * targetMa) / 1000, 0) / 3600;
      car.held.wh += wh;
      this.energyWh += wh;
    });
  }
}
