import type { PerPhase } from '../domain/phases.ts';

const keptReadings = 16;

/** One reading of what a charge point drew, mA per building phase; monotonic ms. */
export interface DrawnAt {
  readonly atMs: number;
  readonly drawnMa: PerPhase;
}

/** What a charge point drew, by time, so that it can be taken off a meter's value of the same moment. */
export class DrawHistory {
  #kept: DrawnAt[] = [];

  save(): readonly DrawnAt[] {
    return structuredClone(this.#kept);
  }

  restore(kept: readonly DrawnAt[]): void {
    this.#kept = [...kept];
  }

  /** What was drawn is not known any more. */
  forget(): void {
    this.#kept = [];
  }

  /** Adds a reading; one that is already there is not added again. */
  record(atMs: number, drawnMa: PerPhase): void {
    const last = this.#kept.at(-1);
    if (last !== undefined && last.atMs >= atMs) return;
    this.#kept.push({ atMs, drawnMa });
    if (this.#kept.length > keptReadings) this.#kept.shift();
  }

  /** The draw that was read nearest to `atMs`, if one lies within `withinMs` of it. */
  nearest(atMs: number, withinMs: number): PerPhase | undefined {
    let best: DrawnAt | undefined;
    for (const entry of this.#kept) {
      if (best === undefined || Math.abs(entry.atMs - atMs) < Math.abs(best.atMs - atMs)) best = entry;
    }
    return best !== undefined && Math.abs(best.atMs - atMs) <= withinMs ? best.drawnMa : undefined;
  }

  /** Lowest and highest draw per phase among the readings within `withinMs` of `atMs`; undefined when there is none. */
  rangeAround(atMs: number, withinMs: number): { readonly lowMa: PerPhase; readonly highMa: PerPhase } | undefined {
    const near = this.#kept.filter((entry) => Math.abs(entry.atMs - atMs) <= withinMs);
    if (near.length === 0) return undefined;
    const over = (pick: (...values: number[]) => number): PerPhase => [
      pick(...near.map((entry) => entry.drawnMa[0])),
      pick(...near.map((entry) => entry.drawnMa[1])),
      pick(...near.map((entry) => entry.drawnMa[2])),
    ];
    return { lowMa: over(Math.min), highMa: over(Math.max) };
  }

  /** The highest draw per phase in the last `withinMs` before the newest reading, however old that is. */
  highestOfLast(withinMs: number): PerPhase {
    return this.highestSince((this.#kept.at(-1)?.atMs ?? 0) - withinMs);
  }

  /** The highest draw per phase since `sinceMs`. */
  highestSince(sinceMs: number): PerPhase {
    const high: [number, number, number] = [0, 0, 0];
    for (const { atMs, drawnMa } of this.#kept) {
      if (atMs < sinceMs) continue;
      for (const p of [0, 1, 2] as const) high[p] = Math.max(high[p], drawnMa[p]);
    }
    return high;
  }
}
