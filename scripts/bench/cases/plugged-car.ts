import type { PhaseIndex } from '../../../firmware/domain/phases.ts';
import type { Session, Station } from './case-file.ts';

/**
 * A car at its station. What it is stays hidden in `#session`; the rest of this class is what a controller sees: whether
 * it wants current, what it drew, and what that says about the car.
 */
export class PluggedCar {
  readonly index: number;
  readonly station: Station;
  readonly arrival: number;
  readonly departure: number;
  /** Offer of the last period, A per phase. */
  offerA = 0;
  chargedKwh = 0;
  readonly #session: Session;
  #phaseCount: 1 | 2 | 3 | undefined;
  #maxA: number;

  constructor(index: number, session: Session, station: Station) {
    this.index = index;
    this.station = station;
    this.arrival = session.arrival;
    this.departure = session.departure;
    this.#session = session;
    this.#maxA = station.maxA;
  }

  /** The state of the box: C while it wants current. */
  get wants(): boolean {
    return this.requestedKwh - this.chargedKwh > 1e-9;
  }

  /** For the score, and for decisions that are given the energy. */
  get requestedKwh(): number {
    return this.#session.kWh;
  }

  /** As seen while it drew; undefined before. */
  get phaseCount(): 1 | 2 | 3 | undefined {
    return this.#phaseCount;
  }

  /** The station's maximum until it drew less than it was offered, A. */
  get maxA(): number {
    return this.#maxA;
  }

  /** Building phases it counts on in the rows: all of the station until its own are known. */
  get phases(): readonly PhaseIndex[] {
    return this.station.rotation.slice(0, this.#phaseCount);
  }

  /** For the score only. */
  get truePhases(): readonly PhaseIndex[] {
    return this.station.rotation.slice(0, this.#session.phases);
  }

  /** A period at an offer: it draws the least of the offer, its maximum and what it still needs; what is seen is learned. */
  charge(offerA: number, hours: number): void {
    this.offerA = offerA;
    if (offerA === 0) return;
    const { phases, maxA } = this.#session;
    const kwhPerA = (phases * this.station.voltage * hours) / 1000;
    const drawnA = Math.min(offerA, maxA, (this.requestedKwh - this.chargedKwh) / kwhPerA);
    this.chargedKwh = Math.min(this.requestedKwh, this.chargedKwh + drawnA * kwhPerA);
    this.#phaseCount = phases;
    if (this.wants && drawnA < offerA) this.#maxA = Math.min(this.#maxA, Math.ceil(drawnA));
  }
}
