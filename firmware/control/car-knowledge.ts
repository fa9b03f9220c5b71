import { type PerPhase, type PhaseIndex, phaseIndexes } from '../domain/phases.ts';

/** What a car takes of its offer lies above this line: cars draw 0.94 to 1.0 of it, some only whole amperes. */
const leastShare = 0.94;
const wholeAmpereMa = 1300;
/** A phase with less than this, or less than a third of the strongest one, is not in use. */
const activeMa = 1000;
const activeShare = 0.3;
/** A pattern of phases says something only when the car really draws. */
const tellingMa = 4000;
const phasesAfterMs = 5000;
const fewerPhasesAfterMs = 30_000;
const ceilingAfterMs = 15_000;
/** A car that draws nothing may take so long after a pause until it does. */
const sleepsAtMostMs = 60_000;
/** More than noise between two readings. */
const movingMa = 300;
/** The ceiling stands so far above the draw. */
const headMa = 1000;
const probeMa = 2000;
const firstProbeMs = 60_000;
const lastProbeMs = 900_000;

/** One reading of what a car draws while it is offered something. Currents in mA, building phases, monotonic ms. */
export interface CarReading {
  readonly atMs: number;
  readonly drawnMa: PerPhase;
  readonly offerMa: number;
  /** The box has only one of its phases on: what the car leaves alone then says nothing of it. */
  readonly switchedDown?: boolean;
}

/**
 * What the loop has learned of the car that is plugged in: the phases it uses and the most it takes (control.md §1).
 * Nothing is known at first; everything is forgotten at unplug.
 */
export class CarKnowledge {
  #phases: readonly PhaseIndex[] | undefined;
  #pattern: { readonly key: number; readonly sinceMs: number } | undefined;
  #ceilingMa: number | undefined;
  #less: { sinceMs: number; offerMa: number; highestMa: number } | undefined;
  #probe: { waitMs: number; dueMs: number } | undefined;
  #lastAtMs = Number.NEGATIVE_INFINITY;

  /** Building phases the car uses; undefined while unknown. */
  get phases(): readonly PhaseIndex[] | undefined {
    return this.#phases;
  }

  /** The most the car takes per phase, mA, and a little more; undefined while nothing says it takes less than offered. */
  get ceilingMa(): number | undefined {
    return this.#ceilingMa;
  }

  /** Takes one reading; the same one twice is one. */
  observe(reading: CarReading): void {
    if (reading.atMs <= this.#lastAtMs) return;
    this.#lastAtMs = reading.atMs;
    if (!reading.switchedDown) this.#learnPhases(reading);
    this.#learnCeiling(reading);
  }

  forget(): void {
    this.#phases = undefined;
    this.#pattern = undefined;
    this.#ceilingMa = undefined;
    this.#less = undefined;
    this.#probe = undefined;
  }

  #learnPhases({ atMs, drawnMa }: CarReading): void {
    const highest = Math.max(...drawnMa);
    const active = phaseIndexes.filter((p) => drawnMa[p] >= activeMa && drawnMa[p] >= highest * activeShare);
    // A phase that is drawn on counts from the first reading.
    const added = active.filter((p) => this.#phases !== undefined && !this.#phases.includes(p));
    if (added.length > 0) this.#phases = [...(this.#phases ?? []), ...added].sort();
    if (highest < tellingMa) {
      this.#pattern = undefined;
      return;
    }
    const key = active.reduce<number>((bits, p) => bits | (1 << p), 0);
    if (this.#pattern?.key !== key) this.#pattern = { key, sinceMs: atMs };
    const holdsForMs = atMs - this.#pattern.sinceMs;
    if (holdsForMs >= (this.#phases === undefined ? phasesAfterMs : fewerPhasesAfterMs)) this.#phases = active;
  }

  #learnCeiling({ atMs, drawnMa, offerMa }: CarReading): void {
    const drawn = Math.max(...drawnMa);
    const less = offerMa > 0 && drawn < leastShare * offerMa - wholeAmpereMa;
    if (!less) {
      this.#less = undefined;
      if (this.#ceilingMa !== undefined && offerMa > 0) this.#seekHigher(atMs, drawn, offerMa);
      return;
    }
    const rising = this.#less !== undefined && drawn > this.#less.highestMa + movingMa;
    if (this.#less === undefined || rising || offerMa > this.#less.offerMa) {
      this.#less = { sinceMs: atMs, offerMa, highestMa: drawn };
      return;
    }
    this.#less.offerMa = offerMa;
    this.#less.highestMa = Math.max(drawn, this.#less.highestMa);
    const waitMs = drawn < activeMa ? sleepsAtMostMs : ceilingAfterMs;
    if (atMs - this.#less.sinceMs < waitMs) return;
    this.#ceilingMa = drawn + headMa;
    this.#probe = { waitMs: Math.min(lastProbeMs, 2 * (this.#probe?.waitMs ?? firstProbeMs / 2)), dueMs: 0 };
    this.#probe.dueMs = atMs + this.#probe.waitMs;
    this.#less = undefined;
  }

  /** It takes all that the ceiling leaves it: now and then it is offered a little more. */
  #seekHigher(atMs: number, drawn: number, offerMa: number): void {
    const ceiling = this.#ceilingMa ?? 0;
    if (offerMa < ceiling - headMa || this.#probe === undefined || atMs < this.#probe.dueMs) return;
    if (drawn > ceiling - movingMa) {
      // It has followed the last step: there is no ceiling where we thought.
      this.#ceilingMa = undefined;
      this.#probe = undefined;
      return;
    }
    this.#ceilingMa = Math.max(ceiling, offerMa) + probeMa;
    this.#probe.dueMs = atMs + this.#probe.waitMs;
  }
}
