import { mapPhases, type PerPhase, phaseIndexes, zeroPhases } from '../../../firmware/domain/phases.ts';

const tauS = 600;
const tripsAt = 1.44;

/** A fuse as a warm body: a first-order filter of (I/In)^2. It remembers a trip but goes on, so that a run stays comparable. */
export class Fuse {
  readonly ratedA: number;
  #heat: PerPhase = zeroPhases;
  #trips = 0;
  #tripped: PerPhase<boolean> = [false, false, false];

  constructor(ratedA: number) {
    this.ratedA = ratedA;
  }

  step(dtS: number, currentA: PerPhase): void {
    const share = 1 - Math.exp(-dtS / tauS);
    this.#heat = mapPhases(this.#heat, (heat, p) => heat + ((currentA[p] / this.ratedA) ** 2 - heat) * share);
    const tripped = mapPhases(this.#heat, (heat) => heat >= tripsAt);
    // One that stays over the line has tripped once, not once a step.
    this.#trips += phaseIndexes.filter((p) => tripped[p] && !this.#tripped[p]).length;
    this.#tripped = tripped;
  }

  /** 1 = as warm as at its rated current for ever; trips at 1.44. */
  get heat(): PerPhase {
    return this.#heat;
  }

  get trips(): number {
    return this.#trips;
  }
}
