import { mapPhases, type PerPhase, type PhaseIndex } from '../domain/phases.ts';

/** A rise of the house load counts at once, a fall when it has lasted: a kettle that flickers must not swing the cars. */
const fallAfterMs = 2000;
/** Meter and boxes are at most so far apart in what they show: a rise that lasts longer is no car's ramp. */
const firmAfterMs = 3500;
const minuteMs = 60_000;
const worstMinutes = 15;

/** What is kept of one circuit; currents in mA per phase, times in monotonic ms. */
export interface HouseKept {
  estimateMa: PerPhase | undefined;
  /** The sample taken last. */
  atMs: number;
  /** Samples of the last moments. */
  readonly recent: { readonly atMs: number; readonly highMa: PerPhase }[];
  /** Per phase, since when the load is above the estimate, and the least that it was since then. */
  readonly above: ({ readonly sinceMs: number; leastMa: number } | undefined)[];
  /** Worst of each minute, by its number. */
  readonly minutes: Map<number, PerPhase>;
}

/**
 * What flows through one metered circuit beside the charge points, mA per phase, signed (negative = export).
 * Keeps the worst of the last 15 minutes for the time when the meter is silent.
 */
export class HouseLoad {
  #kept: HouseKept = {
    estimateMa: undefined,
    atMs: 0,
    recent: [],
    above: [undefined, undefined, undefined],
    minutes: new Map(),
  };

  /**
   * Takes one sample as a range: meter minus the most and minus the least that the charge points may have drawn when it
   * was read. Only what the charge points cannot explain counts as a rise; inside the range the estimate stays. `firmMa`
   * gives no credit to cars that may be on their way up: what stays above the estimate for seconds is the house's.
   */
  add(lowMa: PerPhase, highMa: PerPhase, firmMa: PerPhase, atMs: number): void {
    const kept = this.#kept;
    if (kept.estimateMa !== undefined && atMs <= kept.atMs) return;
    const before = kept.estimateMa;
    kept.recent.push({ atMs, highMa });
    while ((kept.recent[0]?.atMs ?? atMs) < atMs - fallAfterMs) kept.recent.shift();
    const highOf = (p: PhaseIndex) => Math.max(...kept.recent.map((sample) => sample.highMa[p]));
    const estimate = mapPhases(lowMa, (low, p) => {
      const old = before?.[p] ?? low;
      const high = highOf(p);
      const firm = this.#firmFloor(firmMa[p], old, p, atMs);
      const rise = Math.max(low, firm);
      return Math.round(old < rise ? rise : Math.min(old, high));
    });
    kept.estimateMa = estimate;
    kept.atMs = atMs;
    const minute = Math.floor(atMs / minuteMs);
    const worst = kept.minutes.get(minute);
    kept.minutes.set(
      minute,
      mapPhases(estimate, (value, p) => Math.max(value, worst?.[p] ?? value)),
    );
    for (const old of kept.minutes.keys()) if (old < minute - worstMinutes) kept.minutes.delete(old);
  }

  /** The least that `firm` has been since it went above the estimate, once that has lasted; before, no floor. */
  #firmFloor(firm: number, old: number, p: PhaseIndex, atMs: number): number {
    const kept = this.#kept;
    if (firm <= old) {
      kept.above[p] = undefined;
      return firm;
    }
    const above = kept.above[p];
    if (above === undefined) {
      kept.above[p] = { sinceMs: atMs, leastMa: firm };
      return Number.NEGATIVE_INFINITY;
    }
    above.leastMa = Math.min(above.leastMa, firm);
    return atMs - above.sinceMs >= firmAfterMs ? above.leastMa : Number.NEGATIVE_INFINITY;
  }

  /** Undefined before the first sample. */
  get estimateMa(): PerPhase | undefined {
    return this.#kept.estimateMa;
  }

  /** The highest of the last 15 minutes before `nowMs`, never below 0; undefined when nothing is known of them. */
  worstMa(nowMs: number): PerPhase | undefined {
    const oldest = Math.floor(nowMs / minuteMs) - worstMinutes;
    let worst: PerPhase | undefined;
    for (const [minute, value] of this.#kept.minutes) {
      if (minute < oldest) continue;
      const soFar: PerPhase = worst ?? [0, 0, 0];
      worst = mapPhases(value, (v, p) => Math.max(v, soFar[p], 0));
    }
    return worst;
  }

  save(): HouseKept {
    return structuredClone(this.#kept);
  }

  restore(kept: HouseKept): void {
    this.#kept = kept;
  }
}
