import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../../domain/clock.ts';
import type { DayPrices, KnownPrices, PriceSpan, TariffSpan } from '../../domain/prices.ts';
import type { Site } from '../../domain/site/schema.ts';
import type { DayAheadTariff } from '../../domain/site/tariffs.ts';
import type { HealthState, State } from '../../domain/state.ts';
import { calendarDays } from '../../formula/shown-time.ts';
import { consumerSpans } from '../../sessions/tariffs/day-ahead/consumer-price.ts';
import { wantedDays } from '../../sessions/tariffs/day-ahead/fetch-plan.ts';
import { within } from '../../sessions/tariffs/levels.ts';
import { Prices, pricesBefore } from '../../sessions/tariffs/prices.ts';
import { type AskPrices, type FetchLog, PriceFetcher, sourceOf } from './price-fetcher.ts';
import { PriceHealth } from './price-health.ts';
import { toldVariables } from './told-variables.ts';

export interface PriceDeskOptions {
  readonly store: {
    /** Throws StoreError `unreadable`. */
    readonly of: (source: string) => readonly DayPrices[];
    /** Throws StoreError `notPersisted`. */
    readonly put: (
      days: readonly DayPrices[],
      kept: { readonly sources: readonly string[]; readonly fromDate: string },
    ) => void;
  };
  readonly site: () => Site | undefined;
  readonly current: () => State | undefined;
  readonly clock: Clock;
  /** The way to one source, see `priceGuard`. */
  readonly askFor: (url: string) => AskPrices;
  /** How much later than others this box asks for tomorrow, ms. */
  readonly spreadMs: number;
  readonly log: FetchLog;
}

/** Prices of two months stay for people who look back; sessions keep what they cost themselves. */
const keptMs = 62 * 86_400_000;
const minuteMs = 60_000;
/** One list, so that nobody takes it for a change. */
const noPrices: readonly KnownPrices[] = [];

/** Fetches day-ahead prices, keeps them, and tells the rest of the program what is known. */
export class PriceDesk {
  readonly #options: PriceDeskOptions;
  readonly #health: PriceHealth;
  #healthNow: readonly HealthState[] = [];
  #healthOf: readonly unknown[] = [];
  #site: Site | undefined;
  #siteIsRead = false;
  #fetchers: ReadonlyMap<string, PriceFetcher> = new Map();
  #known: readonly KnownPrices[] = [];
  #knownOf: readonly unknown[] = [];
  #prices: Prices | undefined;

  constructor(options: PriceDeskOptions) {
    this.#options = options;
    this.#health = new PriceHealth(options.clock);
  }

  /** To be called every second: asks servers where something is missing. Resolves when what is asked is answered. */
  async look(): Promise<void> {
    this.#useSite();
    await Promise.all([...this.#fetchers.values()].map((fetcher) => fetcher.look()));
  }

  /** A site was put. */
  siteChanged(): void {
    this.#siteIsRead = false;
  }

  /** What was fetched, from the day before yesterday on; the same list as long as nothing has changed. */
  known(): readonly KnownPrices[] {
    const site = this.#useSite();
    const tariffs = dayAheadOf(site);
    if (site === undefined || tariffs.length === 0) return noPrices;
    const wallMs = this.#options.clock.wallMs();
    // Days end on a minute.
    const of = [
      site,
      Math.floor(wallMs / minuteMs),
      ...tariffs.map((tariff) => this.#fetchers.get(sourceOf(tariff))?.spans),
    ];
    if (of.length === this.#knownOf.length && of.every((part, k) => part === this.#knownOf[k])) return this.#known;
    this.#knownOf = of;
    const fromMs = wantedDays({ timeZone: site.timezone, wallMs }).before[0]?.fromMs ?? wallMs;
    const known = this.#knownFrom(tariffs, fromMs);
    if (!isDeepStrictEqual(known, this.#known)) this.#known = known;
    return this.#known;
  }

  /** The price series ahead of the site, see `Prices`. */
  ahead(): readonly TariffSpan[] {
    return this.#looked()?.ahead() ?? [];
  }

  /** Prices from one moment to another: of the past only what tariffs said beforehand, from now on as `ahead`. */
  series(fromMs: number, toMs: number): readonly TariffSpan[] {
    const site = this.#useSite();
    if (site === undefined) return [];
    const ahead = this.ahead();
    const nowMs = this.#options.clock.wallMs();
    const known = this.#knownFrom(dayAheadOf(site), fromMs - keptMs);
    const before = pricesBefore(site, known, { fromMs, toMs: Math.min(toMs, nowMs) });
    return [...before, ...within(ahead, { fromMs: Math.max(fromMs, nowMs), toMs })];
  }

  health(): readonly HealthState[] {
    const site = this.#useSite();
    const { spreadMs, clock } = this.#options;
    const watched = dayAheadOf(site).flatMap((tariff) => {
      const fetcher = this.#fetchers.get(sourceOf(tariff));
      if (fetcher === undefined || site === undefined) return [];
      const { spans, fault, answered } = fetcher;
      return [{ tariff: tariff.id, timeZone: site.timezone, spreadMs, spans, fault, answered }];
    });
    const of = [
      Math.floor(clock.wallMs() / minuteMs),
      ...watched.flatMap(({ spans, fault, tariff }) => [spans, fault, tariff]),
    ];
    if (of.length !== this.#healthOf.length || of.some((part, k) => part !== this.#healthOf[k]))
      this.#healthNow = this.#health.of(watched);
    this.#healthOf = of;
    return this.#healthNow;
  }

  #looked(): Prices | undefined {
    const site = this.#useSite();
    if (site === undefined) return undefined;
    this.#prices ??= new Prices(site);
    const { clock, current } = this.#options;
    this.#prices.look({ variables: toldVariables(site, current()), known: this.known(), wallMs: clock.wallMs() });
    return this.#prices;
  }

  /** The site in force; where it is another one, what was fetched of a source that stays is kept. */
  #useSite(): Site | undefined {
    if (this.#siteIsRead) return this.#site;
    const site = this.#options.site();
    this.#siteIsRead = true;
    // Days of another time zone are other days.
    const before = site?.timezone === this.#site?.timezone ? this.#fetchers : new Map<string, PriceFetcher>();
    this.#site = site;
    this.#prices = undefined;
    this.#fetchers = new Map(
      dayAheadOf(site).map((tariff) => {
        const source = sourceOf(tariff);
        return [source, before.get(source) ?? this.#newFetcher(tariff, source, site?.timezone ?? 'UTC')];
      }),
    );
    return site;
  }

  #newFetcher({ format, url }: DayAheadTariff, source: string, timeZone: string): PriceFetcher {
    const { store, clock, askFor, spreadMs, log } = this.#options;
    const kept = orNone(() => store.of(source), log).flatMap(({ spans }) => spans);
    return new PriceFetcher({
      ...{ format, url, timeZone, kept, clock, spreadMs, log },
      ask: askFor(url),
      onDays: (days) => this.#keep(days.map((day) => ({ ...day, source }))),
    });
  }

  #keep(days: readonly DayPrices[]): void {
    const { store, clock, log } = this.#options;
    const sinceMs = clock.wallMs() - keptMs;
    const [oldest] = calendarDays(this.#site?.timezone ?? 'UTC', sinceMs, sinceMs + 1);
    try {
      store.put(days, { sources: [...this.#fetchers.keys()], fromDate: oldest?.date ?? '' });
    } catch (error) {
      // They count from memory; after a restart they are fetched again.
      log.warn({ err: error }, 'fetched prices could not be kept');
    }
  }

  #knownFrom(tariffs: readonly DayAheadTariff[], fromMs: number): readonly KnownPrices[] {
    return tariffs.map((tariff) => {
      const spans = this.#fetchers.get(sourceOf(tariff))?.spans ?? [];
      return {
        tariff: tariff.id,
        spans: consumerSpans(
          spans.filter(({ toMs }) => toMs > fromMs),
          tariff,
        ),
      };
    });
  }
}

const dayAheadOf = (site: Site | undefined): readonly DayAheadTariff[] =>
  (site?.tariffs ?? []).filter((tariff): tariff is DayAheadTariff => tariff.kind === 'dayAhead');

/** Prices that cannot be read are fetched again. */
function orNone(read: () => readonly DayPrices[], log: FetchLog): readonly { readonly spans: readonly PriceSpan[] }[] {
  try {
    return read();
  } catch (error) {
    log.warn({ err: error }, 'kept prices cannot be read');
    return [];
  }
}
