/** Time as an argument: pure code gets numbers, everything with a life gets a Clock. */
export interface Clock {
  /** Milliseconds that never jump and never run backwards; the zero point means nothing. */
  monotonicMs(): number;
  /** Milliseconds since 1970 (UTC); may jump when the clock is set. */
  wallMs(): number;
}

/**
 * The machine's monotonic clock as every thread of the process reads it: `monotonicMs` has a zero of its own in each.
 * For ages that travel between threads, and for stamps.
 */
export const threadsMs = (): number => Number(process.hrtime.bigint() / 1000n) / 1000;

/** The machine's own clock. */
export const systemClock: Clock = {
  monotonicMs: () => performance.now(),
  wallMs: () => Date.now(),
};

/**
 * No true time lies before this moment, wall ms: set anew at each release. A wall clock that says less has not been set
 * (S15): dates of certificates are not judged by it, and what is logged is marked.
 */
export const clockFloorMs = Date.UTC(2026, 10, 1);

/** Whether a wall time may be true at all; whether it has been set right is for system/clock-trust.ts to say. */
export const afterClockFloor = (wallMs: number): boolean => wallMs >= clockFloorMs;
