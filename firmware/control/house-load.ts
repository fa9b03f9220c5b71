import { mapPhases, type PerPhase, type PhaseIndex } from '../domain/phases.ts';

/** A rise of the house load counts at once, a fall when it has lasted: a kettle that flickers must not swing the cars. */
const fallAfterMs = 2000;
/** Meter and boxes are at most so far apart in what they show: a rise that lasts longer is no car's ramp. */
const firmAfterMs = 3500;
/** A load that has surely come on by so much leaves no doubt to whom the rest belongs: cars get no credit for that moment. */
const jumpMa = 3000;
const minuteMs = 60_000;
const worstMinutes = 15;

/** What is kept of one circuit; currents in mA per phase, times in monotonic ms. */
export interface HouseKept {
  estimateMa: PerPhase | undefined;
  /** The first sample; undefined before it. */
  sinceMs: number | undefined;
  /** The sample taken last. */
  atMs: number;
  /** Samples of the last moments. */
  readonly recent: { readonly atMs: number; readonly highMa: PerPhase; readonly firmMa: PerPhase }[];
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
    sinceMs: undefined,
    atMs: 0,
    recent: [],
    minutes: new Map(),
  };

  /**
   * Takes one sample as a range: meter minus the most and minus the least that the charge points may have drawn when it
   * was read. Only what the charge points cannot explain counts as a rise; inside the range the estimate stays. `firmMa`
   * gives no credit to cars that may be on their way up: what stays above the estimate for seconds is the house's, and so is
   * all of a jump of which the cars can explain a part only.
   */
  add(lowMa: PerPhase, highMa: PerPhase, firmMa: PerPhase, atMs: number): void {
    const kept = this.#kept;
    if (kept.estimateMa !== undefined && atMs <= kept.atMs) return;
    const before = kept.estimateMa;
    kept.recent.push({ atMs, highMa, firmMa });
    while ((kept.recent[1]?.atMs ?? atMs) <= atMs - firmAfterMs) kept.recent.shift();
    kept.sinceMs ??= atMs;
    // Of the first moments nothing earlier is known that the meter may still show: no car gets credit for a ramp.
    const isNew = atMs - kept.sinceMs < firmAfterMs;
    const estimate = mapPhases(lowMa, (low, p) => {
      const old = before?.[p] ?? low;
      const known = isNew || low - old > jumpMa ? firmMa[p] : low;
      const rise = Math.max(known, this.#lastingFirm(p, atMs));
      return Math.round(old < rise ? rise : Math.min(old, this.#lastingHigh(p, atMs)));
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

  /** The highest that the load may have been in the time that a fall has to last; one sample alone proves none. */
  #lastingHigh(p: PhaseIndex, atMs: number): number {
    const { recent: all } = this.#kept;
    const recent = all.filter((sample, k) => k >= all.length - 2 || sample.atMs >= atMs - fallAfterMs);
    return Math.max(...recent.map((sample) => sample.highMa[p]));
  }

  /** The least that the load was for longer than a ramp lasts, without credit to cars; no floor before. */
  #lastingFirm(p: PhaseIndex, atMs: number): number {
    const { recent } = this.#kept;
    if (atMs - (recent[0]?.atMs ?? atMs) < firmAfterMs) return Number.NEGATIVE_INFINITY;
    return Math.min(...recent.map((sample) => sample.firmMa[p]));
  }

  /**
   * Whether too little was seen yet to let anything rise: boxes show a draw seconds late, and nobody knows how cars moved
   * before the first sample, so that the meter may be newer than what is taken off it.
   */
  isSettling(nowMs: number): boolean {
    const { sinceMs } = this.#kept;
    return sinceMs !== undefined && nowMs - sinceMs < firmAfterMs;
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
