import type { PriceSpan } from '../domain/prices.ts';

/**
 * When charging of a duration begins so that it is cheapest, between two moments (wall ms): the earliest of the best. Only
 * starts whose whole duration has known prices are compared; undefined when there is none.
 */
export function ecoStart(
  spans: readonly PriceSpan[],
  fromMs: number,
  toMs: number,
  durationMs: number,
): number | undefined {
  const starts = [fromMs, toMs];
  for (const span of spans)
    for (const atMs of [span.fromMs, span.fromMs - durationMs, span.toMs - durationMs])
      if (atMs > fromMs && atMs <= toMs) starts.push(atMs);
  let best: number | undefined;
  let bestCost = Number.POSITIVE_INFINITY;
  for (const atMs of starts) {
    const cost = costOf(spans, atMs, atMs + durationMs);
    if (cost === undefined) continue;
    if (cost < bestCost || (cost === bestCost && atMs < (best ?? fromMs))) {
      best = atMs;
      bestCost = cost;
    }
  }
  return best;
}

/** ct/kWh times ms; undefined where a part has no known price. */
function costOf(spans: readonly PriceSpan[], fromMs: number, toMs: number): number | undefined {
  let coveredMs = 0;
  let cost = 0;
  for (const span of spans) {
    const ms = Math.min(span.toMs, toMs) - Math.max(span.fromMs, fromMs);
    if (ms <= 0) continue;
    coveredMs += ms;
    cost += ms * span.ct;
  }
  return coveredMs >= toMs - fromMs ? cost : undefined;
}

/** Changes whenever prices do. */
export function signOf(spans: readonly PriceSpan[]): number {
  let sign = spans.length;
  for (const { fromMs, toMs, ct } of spans) sign = (sign * 31 + fromMs / 60_000 + toMs / 90_000 + ct) % 1e12;
  return sign;
}
