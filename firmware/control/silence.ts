import type { SiteVariable } from '../domain/site/schema.ts';
import { type StoredVariable, variableKey } from '../domain/variable.ts';

/** What is known of one row since it was first seen. Times of both clocks, ms. */
export interface Heard {
  /** Wall time of the write, and until when its channel kept it fresh. */
  readonly atMs: number;
  readonly freshAtMs: number;
  /** When it was first seen to be that fresh, monotonic, and how old it was then. */
  readonly sinceMs: number;
  readonly ageMs: number;
  /** It has timed out. */
  readonly silent: boolean;
}

/**
 * Which variables nobody wrote within their `timeoutS`. The longer of two ages counts: by the wall clock, and since it was
 * first seen. Who was found silent once stays so until the next write: a clock that is set raises no limit.
 */
export class Silence {
  #heard: ReadonlyMap<string, Heard> = new Map();

  save(): ReadonlyMap<string, Heard> {
    return this.#heard;
  }

  restore(kept: ReadonlyMap<string, Heard>): void {
    this.#heard = kept;
  }

  /** The silent ones: wall time of the write that each had then, by key. */
  look(
    declared: readonly SiteVariable[],
    rows: readonly StoredVariable[],
    nowMs: number,
    wallMs: number,
  ): ReadonlyMap<string, number> {
    const timeouts = new Map(declared.map(({ name, timeoutS }) => [variableKey(name), timeoutS]));
    const heard = rows.flatMap((row): (readonly [string, Heard])[] => {
      const key = variableKey(row.name);
      const timeoutS = timeouts.get(key);
      return timeoutS === undefined ? [] : [[key, this.#next(key, row, timeoutS * 1000, nowMs, wallMs)]];
    });
    this.#heard = new Map(heard);
    return new Map(heard.flatMap(([key, { silent, atMs }]) => (silent ? [[key, atMs]] : [])));
  }

  #next(key: string, row: StoredVariable, timeoutMs: number, nowMs: number, wallMs: number): Heard {
    const { atMs, freshAtMs = row.atMs } = row;
    const wallAgeMs = Math.abs(wallMs - freshAtMs);
    const last = this.#heard.get(key);
    const before = last?.atMs === atMs ? last : undefined;
    const since = before?.freshAtMs === freshAtMs ? before : { sinceMs: nowMs, ageMs: wallAgeMs };
    const ageMs = Math.max(wallAgeMs, since.ageMs + (nowMs - since.sinceMs));
    const silent = before?.silent === true || ageMs > timeoutMs;
    return { atMs, freshAtMs, sinceMs: since.sinceMs, ageMs: since.ageMs, silent };
  }
}
