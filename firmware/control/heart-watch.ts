/** The loop beats every second; a pause this long is a stuck loop (a busy machine needs less). */
const stuckAfterMs = 10_000;
/** Until its first beat the worker loads the program and opens its lines, on a slow machine beside much else that starts. */
const startWithinMs = 90_000;

/** Whether a counter that somebody counts up still moves. */
export class HeartWatch {
  readonly #beats: () => number;
  #last = 0;
  #movedMs: number;

  constructor(beats: () => number, nowMs: number) {
    this.#beats = beats;
    this.#movedMs = nowMs;
  }

  /** What is wrong: `undefined` while it beats in time. */
  fault(nowMs: number): string | undefined {
    const beats = this.#beats();
    if (beats !== this.#last) {
      this.#last = beats;
      this.#movedMs = nowMs;
      return undefined;
    }
    const withinMs = beats === 0 ? startWithinMs : stuckAfterMs;
    if (nowMs - this.#movedMs <= withinMs) return undefined;
    return beats === 0
      ? `the control loop has not begun within ${withinMs / 1000} s`
      : `the control loop has not beaten for ${withinMs / 1000} s`;
  }
}
