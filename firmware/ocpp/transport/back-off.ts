/** RetryBackOff of 2.0.1 (part 4 5.3); 1.6 leaves the pauses to us, so they are the same there. */
export interface BackOff {
  /** RetryBackOffWaitMinimum. */
  readonly waitMinimumMs: number;
  /** RetryBackOffRandomRange: so many stations of one site must not come back at one moment. */
  readonly randomRangeMs: number;
  /** RetryBackOffRepeatTimes: so often the pause doubles. */
  readonly repeatTimes: number;
}

/** 2 s, 4 s … 256 s, each with up to 3 s more. */
export const usualBackOff: BackOff = { waitMinimumMs: 2000, randomRangeMs: 3000, repeatTimes: 7 };

/** The pause after `failures` tries in a row that came to nothing, from 1. `random` is in [0, 1). */
export function backOffMs(failures: number, random: number, off: BackOff): number {
  const doublings = Math.min(Math.max(0, failures - 1), off.repeatTimes);
  return Math.round(off.waitMinimumMs * 2 ** doublings + random * off.randomRangeMs);
}
