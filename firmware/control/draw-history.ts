import type { PerPhase } from '../domain/phases.ts';

const kept = 16;

/** What a charge point drew, by time, so that it can be taken off a meter's value of the same moment. */
export class DrawHistory {
  readonly #entries: { atMs: number; drawnMa: PerPhase }[] = [];

  /** Adds a reading; one that is already there is not added again. */
  record(atMs: number, drawnMa: PerPhase): void {
    const last = this.#entries.at(-1);
    if (last !== undefined && last.atMs >= atMs) return;
    this.#entries.push({ atMs, drawnMa });
    if (this.#entries.length > kept) this.#entries.shift();
  }

  /** The draw that was read nearest to `atMs`, if one lies within `withinMs` of it. */
  nearest(atMs: number, withinMs: number): PerPhase | undefined {
    let best: { atMs: number; drawnMa: PerPhase } | undefined;
    for (const entry of this.#entries) {
      if (best === undefined || Math.abs(entry.atMs - atMs) < Math.abs(best.atMs - atMs)) best = entry;
    }
    return best !== undefined && Math.abs(best.atMs - atMs) <= withinMs ? best.drawnMa : undefined;
  }

  /** Lowest and highest draw per phase among the readings within `withinMs` of `atMs`; undefined when there is none. */
  rangeAround(atMs: number, withinMs: number): { readonly lowMa: PerPhase; readonly highMa: PerPhase } | undefined {
    const near = this.#entries.filter((entry) => Math.abs(entry.atMs - atMs) <= withinMs);
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
    return this.highestSince((this.#entries.at(-1)?.atMs ?? 0) - withinMs);
  }

  /** The highest draw per phase since `sinceMs`. */
  highestSince(sinceMs: number): PerPhase {
    const high: [number, number, number] = [0, 0, 0];
    for (const { atMs, drawnMa } of this.#entries) {
      if (atMs < sinceMs) continue;
      for (const p of [0, 1, 2] as const) high[p] = Math.max(high[p], drawnMa[p]);
    }
    return high;
  }
}
