import type { ChargeState } from '../../../firmware/domain/device.ts';
import { seededRandom } from '../../site/random.ts';

/** How much faster than the clock the cars live. */
export const speed = 20;
/** `frozenMs`: so long the cars waited for a program that took long to start, ms of the clock. */
export const plantMs = (begunMs: number, frozenMs: number): number => (Date.now() - begunMs - frozenMs) * speed;
/** So long the plant goes on without the program, ms of the clock: then it waits, for the machine may be slow. */
export const mostAwayMs = 3000;

export const plantStations = ['E1', 'E2', 'E3', 'E4', 'E5', 'E6', 'E7', 'E8'] as const;

/** One car, from plug-in to unplug, ms of the plant; it charges all the while but for the first two minutes. */
export interface PlantVisit {
  /** Of its driver's card: V1, V2, … */
  readonly uid: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly powerW: number;
}

const secondMs = 1000;
/** Both longer than a kill and the start after it take, so that the program can see that nobody is there, or somebody. */
const pauseMs = [160 * secondMs, 280 * secondMs] as const;
const stayMs = [240 * secondMs, 440 * secondMs] as const;
const beforeChargingMs = 120 * secondMs;
/** Nobody comes so shortly before the end of a round, when all leave. */
const lastCallMs = 80 * secondMs;
/** Beyond the end of any round. */
const horizonMs = 24 * 3_600_000;

export interface PlantMoment {
  readonly visit: PlantVisit | undefined;
  readonly state: ChargeState;
  readonly powerW: number;
}

/** Who comes to a charge point and when: known beforehand, so that a program that is killed meets the same cars again. */
export class PlantBay {
  readonly visits: readonly PlantVisit[];

  constructor(seed: string, station: string) {
    const random = seededRandom(`${seed}/${station}`);
    const visits: PlantVisit[] = [];
    for (let atMs = random.between([0, pauseMs[0]]); atMs < horizonMs; atMs += random.between(pauseMs)) {
      const fromMs = Math.round(atMs);
      atMs = Math.round(fromMs + random.between(stayMs));
      visits.push({
        uid: `V${visits.length + 1}`,
        fromMs,
        toMs: atMs,
        powerW: Math.round(random.between([3000, 22_000])),
      });
    }
    this.visits = visits;
  }

  /** Who came in a round that ends at `lastMs`, when all leave. */
  came(lastMs: number): readonly PlantVisit[] {
    return this.visits
      .filter(({ fromMs }) => fromMs <= lastMs - lastCallMs)
      .map((visit) => ({ ...visit, toMs: Math.min(visit.toMs, lastMs) }));
  }

  /** The counter of the charge point, whole Wh. */
  counterWh(atMs: number, lastMs: number): number {
    return Math.floor(this.came(lastMs).reduce((sum, visit) => sum + energyWh(visit, atMs), 1000));
  }

  at(atMs: number, lastMs: number): PlantMoment {
    const visit = this.came(lastMs).find(({ fromMs, toMs }) => fromMs <= atMs && atMs < toMs);
    if (visit === undefined) return { visit: undefined, state: 'A', powerW: 0 };
    const charges = atMs >= visit.fromMs + beforeChargingMs;
    return { visit, state: charges ? 'C' : 'B', powerW: charges ? visit.powerW : 0 };
  }
}

/** What a car took until a moment, Wh. */
function energyWh({ fromMs, toMs, powerW }: PlantVisit, atMs: number): number {
  return (powerW * Math.max(0, Math.min(atMs, toMs) - fromMs - beforeChargingMs)) / 3_600_000;
}
