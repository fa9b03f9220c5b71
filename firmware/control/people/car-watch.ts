import type { Clock } from '../../domain/clock.ts';
import type { State } from '../../domain/state.ts';
import { isPlugged } from '../orders.ts';
import type { Occupancies } from './occupancies.ts';

/** Without a car nobody keeps a charge point longer than this. */
const waitsForCarMs = 10 * 60_000;

type CarState = State['chargePoints'][number]['state'];

/** Watches cars come and go: what was shown lasts from plug to unplug. A charge point that does not answer says nothing. */
export class CarWatch {
  readonly #occupancies: Occupancies;
  readonly #clock: Clock;
  readonly #onCar: (chargePoint: string) => boolean;
  /** Since when a charge point is kept for a car that has not come, monotonic ms. */
  readonly #waitingSinceMs = new Map<string, number>();
  /** Cars that nobody has shown anything for, and that have been told once. */
  readonly #told = new Set<string>();

  /** `onCar`: a car is there and nothing was shown; asked again until it says true, then once a car. */
  constructor(parts: { occupancies: Occupancies; clock: Clock; onCar: (chargePoint: string) => boolean }) {
    this.#occupancies = parts.occupancies;
    this.#clock = parts.clock;
    this.#onCar = parts.onCar;
  }

  look(id: string, state: CarState): void {
    if (state === 'A') this.#told.delete(id);
    const occupancy = this.#occupancies.of(id);
    if (occupancy?.begun === true) {
      if (state === 'A') this.#occupancies.end(id);
      return;
    }
    if (isPlugged(state)) {
      this.#waitingSinceMs.delete(id);
      if (occupancy !== undefined) this.#occupancies.begin(id);
      else if (!this.#told.has(id) && this.#onCar(id)) this.#told.add(id);
      return;
    }
    if (occupancy !== undefined) this.#giveUp(id);
  }

  /** Somebody was there again: the time begins anew. */
  shown(id: string): void {
    this.#waitingSinceMs.delete(id);
  }

  #giveUp(id: string): void {
    const nowMs = this.#clock.monotonicMs();
    const sinceMs = this.#waitingSinceMs.get(id) ?? nowMs;
    this.#waitingSinceMs.set(id, sinceMs);
    if (nowMs - sinceMs < waitsForCarMs) return;
    this.#waitingSinceMs.delete(id);
    this.#occupancies.end(id);
  }
}
