/** Timers as an argument: what waits on a line waits through these. */
export interface Timers {
  /** Runs `action` once after `delayMs` (never early by more than the timer's own millisecond); the answer cancels it. */
  after(delayMs: number, action: () => void): () => void;
  /** Resolves when everything that had arrived for this process before the call has been handed out. */
  turn(): Promise<void>;
}

/** The machine's own timers. */
export const systemTimers: Timers = {
  after: (delayMs, action) => {
    const timer = setTimeout(action, Math.ceil(delayMs));
    return () => clearTimeout(timer);
  },
  // Two: called from within a poll, the first comes before the next poll, the second after it.
  turn: () => new Promise((resolve) => setImmediate(() => setImmediate(resolve))),
};

/** Resolves after `delayMs`. */
export function wait(timers: Timers, delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    timers.after(delayMs, resolve);
  });
}
