/** Time as an argument: pure code gets numbers, everything with a life gets a Clock. */
export interface Clock {
  /** Milliseconds that never jump and never run backwards; the zero point means nothing. */
  monotonicMs(): number;
  /** Milliseconds since 1970 (UTC); may jump when the clock is set. */
  wallMs(): number;
}

/** The machine's own clock. */
export const systemClock: Clock = {
  monotonicMs: () => performance.now(),
  wallMs: () => Date.now(),
};
