import { isDeepStrictEqual } from 'node:util';
import type { KnownPrices, PriceNow, TariffSpan } from '../../domain/prices.ts';
import { calendarDays } from '../../formula/shown-time.ts';
import { type ClockTariff, clockSpans, type TariffSite } from './clock-spans.ts';
import { type CountingPrice, countingPrice } from './counting-price.ts';
import { type PricePlace, quarterStart, samePlaces, seriesOf } from './price-places.ts';
import { SeriesAhead } from './prices-ahead.ts';
import { filled, joined } from './spans.ts';
import { levelSetFromOutside, priceSetFromOutside, type TariffVariables, variablePrice } from './variable-price.ts';

/** What prices are looked up from. */
export interface PriceFacts {
  readonly variables: TariffVariables;
  /** What was fetched; the same list as long as nothing has changed. */
  readonly known: readonly KnownPrices[];
  readonly wallMs: number;
}

/** What is kept from look to look. */
export interface PricesKept {
  readonly now: PriceNow | undefined;
  readonly lookedAtMs: number;
  /** The series ahead then: formulas that come before the next look read it. */
  readonly ahead: readonly TariffSpan[];
}

const dayMs = 86_400_000;
const quarterMs = 900_000;
/** So far ahead are prices told, as far as they are known. */
const aheadMs = 7 * dayMs;

/** A tariff that was not fetched yet; one list, so that nobody takes it for a change. */
const noSpans: readonly TariffSpan[] = [];

/**
 * The prices of one site: which counts now, and the series ahead. The first tariff of the list that has a price counts;
 * a price set from outside beats them all. Knows no clock: the time is given, and the same calls give the same answers.
 */
export class Prices {
  readonly #site: TariffSite;
  /** What price functions of formulas ask. */
  readonly forFormulas: SeriesAhead;
  #clocks: ReadonlyMap<string, readonly TariffSpan[]> = new Map();
  #clocksOf: { readonly known: readonly KnownPrices[]; readonly fromMs: number; readonly untilMs: number } | undefined;
  #places: readonly PricePlace[] = [];
  #wallMs = 0;
  #level: number | undefined;
  #kept: Omit<PricesKept, 'ahead'> = { now: undefined, lookedAtMs: Number.NEGATIVE_INFINITY };
  /** Undefined: to be made anew when somebody asks. */
  #ahead: readonly TariffSpan[] | undefined;

  /** A new site document gets a new one; `before` hands over since when the price is what it is. */
  constructor(site: TariffSite, before?: Prices) {
    this.#site = site;
    this.forFormulas = new SeriesAhead(site.timezone, this);
    if (before !== undefined) this.restore(before.save());
  }

  save(): PricesKept {
    return { ...this.#kept, ahead: this.#wallMs === 0 ? [] : this.ahead() };
  }

  restore({ ahead, ...kept }: PricesKept): void {
    this.#kept = kept;
    this.#wallMs = Math.max(0, kept.lookedAtMs);
    this.#ahead = ahead;
  }

  /** The price that counts, as of the last look; undefined: nobody says what a kilowatt hour costs. */
  get now(): PriceNow | undefined {
    return this.#kept.now;
  }

  /** How dear it is now (H5); may be set from outside where no price is known. */
  get level(): number | undefined {
    return this.#level;
  }

  /**
   * The price series ahead of this site, in order of time, without overlaps, maybe with gaps; what is over is left out, the
   * last ends at most a week ahead. A variable says nothing about later: from the next quarter hour on the tariffs count
   * that say beforehand, and where none of them has a price, what the variable says now is assumed to stay. The same list
   * as long as nothing has changed.
   */
  ahead(): readonly TariffSpan[] {
    const fromMs = quarterStart(this.#wallMs);
    this.#ahead ??= seriesOf(this.#places, { fromMs, toMs: fromMs + aheadMs });
    const over = this.#ahead.findIndex(({ toMs }) => toMs > this.#wallMs);
    if (over > 0) this.#ahead = this.#ahead.slice(over);
    return this.#ahead;
  }

  look({ variables, known, wallMs }: PriceFacts): void {
    const before = this.#places;
    const sameQuarter = quarterStart(wallMs) === quarterStart(this.#wallMs);
    this.#wallMs = wallMs;
    this.#useClocks(known, wallMs);
    this.#places = this.#placesNow(variables);
    if (!sameQuarter || !samePlaces(before, this.#places)) this.#ahead = undefined;
    const levelSet = levelSetFromOutside(variables);
    const counts = countingPrice(this.#places, wallMs);
    const now = counts && this.#now(counts, levelSet, wallMs);
    this.#level = now?.level ?? levelSet;
    this.#kept = { now, lookedAtMs: wallMs };
  }

  /** What has a price, in order. */
  #placesNow(variables: TariffVariables): readonly PricePlace[] {
    const places: PricePlace[] = [];
    const outside = priceSetFromOutside(variables);
    if (outside !== undefined) places.push({ price: outside, always: false });
    for (const tariff of this.#site.tariffs) {
      if (tariff.kind !== 'variable') {
        places.push({ spans: this.#clocks.get(tariff.id) ?? noSpans });
        continue;
      }
      const price = variablePrice(tariff, variables);
      if (price !== undefined) places.push({ price, always: tariff.fallbackCt !== undefined });
    }
    return places;
  }

  /** What the tariffs say beforehand is worked out once a day, and when something was fetched. */
  #useClocks(known: readonly KnownPrices[], wallMs: number): void {
    const { tariffs, timezone } = this.#site;
    const before = this.#clocksOf;
    const today = before !== undefined && wallMs >= before.fromMs && wallMs < before.untilMs;
    if (today && (before.known === known || isDeepStrictEqual(before.known, known))) return;
    const [day] = calendarDays(timezone, wallMs, wallMs + 1);
    const { fromMs, toMs: untilMs } = day ?? { fromMs: wallMs, toMs: wallMs + quarterMs };
    this.#clocksOf = { known, fromMs, untilMs };
    const clocks = tariffs.filter((tariff): tariff is ClockTariff => tariff.kind !== 'variable');
    this.#clocks = new Map(
      clocks.map((tariff) => [
        tariff.id,
        joined(clockSpans(tariff, timezone, known, { fromMs: fromMs - dayMs, toMs: fromMs + aheadMs })),
      ]),
    );
  }

  /** That of the tariff that counts, else of the first one that says it. */
  #feedInCt(tariff: string): number | undefined {
    const { tariffs } = this.#site;
    const own = tariffs.find(({ id }) => id === tariff)?.feedInCt;
    return own ?? tariffs.find(({ feedInCt }) => feedInCt !== undefined)?.feedInCt;
  }

  #now({ startsMs, endsMs, ...price }: CountingPrice, levelSet: number | undefined, wallMs: number): PriceNow {
    const level = levelSet ?? price.level;
    const feedInCt = this.#feedInCt(price.tariff);
    const known = endsMs < (this.#clocksOf?.fromMs ?? 0) + aheadMs;
    return {
      ...price,
      ...(level === undefined ? {} : { level }),
      ...(feedInCt === undefined ? {} : { feedInCt }),
      ...(known ? { untilMs: endsMs } : {}),
      sinceMs: this.#since({ ...price, level }, startsMs, wallMs),
    };
  }

  #since(price: Pick<PriceNow, 'tariff' | 'ct'> & { level: number | undefined }, startsMs: number, wallMs: number) {
    const { now: before, lookedAtMs } = this.#kept;
    const same = before?.tariff === price.tariff && before.ct === price.ct && before.level === price.level;
    if (same && before.sinceMs <= wallMs) return before.sinceMs;
    // What began while nobody looked began when it says; what a variable uncovered begins now.
    const unseen = startsMs >= lookedAtMs || before === undefined || lookedAtMs > wallMs;
    return unseen ? Math.min(startsMs, wallMs) : wallMs;
  }
}

/** What the tariffs of a site said beforehand of a time, laid over each other in their order. Variables left no trace. */
export const pricesBefore = (
  { tariffs, timezone }: TariffSite,
  known: readonly KnownPrices[],
  time: { readonly fromMs: number; readonly toMs: number },
): readonly TariffSpan[] =>
  joined(
    tariffs
      .filter((tariff): tariff is ClockTariff => tariff.kind !== 'variable')
      .reduce<readonly TariffSpan[]>((above, tariff) => filled(above, clockSpans(tariff, timezone, known, time)), []),
  );
