/** A counter that stays below its last reading for so long has begun anew. */
const newCounterMs = 5 * 60_000;
/** Nobody charges more than this between two looks, a night without power included. */
const mostWh = 1_000_000;

/** Where a counter was read last. `lowSinceMs`: since when it shows less, monotonic ms. */
export interface CounterMark {
  readonly counterWh: number;
  readonly lowSinceMs?: number;
}

/**
 * What has flowed since the last reading, Wh, and where the counter stands now. Registers show 0 or nonsense while a box
 * starts: a step back waits, a step too large counts for nothing.
 */
export function counterStep(
  before: CounterMark | undefined,
  counterWh: number | null,
  nowMs: number,
): { readonly energyWh: number; readonly mark: CounterMark | undefined } {
  if (counterWh === null || !Number.isFinite(counterWh)) return { energyWh: 0, mark: before };
  if (before === undefined) return { energyWh: 0, mark: counterWh === 0 ? undefined : { counterWh } };
  const stepWh = counterWh - before.counterWh;
  if (stepWh > mostWh) return { energyWh: 0, mark: { counterWh } };
  if (stepWh >= 0)
    return { energyWh: stepWh, mark: stepWh === 0 && before.lowSinceMs === undefined ? before : { counterWh } };
  const lowSinceMs = before.lowSinceMs ?? nowMs;
  return { energyWh: 0, mark: nowMs - lowSinceMs >= newCounterMs ? { counterWh } : { ...before, lowSinceMs } };
}
