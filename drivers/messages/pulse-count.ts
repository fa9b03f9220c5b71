/** So long nothing is known of the rate where no pulse comes at all; then it is at most one in that time. */
const silentMs = 600_000;
const hourMs = 3_600_000;

/** Pulses of a meter: how many, and how many an hour they are now. Times are monotonic. */
export class PulseCount {
  #pulses = 0;
  readonly #sinceMs: number;
  #lastMs: number | undefined;
  #gapMs: number | undefined;

  constructor(sinceMs: number) {
    this.#sinceMs = sinceMs;
  }

  /** Since the count began. */
  get pulses(): number {
    return this.#pulses;
  }

  pulse(atMs: number): void {
    this.#pulses += 1;
    if (this.#lastMs !== undefined) this.#gapMs = Math.max(1, atMs - this.#lastMs);
    this.#lastMs = atMs;
  }

  /**
   * From the time between the last two pulses; the longer the next one is awaited, the less it can be. `undefined` while
   * that is not known: of a single pulse, or none for less than ten minutes.
   */
  perHour(nowMs: number): number | undefined {
    const silentForMs = nowMs - (this.#lastMs ?? this.#sinceMs);
    if (this.#gapMs === undefined) return silentForMs < silentMs ? undefined : hourMs / silentForMs;
    return hourMs / Math.max(this.#gapMs, silentForMs);
  }
}
