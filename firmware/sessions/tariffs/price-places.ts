import type { TariffSpan } from '../../domain/prices.ts';
import { filled, joined } from './spans.ts';
import type { VariablePrice } from './variable-price.ts';

/** Where a tariff stands in the order: what it says beforehand, or what its variable says now. */
export type PricePlace =
  | { readonly spans: readonly TariffSpan[] }
  /** `always`: it will never be without a price, so that what stands behind it never counts. */
  | { readonly price: VariablePrice; readonly always: boolean };

const quarterMs = 900_000;

/** The quarter hour that a moment lies in begins, in every time zone. */
export const quarterStart = (wallMs: number): number => Math.floor(wallMs / quarterMs) * quarterMs;

/** Whether two looks found the same. */
export const samePlaces = (a: readonly PricePlace[], b: readonly PricePlace[]): boolean =>
  a.length === b.length && a.every((place, k) => samePlace(place, b[k]));

function samePlace(a: PricePlace, b: PricePlace | undefined): boolean {
  if (b === undefined || 'spans' in a || 'spans' in b)
    return b !== undefined && 'spans' in a && 'spans' in b && a.spans === b.spans;
  const { tariff, ct, level, assumed } = a.price;
  const other = b.price;
  return tariff === other.tariff && ct === other.ct && level === other.level && assumed === other.assumed;
}

/**
 * The places laid over each other from the quarter hour of a moment to a week later. What a variable says counts for the
 * quarter hour; later those count that say beforehand, and where none of them has a price, the first variable goes on.
 */
export function seriesOf(
  places: readonly PricePlace[],
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
): readonly TariffSpan[] {
  let series: readonly TariffSpan[] = [];
  for (const place of places) {
    if ('spans' in place) {
      series = filled(series, place.spans);
      continue;
    }
    series = filled(series, [{ ...saying(place.price), fromMs, toMs: fromMs + quarterMs }]);
    if (place.always) break;
  }
  const stays = places.find((place) => 'price' in place);
  if (stays !== undefined) series = filled(series, [{ ...saying(stays.price), assumed: true, fromMs, toMs }]);
  return joined(series).filter((span) => span.toMs > fromMs);
}

const saying = ({ tariff, ct, level, assumed }: VariablePrice) => ({
  ...{ tariff, ct },
  ...(level === undefined ? {} : { level }),
  ...(assumed === undefined ? {} : { assumed }),
});
