import { phaseIndexes } from '../../../firmware/domain/phases.ts';
import { stepS } from '../plant/parameters.ts';
import type { Plant } from '../plant/plant.ts';
import { Oracle } from './oracle.ts';
import type { PlantSite } from './plant-site.ts';

/** The figures of shared/cases/plant.md for one run. */
export interface Score {
  readonly energyWh: number;
  /** Of the oracle in the same house with the same cars. */
  readonly idealWh: number;
  /** A·s above the limit that would not be there without the cars, all phases. */
  readonly overloadAs: number;
  /** From each drop of the limit until 10 s pass without such overload, s; infinite for one that never settles. */
  readonly settleS: readonly number[];
  readonly trips: number;
  /** Set-points that differ from the one sent before. */
  readonly changesPerBoxMinute: number;
  /** Starts of cars, and times an offer went from current to 0 while the car wanted to charge. */
  readonly starts: number;
  readonly pauses: number;
  /** Runs of a car shorter than 60 s. */
  readonly shortRuns: number;
}

/** What is scored: a plant, and who decides for it. */
export type ScoredSite = Pick<PlantSite, 'plant' | 'changes' | 'decision' | 'step'>;

/** Under this a car that charges is taken for one that does not, A. */
const drawsFromA = 1;
const shortRunS = 60;
const quietForS = 10;

/**
 * Runs a site second by second and keeps the score on every step of the plant. `limitA(s)` is what the house connection
 * may carry from the beginning of second s on: a drop counts from the moment in which `before(s)` gives the operator's
 * new value, whatever the controller has seen of it.
 */
export function scoreRun(
  site: ScoredSite,
  seconds: number,
  limitA: (nowS: number) => number,
  before: (nowS: number) => void = () => {},
): Score {
  const { plant } = site;
  const oracle = new Oracle(plant);
  const settling = new Settling();
  const runs = new Runs(plant);
  const energyBeforeWh = chargedWh(plant);
  const changesBefore = site.changes;
  let overloadAs = 0;
  let pauses = 0;
  const offered = new Map<string, number>();
  for (let s = 0; s < seconds; s += 1) {
    const limit = limitA(s);
    settling.limitIs(limit);
    before(s);
    site.step(1, () => {
      const overA = overloadByCarsA(plant, limit);
      overloadAs += overA * stepS;
      settling.step(overA);
      runs.step();
      oracle.step(limit);
    });
    for (const [id, box] of plant.boxes) {
      const offerMa = site.decision(id).offerMa ?? 0;
      if ((offered.get(id) ?? 0) > 0 && offerMa === 0 && box.car?.full === false) pauses += 1;
      offered.set(id, offerMa);
    }
  }
  return {
    energyWh: chargedWh(plant) - energyBeforeWh,
    idealWh: oracle.energyWh,
    overloadAs,
    settleS: settling.timesS,
    trips: plant.fuse.trips,
    changesPerBoxMinute: (site.changes - changesBefore) / plant.boxes.size / (seconds / 60),
    starts: runs.starts,
    pauses,
    shortRuns: runs.short,
  };
}

/** What flows over the limit and would not without the cars, A over all phases. */
function overloadByCarsA(plant: Plant, limitA: number): number {
  const { totalA } = plant;
  const { loadA } = plant.house;
  return phaseIndexes.reduce<number>(
    (sum, p) => sum + Math.max(0, totalA[p] - limitA) - Math.max(0, loadA[p] - limitA),
    0,
  );
}

const chargedWh = (plant: Plant): number => [...plant.boxes.values()].reduce((sum, box) => sum + box.energyWh, 0);

/** How long after a drop of the limit the overload is over for good. */
class Settling {
  readonly #done: number[] = [];
  #limitA: number | undefined;
  /** Since the drop; undefined when none is being waited for. */
  #elapsedS: number | undefined;
  #quietS = 0;

  limitIs(limitA: number): void {
    if (limitA < (this.#limitA ?? limitA)) {
      // A drop on the heels of another: the first one has not settled by itself.
      if (this.#elapsedS !== undefined) this.#done.push(Number.POSITIVE_INFINITY);
      this.#elapsedS = 0;
      this.#quietS = 0;
    }
    this.#limitA = limitA;
  }

  step(overA: number): void {
    if (this.#elapsedS === undefined) return;
    this.#elapsedS += stepS;
    this.#quietS = overA > 0 ? 0 : this.#quietS + stepS;
    if (this.#quietS < quietForS) return;
    this.#done.push(this.#elapsedS - this.#quietS);
    this.#elapsedS = undefined;
  }

  get timesS(): readonly number[] {
    return this.#elapsedS === undefined ? this.#done : [...this.#done, Number.POSITIVE_INFINITY];
  }
}

/** Counts starts of cars, and runs that were over too soon. */
class Runs {
  starts = 0;
  short = 0;
  readonly #plant: Plant;
  readonly #since = new Map<string, number>();

  constructor(plant: Plant) {
    this.#plant = plant;
  }

  step(): void {
    const { nowS, boxes } = this.#plant;
    for (const [id, box] of boxes) {
      const draws = (box.car?.drawnA ?? 0) > drawsFromA;
      const since = this.#since.get(id);
      if (draws && since === undefined) {
        this.#since.set(id, nowS);
        this.starts += 1;
      } else if (!draws && since !== undefined) {
        this.#since.delete(id);
        if (nowS - since < shortRunS) this.short += 1;
      }
    }
  }
}
