import type { TariffSpan } from '../../domain/prices.ts';
import type { PricePlace } from './price-places.ts';
import { spanAt } from './spans.ts';

/** The price that counts at a moment, and when it begins and ends. */
export interface CountingPrice extends Pick<TariffSpan, 'tariff' | 'ct' | 'level' | 'assumed'> {
  readonly startsMs: number;
  /** Infinite: nobody knows. */
  readonly endsMs: number;
}

/** That of the first place that has one. It ends, too, where one before it begins. */
export function countingPrice(places: readonly PricePlace[], wallMs: number): CountingPrice | undefined {
  let coveredUntilMs = Number.NEGATIVE_INFINITY;
  let coveredFromMs = Number.POSITIVE_INFINITY;
  for (const place of places) {
    if ('price' in place) {
      const { saidAtMs = wallMs, ...price } = place.price;
      return { ...price, startsMs: Math.max(saidAtMs, coveredUntilMs), endsMs: coveredFromMs };
    }
    const span = spanAt(place.spans, wallMs);
    if (span !== undefined) {
      const { fromMs, toMs, ...price } = span;
      return {
        ...price,
        startsMs: Math.max(fromMs, coveredUntilMs),
        endsMs: Math.min(toMs, coveredFromMs),
      };
    }
    const before = place.spans.findLast(({ toMs }) => toMs <= wallMs);
    const after = place.spans.find(({ fromMs }) => fromMs > wallMs);
    coveredUntilMs = Math.max(coveredUntilMs, before?.toMs ?? coveredUntilMs);
    coveredFromMs = Math.min(coveredFromMs, after?.fromMs ?? coveredFromMs);
  }
  return undefined;
}
