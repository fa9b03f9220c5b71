/** What a counter may go back by its own rounding (a float32 of kWh), Wh. */
const roundingWh = 10;
/** A counter that really starts anew (another meter was fitted, it was reset) says so for this long. */
const standsMs = 60_000;
/** What may be missed between two readings beside what the power explains, Wh. */
const slackWh = 1_000;

/**
 * Watches a counter that only goes up. A step back (some boxes show 0 right after their start) and a jump that no power
 * explains are doubted until the new count has stood for a minute; then it is a new counter.
 */
export class CounterWatch {
  readonly #mostW: number;
  #believed: { readonly wh: number; readonly atMs: number } | undefined;
  #doubted: { readonly sinceMs: number; wh: number; atMs: number } | undefined;

  /** `mostW`: what can flow at all, W. */
  constructor(mostW: number) {
    this.#mostW = mostW;
  }

  /** Why this count (Wh, read at the monotonic time `atMs`) is not believed, in words; undefined when it is. */
  doubt(wh: number, atMs: number): string | undefined {
    const believed = this.#believed;
    const why = negative(wh) ?? (believed === undefined ? undefined : this.#stepDoubt(believed, wh, atMs));
    if (why !== undefined && (wh < 0 || !this.#hasStood(wh, atMs))) return why;
    // What is gone back by rounding only must not add up.
    this.#believed = { wh: why === undefined ? Math.max(wh, believed?.wh ?? wh) : wh, atMs };
    this.#doubted = undefined;
    return undefined;
  }

  #hasStood(wh: number, atMs: number): boolean {
    const doubted = this.#doubted;
    if (doubted === undefined || this.#stepDoubt(doubted, wh, atMs) !== undefined) {
      this.#doubted = { sinceMs: atMs, wh, atMs };
      return false;
    }
    doubted.wh = wh;
    doubted.atMs = atMs;
    return atMs - doubted.sinceMs >= standsMs;
  }

  #stepDoubt(from: { readonly wh: number; readonly atMs: number }, wh: number, atMs: number): string | undefined {
    if (wh < from.wh - roundingWh) return `energy that went back from ${kWh(from.wh)} to ${kWh(wh)} kWh`;
    const explainedWh = (this.#mostW * Math.max(0, atMs - from.atMs)) / 3_600_000 + slackWh;
    return wh - from.wh > explainedWh ? `energy that jumped from ${kWh(from.wh)} to ${kWh(wh)} kWh` : undefined;
  }
}

const negative = (wh: number): string | undefined => (wh < 0 ? `energy of ${kWh(wh)} kWh` : undefined);

const kWh = (wh: number): string => (wh / 1000).toLocaleString('en', { maximumFractionDigits: 2 });
