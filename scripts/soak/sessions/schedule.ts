import type { ChargeState } from '../../../firmware/domain/device.ts';
import { seededRandom } from '../../site/random.ts';

/** One car: from plug-in to unplug, ms of the plant; it charges all the while but for the first minute. */
export interface Visit {
  readonly fromMs: number;
  readonly toMs: number;
  readonly powerW: number;
}

const minuteMs = 60_000;
/** Longer than any kill and restart take, so that the program can see that nobody is there. */
const pauseMs = [8 * minuteMs, 20 * minuteMs] as const;
const stayMs = [12 * minuteMs, 40 * minuteMs] as const;

/** Who comes to a charge point and when: known beforehand, so that a program that is killed meets the same plant again. */
export class Schedule {
  readonly visits: readonly Visit[];

  constructor(seed: string, untilMs: number) {
    const random = seededRandom(seed);
    const visits: Visit[] = [];
    for (let atMs = random.between(pauseMs); atMs < untilMs; ) {
      const fromMs = Math.round(atMs);
      const toMs = Math.round(fromMs + random.between(stayMs));
      visits.push({ fromMs, toMs, powerW: Math.round(random.between([1400, 22_000])) });
      atMs = toMs + random.between(pauseMs);
    }
    this.visits = visits;
  }

  energyWh(visit: Visit, atMs: number): number {
    const chargedMs = Math.min(atMs, visit.toMs) - visit.fromMs - minuteMs;
    return (visit.powerW * Math.max(0, chargedMs)) / 3_600_000;
  }

  /** State, counter and power at a moment of the plant; the counter moves in steps. */
  at(atMs: number, stepWh: number): { readonly state: ChargeState; readonly wh: number; readonly powerW: number } {
    const wh = this.visits.reduce((sum, visit) => (visit.fromMs < atMs ? sum + this.energyWh(visit, atMs) : sum), 1234);
    const visit = this.visits.find(({ fromMs, toMs }) => fromMs <= atMs && atMs < toMs);
    const counterWh = Math.floor(wh / stepWh) * stepWh;
    if (visit === undefined) return { state: 'A', wh: counterWh, powerW: 0 };
    const charges = atMs >= visit.fromMs + minuteMs;
    return { state: charges ? 'C' : 'B', wh: counterWh, powerW: charges ? visit.powerW : 0 };
  }
}

/** Twenty charge points with counters of different steps. */
export const points = Array.from({ length: 20 }, (_, k) => ({
  id: `E${k + 1}`,
  stepWh: [1, 1, 10, 100][k % 4] ?? 1,
}));

/** How much faster than the clock the plant lives. */
export const speed = 20;
export const plantMs = (begunMs: number): number => (Date.now() - begunMs) * speed;
