import type { Clock } from '../../domain/clock.ts';
import type { PriceSpan } from '../../domain/prices.ts';
import type { HealthState } from '../../domain/state.ts';
import { shownOffsetMs } from '../../formula/shown-time.ts';
import { within } from '../../sessions/tariffs/levels.ts';
import { openDays } from './price-fetcher.ts';

/** A day-ahead tariff as it stands. */
export interface WatchedPrices {
  readonly tariff: string;
  readonly timeZone: string;
  readonly spreadMs: number;
  readonly spans: readonly PriceSpan[];
  readonly fault: string | undefined;
  readonly answered: boolean;
}

const dayMs = 86_400_000;
/** Prices of tomorrow that are not there by then are late. */
const lateAtMs = 18 * 3_600_000;

/** Says which tariffs lack prices that should be there. */
export class PriceHealth {
  readonly #clock: Clock;
  readonly #since = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  of(tariffs: readonly WatchedPrices[]): readonly HealthState[] {
    const wallMs = this.#clock.wallMs();
    const lacking = tariffs.flatMap((watched) => {
      const what = lackOf(watched, wallMs);
      return what === undefined ? [] : [{ ...watched, what }];
    });
    for (const id of [...this.#since.keys()]) if (lacking.every(({ tariff }) => tariff !== id)) this.#since.delete(id);
    return lacking.map(({ tariff, what, fault }) => {
      const sinceMs = this.#since.get(tariff) ?? wallMs;
      this.#since.set(tariff, sinceMs);
      const last = fault === undefined ? '' : `; last answer: ${fault.slice(0, 300)}`;
      return {
        id: `pricesMissing:${tariff}`,
        severity: 'warning',
        code: 'pricesMissing',
        what: tariff,
        message: `The tariff ${tariff} ${what}${last}`,
        since: new Date(sinceMs).toISOString(),
      };
    });
  }
}

/** Nothing while the first answer is on its way. */
function lackOf({ timeZone, spreadMs, spans, answered }: WatchedPrices, wallMs: number): string | undefined {
  if (within(spans, { fromMs: wallMs, toMs: wallMs + 1 }).length === 0)
    return answered ? 'has no price for now' : undefined;
  const shownMs = (wallMs + (shownOffsetMs(timeZone, wallMs) ?? 0)) % dayMs;
  const lacking = openDays(spans, timeZone, wallMs, spreadMs).find(
    (day) => shownMs >= lateAtMs || day.fromMs <= wallMs || within(spans, day).length > 0,
  );
  return lacking && `lacks prices of ${lacking.date}`;
}
