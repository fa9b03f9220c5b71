import type { HistoryWindow } from '../../domain/history.ts';
import type { PriceSpan } from '../../domain/prices.ts';

/** The prices as they came to be. */
export function pricesOf({ everyS, steps }: HistoryWindow): readonly PriceSpan[] {
  const spans: { fromMs: number; toMs: number; ct: number }[] = [];
  for (const { atMs, price } of steps) {
    const last = spans.at(-1);
    const toMs = atMs + everyS * 1000;
    if (price.ct === null) continue;
    if (last !== undefined && last.ct === price.ct && last.toMs === atMs) last.toMs = toMs;
    else spans.push({ fromMs: atMs, toMs, ct: price.ct });
  }
  return spans;
}
