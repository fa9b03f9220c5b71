import type { PriceSpan } from '../../domain/prices.ts';
import { type EvenStretch, evenStretches } from '../../formula/shown-time.ts';
import type { PricesAhead } from '../../formula/types.ts';

const dayMs = 86_400_000;
/** So long the clock of the site is worked out once. */
const clockForMs = 900_000;

interface Found {
  lowestCt: number;
  highestCt: number;
  lowestInS: number;
  highestInS: number;
}

/** What price functions of formulas ask (original-product §3), over the price series of a site. */
export class SeriesAhead implements PricesAhead {
  readonly #timeZone: string;
  readonly #series: { ahead(): readonly PriceSpan[] };
  #wallMs = 0;
  #stretches: readonly EvenStretch[] = [];
  #stretchesAtMs = Number.NEGATIVE_INFINITY;
  /** What was asked at this moment already, by second of the day. */
  readonly #asked = new Map<number, Found>();

  constructor(timeZone: string, series: { ahead(): readonly PriceSpan[] }) {
    this.#timeZone = timeZone;
    this.#series = series;
  }

  /** From now on it is this moment. */
  at(wallMs: number): this {
    if (wallMs === this.#wallMs) return this;
    this.#wallMs = wallMs;
    this.#asked.clear();
    return this;
  }

  /** Whether any price is known. */
  get any(): boolean {
    return this.#series.ahead().length > 0;
  }

  lowestCt(untilDaySecond: number): number {
    return this.#find(untilDaySecond).lowestCt;
  }

  highestCt(untilDaySecond: number): number {
    return this.#find(untilDaySecond).highestCt;
  }

  secondsToLowest(untilDaySecond: number): number {
    return this.#find(untilDaySecond).lowestInS;
  }

  secondsToHighest(untilDaySecond: number): number {
    return this.#find(untilDaySecond).highestInS;
  }

  #find(untilDaySecond: number): Found {
    const known = this.#asked.get(untilDaySecond);
    if (known !== undefined) return known;
    const { NaN: none } = Number;
    const found: Found = { lowestCt: none, highestCt: none, lowestInS: none, highestInS: none };
    const untilMs = this.#momentOf(untilDaySecond);
    for (const { fromMs, toMs, ct } of this.#series.ahead()) {
      if (fromMs >= untilMs) break;
      if (toMs <= this.#wallMs) continue;
      const inS = Math.max(0, (fromMs - this.#wallMs) / 1000);
      if (!(ct >= found.lowestCt)) Object.assign(found, { lowestCt: ct, lowestInS: inS });
      if (!(ct <= found.highestCt)) Object.assign(found, { highestCt: ct, highestInS: inS });
    }
    this.#asked.set(untilDaySecond, found);
    return found;
  }

  /** When the clock next shows a second of the day; one that a day leaves out is the moment at which it is left out. */
  #momentOf(daySecond: number): number {
    this.#useClock();
    const now = this.#stretches.find(({ fromMs, toMs }) => this.#wallMs >= fromMs && this.#wallMs < toMs);
    if (now === undefined) return Number.NaN;
    const todayMs = Math.floor((this.#wallMs + now.offsetMs) / dayMs) * dayMs;
    const today = this.#shownAt(todayMs + daySecond * 1000);
    return today > this.#wallMs ? today : this.#shownAt(todayMs + dayMs + daySecond * 1000);
  }

  /** The first moment, from now on, at which the clock shows this or more. */
  #shownAt(shownMs: number): number {
    for (const { fromMs, toMs, offsetMs } of this.#stretches) {
      const atMs = Math.max(fromMs, shownMs - offsetMs);
      if (atMs < toMs && (atMs > this.#wallMs || shownMs - offsetMs >= fromMs)) return atMs;
    }
    return Number.NaN;
  }

  #useClock(): void {
    const ageMs = this.#wallMs - this.#stretchesAtMs;
    if (ageMs >= 0 && ageMs < clockForMs) return;
    this.#stretchesAtMs = this.#wallMs;
    this.#stretches = evenStretches(this.#timeZone, this.#wallMs - dayMs, this.#wallMs + 3 * dayMs);
  }
}
