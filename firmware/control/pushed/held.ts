import type { OwnPhases, Reading } from '../../domain/device.ts';

/** What was pushed last, each part with the time of the push that brought it (monotonic ms of the main thread). */
export class Held<Push extends object> {
  readonly #parts = new Map<keyof Push, Reading<unknown>>();
  #lastMs: number | undefined;

  /** When anything was pushed last; undefined: never. */
  get lastMs(): number | undefined {
    return this.#lastMs;
  }

  take(push: Push, nowMs: number): void {
    for (const [part, value] of Object.entries(push)) this.#parts.set(part as keyof Push, { value, atMs: nowMs });
    this.#lastMs = nowMs;
  }

  get<K extends keyof Push>(part: K): Reading<Exclude<Push[K], undefined>> | undefined {
    return this.#parts.get(part) as Reading<Exclude<Push[K], undefined>> | undefined;
  }
}

/** One value per own phase; a phase that was not said is undefined. */
export const onPhases = (
  reading: Reading<readonly (number | undefined)[]> | undefined,
  count: number,
  factor = 1,
): Reading<OwnPhases> | undefined =>
  reading && {
    value: Array.from({ length: count }, (_, k) => {
      const value = reading.value[k];
      // Without minus zero.
      return value === undefined ? undefined : value * factor + 0;
    }),
    atMs: reading.atMs,
  };

export const times = (reading: Reading<number> | undefined, factor: number): Reading<number> | undefined =>
  reading && { value: reading.value * factor + 0, atMs: reading.atMs };

/** Readings without those that are not there. */
export const present = <T extends object>(readings: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(readings).filter(([, reading]) => reading !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
