import type { Clock } from '../../domain/clock.ts';
import type { PriceSpan } from '../../domain/prices.ts';
import type { DayAheadTariff, PriceFormat } from '../../domain/site/tariffs.ts';
import { calendarDays } from '../../formula/shown-time.ts';
import { isCovered, missingTime, retryAfterMs, wantedDays } from '../../sessions/tariffs/day-ahead/fetch-plan.ts';
import { type AskedTime, priceSources, readPrices } from '../../sessions/tariffs/day-ahead/price-source.ts';
import { within } from '../../sessions/tariffs/levels.ts';

/** What a price server answered. */
export interface PriceAnswer {
  readonly status: number;
  readonly body: string;
  /** It asks to be left alone for so long. */
  readonly retryAfterMs?: number;
}

/** A request through the outbound guard; rejects with an error that has a sentence. */
export type AskPrices = (url: string) => Promise<PriceAnswer>;

export interface PriceFetcherOptions {
  readonly format: PriceFormat;
  readonly url: string;
  readonly timeZone: string;
  /** What is on the disk of it, in order of time. */
  readonly kept: readonly PriceSpan[];
  readonly ask: AskPrices;
  readonly clock: Clock;
  /** See FetchFacts. */
  readonly spreadMs: number;
  /** Days that are new or say more than before, whole. */
  readonly onDays: (days: readonly { readonly date: string; readonly spans: readonly PriceSpan[] }[]) => void;
  readonly log: FetchLog;
}

export interface FetchLog {
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
}

/** Where prices come from, as it is kept on the disk. */
export const sourceOf = ({ format, url }: Pick<DayAheadTariff, 'format' | 'url'>): string => `${format} ${url}`;

const dayMs = 86_400_000;
/** Whether something is missing changes once a day. */
const lookEveryMs = 10_000;
/** A day gone by is for the mean of levels only: a server that does not tell it is not asked for ever. */
const mostTries = 3;
/** No server is left alone for longer because it says so. */
const longestRestMs = 3_600_000;

/** One source of day-ahead prices: asks when something is missing, keeps what is good, never prolongs what is old. */
export class PriceFetcher {
  readonly #options: PriceFetcherOptions;
  #spans: readonly PriceSpan[];
  /** How often days gone by were asked for. */
  readonly #tries = new Map<string, number>();
  #day: number | undefined;
  #failures = 0;
  #dueMs = Number.NEGATIVE_INFINITY;
  #asking: Promise<void> | undefined;
  #fault: string | undefined;
  #answered = false;

  constructor(options: PriceFetcherOptions) {
    this.#options = options;
    this.#spans = options.kept;
  }

  /** Market prices, ct/kWh; the same list as long as nothing has changed. */
  get spans(): readonly PriceSpan[] {
    return this.#spans;
  }

  /** What was wrong with the last answer, or why there is none. */
  get fault(): string | undefined {
    return this.#fault;
  }

  /** It has been asked at least once, whatever came. */
  get answered(): boolean {
    return this.#answered;
  }

  /** To be called again and again. The promise ends when what was asked is answered; it never rejects. */
  async look(): Promise<void> {
    const { clock } = this.#options;
    this.#forgetFailuresOfAnotherDay();
    if (this.#asking !== undefined || clock.monotonicMs() < this.#dueMs) return this.#asking;
    const time = this.#missing();
    if (time === undefined) {
      this.#dueMs = clock.monotonicMs() + lookEveryMs;
      return;
    }
    this.#asking = this.#ask(time).finally(() => {
      this.#asking = undefined;
    });
    return this.#asking;
  }

  /** A clock that was wrong until a moment ago has asked for the wrong days: the right ones need not wait for it. */
  #forgetFailuresOfAnotherDay(): void {
    const day = Math.floor(this.#options.clock.wallMs() / dayMs);
    if (day === this.#day) return;
    this.#day = day;
    this.#failures = 0;
    this.#dueMs = Number.NEGATIVE_INFINITY;
  }

  #missing(): AskedTime | undefined {
    const { timeZone, spreadMs, clock } = this.#options;
    const given = new Set([...this.#tries].flatMap(([date, tries]) => (tries < mostTries ? [] : [date])));
    return missingTime({ timeZone, spreadMs, spans: this.#spans, given, wallMs: clock.wallMs() });
  }

  async #ask(time: AskedTime): Promise<void> {
    const { format, url, ask, clock, log } = this.#options;
    const facts = { url: new URL(url).origin, from: time.firstDate, to: time.lastDate };
    let restMs = 0;
    let faults: readonly string[] = [];
    const before = this.#spans;
    this.#countTries(time);
    try {
      const answer = await ask(priceSources[format].url(url, time));
      restMs = Math.min(answer.retryAfterMs ?? 0, longestRestMs);
      if (answer.status === 200) faults = this.#take(answer.body, time);
      else faults = [`the server answered ${answer.status}`];
    } catch (error) {
      faults = [error instanceof Error ? error.message : String(error)];
    }
    this.#answered = true;
    this.#fault = faults.length === 0 ? undefined : faults.join('; ');
    const isNew = this.#spans !== before;
    this.#failures = isNew && faults.length === 0 ? 0 : this.#failures + 1;
    const missing = this.#missing();
    const notYet = faults.length === 0 && missing !== undefined && missing.fromMs > clock.wallMs();
    if (missing !== undefined)
      this.#dueMs = clock.monotonicMs() + Math.max(restMs, retryAfterMs(this.#failures, notYet));
    if (this.#fault !== undefined)
      log.warn({ ...facts, fault: this.#fault }, 'day-ahead prices are not as they should be');
    else if (isNew) log.info(facts, 'day-ahead prices were fetched');
  }

  #countTries({ fromMs, toMs }: AskedTime): void {
    const { timeZone, clock } = this.#options;
    for (const day of calendarDays(timeZone, fromMs, toMs))
      if (day.toMs <= clock.wallMs()) this.#tries.set(day.date, (this.#tries.get(day.date) ?? 0) + 1);
  }

  /** What is good of an answer; returns what is not. */
  #take(body: string, time: AskedTime): readonly string[] {
    const { format, timeZone, clock, onDays } = this.#options;
    const { spans, faults } = readPrices(format, body);
    const told = within(spans, time);
    const wallMs = clock.wallMs();
    const changed = calendarDays(timeZone, time.fromMs, time.toMs).flatMap((day) => {
      const known = within(this.#spans, day);
      const news = within(told, day);
      if (day.toMs <= wallMs && spans.length > 0) this.#tries.set(day.date, mostTries);
      // A whole day is never exchanged for half of one.
      return news.length > 0 && (!isCovered(known, day) || isCovered(news, day)) && !sameSpans(known, news)
        ? [{ ...day, spans: isCovered(news, day) ? news : merged(known, news) }]
        : [];
    });
    if (changed.length === 0)
      return spans.length === 0 && faults.length === 0 ? ['the answer holds no prices'] : faults;
    const rest = changed.reduce(
      (left, day) => left.filter(({ fromMs, toMs }) => toMs <= day.fromMs || fromMs >= day.toMs),
      [...this.#spans],
    );
    this.#spans = [...rest, ...changed.flatMap((day) => day.spans)].toSorted((a, b) => a.fromMs - b.fromMs);
    onDays(changed.map(({ date, spans: all }) => ({ date, spans: all })));
    return faults;
  }
}

/** New prices, and the old ones of times that they leave open. */
const merged = (known: readonly PriceSpan[], news: readonly PriceSpan[]): readonly PriceSpan[] =>
  [
    ...known.filter(({ fromMs, toMs }) => news.every((span) => span.toMs <= fromMs || span.fromMs >= toMs)),
    ...news,
  ].toSorted((a, b) => a.fromMs - b.fromMs);

const sameSpans = (a: readonly PriceSpan[], b: readonly PriceSpan[]): boolean =>
  a.length === b.length &&
  a.every((span, k) => span.fromMs === b[k]?.fromMs && span.toMs === b[k]?.toMs && span.ct === b[k]?.ct);

/** The days that should be known and are not, or not whole: none where all is well. */
export function openDays(spans: readonly PriceSpan[], timeZone: string, wallMs: number, spreadMs: number) {
  return wantedDays({ timeZone, wallMs, spreadMs }).due.filter((day) => !isCovered(spans, day));
}
