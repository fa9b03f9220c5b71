import { type PerPhase, type PhaseIndex, phaseIndexes } from '../domain/phases.ts';

/** What a car takes of its offer lies above this line: cars draw 0.94 to 1.0 of it, some only whole amperes. */
const leastShare = 0.94;
const wholeAmpereMa = 1300;
/** True when a draw is less than cars make of an offer by their nature; mA. */
export const isClearlyLess = (drawnMa: number, offerMa: number): boolean =>
  offerMa > 0 && drawnMa < leastShare * offerMa - wholeAmpereMa;
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

/** What is kept of a car. */
export interface CarKept {
  phases: readonly PhaseIndex[] | undefined;
  /** The phases it draws on now, as bits, and since when it has been these. */
  pattern: { readonly key: number; readonly sinceMs: number } | undefined;
  ceilingMa: number | undefined;
  /** It takes less than it is offered. */
  less: { sinceMs: number; offerMa: number; highestMa: number } | undefined;
  /** When it is offered more than its ceiling next, and what it drew when the ceiling was learned. */
  probe: { waitMs: number; dueMs: number; drawnMa: number } | undefined;
  /** The reading looked at last. */
  lastAtMs: number;
}

const nothingLearned = {
  phases: undefined,
  pattern: undefined,
  ceilingMa: undefined,
  less: undefined,
  probe: undefined,
};

/**
 * What the loop has learned of the car that is plugged in: the phases it uses and the most it takes (control.md §1).
 * Nothing is known at first; everything is forgotten at unplug.
 */
export class CarKnowledge {
  #kept: CarKept = { ...nothingLearned, lastAtMs: Number.NEGATIVE_INFINITY };

  /** Building phases the car uses; undefined while unknown. */
  get phases(): readonly PhaseIndex[] | undefined {
    return this.#kept.phases;
  }

  /** The most the car takes per phase, mA, and a little more; undefined while nothing says it takes less than offered. */
  get ceilingMa(): number | undefined {
    return this.#kept.ceilingMa;
  }

  /** Takes one reading; the same one twice is one. */
  observe(reading: CarReading): void {
    if (reading.atMs <= this.#kept.lastAtMs) return;
    this.#kept.lastAtMs = reading.atMs;
    if (!reading.switchedDown) this.#learnPhases(reading);
    this.#learnCeiling(reading);
  }

  forget(): void {
    this.#kept = { ...nothingLearned, lastAtMs: this.#kept.lastAtMs };
  }

  save(): CarKept {
    return structuredClone(this.#kept);
  }

  restore(kept: CarKept): void {
    this.#kept = kept;
  }

  #learnPhases({ atMs, drawnMa }: CarReading): void {
    const kept = this.#kept;
    const highest = Math.max(...drawnMa);
    const active = phaseIndexes.filter((p) => drawnMa[p] >= activeMa && drawnMa[p] >= highest * activeShare);
    // A phase that is drawn on counts from the first reading.
    const added = active.filter((p) => kept.phases !== undefined && !kept.phases.includes(p));
    if (added.length > 0) kept.phases = [...(kept.phases ?? []), ...added].sort();
    if (highest < tellingMa) {
      kept.pattern = undefined;
      return;
    }
    const key = active.reduce<number>((bits, p) => bits | (1 << p), 0);
    if (kept.pattern?.key !== key) kept.pattern = { key, sinceMs: atMs };
    const holdsForMs = atMs - kept.pattern.sinceMs;
    if (holdsForMs >= (kept.phases === undefined ? phasesAfterMs : fewerPhasesAfterMs)) kept.phases = active;
  }

  #learnCeiling({ atMs, drawnMa, offerMa }: CarReading): void {
    const kept = this.#kept;
    const drawn = Math.max(...drawnMa);
    if (!isClearlyLess(drawn, offerMa)) {
      kept.less = undefined;
      if (kept.ceilingMa !== undefined && offerMa > 0) this.#seekHigher(atMs, drawn, offerMa);
      return;
    }
    const rising = kept.less !== undefined && drawn > kept.less.highestMa + movingMa;
    if (kept.less === undefined || rising || offerMa > kept.less.offerMa) {
      kept.less = { sinceMs: atMs, offerMa, highestMa: drawn };
      return;
    }
    kept.less.offerMa = offerMa;
    kept.less.highestMa = Math.max(drawn, kept.less.highestMa);
    const waitMs = drawn < activeMa ? sleepsAtMostMs : ceilingAfterMs;
    if (atMs - kept.less.sinceMs < waitMs) return;
    kept.ceilingMa = drawn + headMa;
    const untilProbeMs = Math.min(lastProbeMs, 2 * (kept.probe?.waitMs ?? firstProbeMs / 2));
    kept.probe = { waitMs: untilProbeMs, dueMs: atMs + untilProbeMs, drawnMa: drawn };
    kept.less = undefined;
  }

  /** It takes all that the ceiling leaves it: now and then it is offered a little more. */
  #seekHigher(atMs: number, drawn: number, offerMa: number): void {
    const kept = this.#kept;
    const ceiling = kept.ceilingMa ?? 0;
    if (kept.probe === undefined) return;
    const isDue = offerMa >= ceiling - headMa && atMs >= kept.probe.dueMs;
    // It has followed a step, or woken up: there is no ceiling where we thought.
    const followsMa = kept.probe.drawnMa + (isDue ? headMa - movingMa : 2 * headMa);
    if (drawn > followsMa) {
      kept.ceilingMa = undefined;
      kept.probe = undefined;
      return;
    }
    if (!isDue) return;
    kept.ceilingMa = Math.max(ceiling, offerMa) + probeMa;
    kept.probe.dueMs = atMs + kept.probe.waitMs;
  }
}
