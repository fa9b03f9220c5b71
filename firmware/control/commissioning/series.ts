interface Sample {
  readonly atMs: number;
  readonly values: readonly number[];
}

/** Values of one device over the last minutes, each with the time of its request. */
export class Series {
  readonly #keepMs: number;
  #samples: Sample[] = [];

  constructor(keepMs: number) {
    this.#keepMs = keepMs;
  }

  /** Takes a value that is newer than the last one; incomplete ones are left out. */
  add(atMs: number, values: readonly (number | undefined)[]): void {
    if (atMs <= (this.#samples.at(-1)?.atMs ?? Number.NEGATIVE_INFINITY)) return;
    const known = values.filter((value) => value !== undefined && Number.isFinite(value)) as number[];
    if (known.length === 0 || known.length !== values.length) return;
    this.#samples.push({ atMs, values: known });
    this.#samples = this.#samples.filter((sample) => sample.atMs > atMs - this.#keepMs);
  }

  get last(): readonly number[] | undefined {
    return this.#samples.at(-1)?.values;
  }

  /** Middle value of each column in a span of time; undefined with fewer than three samples. */
  middle(fromMs: number, toMs: number): readonly number[] | undefined {
    const inside = this.#samples.filter(({ atMs }) => atMs >= fromMs && atMs <= toMs);
    if (inside.length < 3) return undefined;
    return inside[0]?.values.map((_, k) => median(inside.map(({ values }) => values[k] ?? 0)));
  }

  /** Since when every value lies within `tolerance` of the last one. */
  steadySinceMs(tolerance: number): number | undefined {
    const { last } = this;
    if (last === undefined) return undefined;
    const moved = this.#samples.findLastIndex(({ values }) =>
      values.some((value, k) => Math.abs(value - (last[k] ?? 0)) > tolerance),
    );
    return this.#samples[moved + 1]?.atMs;
  }
}

/** The middle one of some numbers; of an even count the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  const upper = sorted[half] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? upper) + upper) / 2;
}
