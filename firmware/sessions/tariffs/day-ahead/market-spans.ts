import type { PriceSpan } from '../../../domain/prices.ts';

/** What a price server told: market prices, ct/kWh, and what of its answer could not be used. */
export interface MarketReading {
  /** In order of time, never overlapping, maybe with gaps. */
  readonly spans: readonly PriceSpan[];
  /** Sentences; empty for a good answer. */
  readonly faults: readonly string[];
}

/** A price as an answer tells it; anything may be nonsense. Times are wall ms. */
export interface ToldPrice {
  readonly fromMs: number;
  readonly toMs: number;
  readonly eurPerMwh: number;
}

/** An exchange trades these; prices of other lengths are of something else. */
const lengthsMs: readonly number[] = [900_000, 1_800_000, 3_600_000];
const quarterMs = 900_000;
/** Beyond -1 and 10 EUR/kWh no exchange has ever been; it is a fault of unit or of program. */
const lowestEurPerMwh = -1000;
const highestEurPerMwh = 10_000;
/** Ten days of quarter hours. */
export const maxTold = 1000;

/** Told prices, sorted, each checked by itself and beside the others: what is good is kept, the rest is named. */
export function marketSpans(told: readonly ToldPrice[], faults: readonly string[] = []): MarketReading {
  const odd = told.filter((price) => !isSpan(price));
  const absurd = told.filter((price) => isSpan(price) && !isBelievable(price));
  const sorted = told
    .filter((price) => isSpan(price) && isBelievable(price))
    .toSorted((a, b) => a.fromMs - b.fromMs || a.toMs - b.toMs);
  const unique = sorted.filter((price, k) => !same(price, sorted[k - 1]));
  const clashing = clashes(unique);
  return {
    spans: unique.flatMap(({ fromMs, toMs, eurPerMwh }, k) =>
      clashing[k] ? [] : [{ fromMs, toMs, ct: Math.round(eurPerMwh * 1000) / 10_000 }],
    ),
    faults: [
      ...faults,
      ...saying(odd.length, 'are not of a quarter, half or whole hour'),
      ...saying(absurd.length, 'lie beyond -1 to 10 EUR/kWh'),
      ...saying(clashing.filter(Boolean).length, 'overlap others that say something else'),
    ],
  };
}

/** `prices that are null: 3`, or nothing. */
export const saying = (count: number, what: string): string[] => (count === 0 ? [] : [`prices that ${what}: ${count}`]);

const isSpan = ({ fromMs, toMs }: ToldPrice): boolean =>
  Number.isSafeInteger(fromMs) &&
  Math.abs(fromMs) <= 8e15 &&
  fromMs % quarterMs === 0 &&
  lengthsMs.includes(toMs - fromMs);

const isBelievable = ({ eurPerMwh }: ToldPrice): boolean =>
  eurPerMwh >= lowestEurPerMwh && eurPerMwh <= highestEurPerMwh;

const same = (a: ToldPrice, b: ToldPrice | undefined): boolean =>
  a.fromMs === b?.fromMs && a.toMs === b.toMs && a.eurPerMwh === b.eurPerMwh;

/** Which of the sorted prices share time with another. */
function clashes(sorted: readonly ToldPrice[]): readonly boolean[] {
  const clashing = sorted.map(() => false);
  let longest = 0;
  for (let k = 1; k < sorted.length; k += 1) {
    const [before, price] = [sorted[longest], sorted[k]];
    if (before === undefined || price === undefined) break;
    if (price.fromMs < before.toMs) {
      clashing[longest] = true;
      clashing[k] = true;
    }
    if (price.toMs > before.toMs) longest = k;
  }
  return clashing;
}
