import { isDeepStrictEqual } from 'node:util';
import type { KnownPrices, PriceNow, TariffSpan } from '../../domain/prices.ts';
import { calendarDays } from '../../formula/shown-time.ts';
import { type ClockTariff, clockSpans, type TariffSite } from './clock-spans.ts';
import { filled, joined, spanAt } from './spans.ts';
import {
  levelSetFromOutside,
  priceSetFromOutside,
  type TariffVariables,
  type VariablePrice,
  variablePrice,
} from './variable-price.ts';

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
}

const dayMs = 86_400_000;
const quarterMs = 900_000;
/** So far ahead are prices told, as far as they are known. */
const aheadMs = 7 * dayMs;

/** Where a tariff stands in the order: what it says beforehand, or what its variable says now. */
type Place = { readonly spans: readonly TariffSpan[] } | { readonly price: VariablePrice };

/**
 * The prices of one site: which counts now, and the series ahead. The first tariff of the list that has a price counts;
 * a price set from outside beats them all. Knows no clock: the time is given, and the same calls give the same answers.
 */
export class Prices {
  readonly #site: TariffSite;
  #clocks: ReadonlyMap<string, readonly TariffSpan[]> = new Map();
  #clocksOf: { readonly known: readonly KnownPrices[]; readonly fromMs: number; readonly untilMs: number } | undefined;
  #places: readonly Place[] = [];
  #wallMs = 0;
  #level: number | undefined;
  #kept: PricesKept = { now: undefined, lookedAtMs: Number.NEGATIVE_INFINITY };
  #ahead: { readonly key: string; readonly spans: readonly TariffSpan[] } | undefined;

  /** A new site document gets a new one; `before` hands over since when the price is what it is. */
  constructor(site: TariffSite, before?: Prices) {
    this.#site = site;
    if (before !== undefined) this.#kept = before.save();
  }

  save(): PricesKept {
    return this.#kept;
  }

  restore(kept: PricesKept): void {
    this.#kept = kept;
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
   * The price series ahead of this site, in order of time, without overlaps, maybe with gaps: the first span holds now,
   * the last ends at most a week ahead. A variable says nothing about later: from the next quarter hour on the tariffs count
   * that say beforehand, and where none of them has a price, what the variable says now is assumed to stay.
   */
  ahead(): readonly TariffSpan[] {
    const quarter = Math.floor(this.#wallMs / quarterMs) * quarterMs;
    const said = this.#places.map((place) => ('price' in place ? place.price : undefined));
    const key = JSON.stringify([quarter, this.#clocksOf?.fromMs, said]);
    if (this.#ahead?.key !== key) this.#ahead = { key, spans: seriesOf(this.#places, quarter) };
    return this.#ahead.spans;
  }

  look({ variables, known, wallMs }: PriceFacts): void {
    const { tariffs } = this.#site;
    this.#wallMs = wallMs;
    this.#useClocks(known, wallMs);
    const outside = priceSetFromOutside(variables);
    this.#places = [
      ...placeOf(outside),
      ...tariffs.flatMap((tariff): Place[] =>
        tariff.kind === 'variable'
          ? placeOf(variablePrice(tariff, variables))
          : [{ spans: this.#clocks.get(tariff.id) ?? [] }],
      ),
    ];
    const levelSet = levelSetFromOutside(variables);
    const counts = this.#counting(wallMs, levelSet);
    this.#level = counts?.level ?? levelSet;
    this.#kept = { now: counts && this.#since(counts, wallMs), lookedAtMs: wallMs };
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
    this.#ahead = undefined;
    const clocks = tariffs.filter((tariff): tariff is ClockTariff => tariff.kind !== 'variable');
    this.#clocks = new Map(
      clocks.map((tariff) => [
        tariff.id,
        joined(clockSpans(tariff, timezone, known, { fromMs: fromMs - dayMs, toMs: fromMs + aheadMs })),
      ]),
    );
  }

  /** The first that has a price, without its beginning. */
  #counting(wallMs: number, levelSet: number | undefined) {
    let untilMs = Number.POSITIVE_INFINITY;
    let coveredUntilMs = Number.NEGATIVE_INFINITY;
    for (const place of this.#places) {
      const span = 'spans' in place ? spanAt(place.spans, wallMs) : undefined;
      const price = 'price' in place ? place.price : span;
      if (price === undefined) {
        const spans = 'spans' in place ? place.spans : [];
        untilMs = Math.min(untilMs, spans.find(({ fromMs }) => fromMs > wallMs)?.fromMs ?? untilMs);
        coveredUntilMs = Math.max(coveredUntilMs, spans.findLast(({ toMs }) => toMs <= wallMs)?.toMs ?? coveredUntilMs);
        continue;
      }
      const { ct, tariff, level = undefined, assumed } = price;
      const saidAtMs = 'saidAtMs' in price ? price.saidAtMs : undefined;
      const startsMs = Math.max(span?.fromMs ?? saidAtMs ?? wallMs, coveredUntilMs);
      const endsMs = Math.min(untilMs, span?.toMs ?? Number.POSITIVE_INFINITY);
      const feedInCt = this.#feedInCt(tariff);
      return {
        ...{ ct, tariff, startsMs },
        ...optional('level', levelSet ?? level),
        ...optional('assumed', assumed),
        ...optional('feedInCt', feedInCt),
        ...(endsMs < (this.#clocksOf?.fromMs ?? 0) + aheadMs ? { untilMs: endsMs } : {}),
      };
    }
    return undefined;
  }

  /** That of the tariff that counts, else of the first one that says it. */
  #feedInCt(tariff: string): number | undefined {
    const { tariffs } = this.#site;
    const own = tariffs.find(({ id }) => id === tariff)?.feedInCt;
    return own ?? tariffs.find(({ feedInCt }) => feedInCt !== undefined)?.feedInCt;
  }

  #since({ startsMs, ...counts }: Omit<PriceNow, 'sinceMs'> & { readonly startsMs: number }, wallMs: number): PriceNow {
    const { now: before, lookedAtMs } = this.#kept;
    const same = before?.tariff === counts.tariff && before.ct === counts.ct && before.level === counts.level;
    if (same && before.sinceMs <= wallMs) return { ...counts, sinceMs: before.sinceMs };
    // What began while nobody looked began when it says; what a variable uncovered begins now.
    const unseen = startsMs >= lookedAtMs || before === undefined || lookedAtMs > wallMs;
    return { ...counts, sinceMs: unseen ? Math.min(startsMs, wallMs) : wallMs };
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

const placeOf = (price: VariablePrice | undefined): Place[] => (price === undefined ? [] : [{ price }]);

const optional = <K extends string, V>(key: K, value: V | undefined): { readonly [k in K]?: V } =>
  (value === undefined ? {} : { [key]: value }) as { readonly [k in K]?: V };

/** The places laid over each other from a quarter hour on. */
function seriesOf(places: readonly Place[], quarterStartMs: number): readonly TariffSpan[] {
  const quarter = { fromMs: quarterStartMs, toMs: quarterStartMs + quarterMs };
  const spansOf = (place: Place): readonly TariffSpan[] =>
    'spans' in place ? place.spans : [{ ...saying(place.price), ...quarter }];
  const series = places.reduce<readonly TariffSpan[]>((above, place) => filled(above, spansOf(place)), []);
  const stays = places.find((place) => 'price' in place);
  const later = stays && [
    { ...saying(stays.price), assumed: true as const, fromMs: quarterStartMs, toMs: quarterStartMs + aheadMs },
  ];
  return joined(filled(series, later ?? [])).filter(({ toMs }) => toMs > quarterStartMs);
}

const saying = ({ tariff, ct, level, assumed }: VariablePrice) => ({
  ...{ tariff, ct },
  ...optional('level', level),
  ...optional('assumed', assumed),
});
