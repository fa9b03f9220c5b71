import type { TariffSpan } from '../../domain/prices.ts';

/** `first`, and of `second` what lies where `first` has no price. Both in order of time, neither overlapping itself. */
export function filled(first: readonly TariffSpan[], second: readonly TariffSpan[]): readonly TariffSpan[] {
  const result: TariffSpan[] = [];
  let k = 0;
  for (const span of second) {
    let fromMs = span.fromMs;
    for (let taken = first[k]; taken !== undefined && taken.fromMs < span.toMs; taken = first[k]) {
      if (taken.fromMs > fromMs) result.push({ ...span, fromMs, toMs: taken.fromMs });
      fromMs = Math.max(fromMs, taken.toMs);
      if (taken.toMs > span.toMs) break;
      result.push(taken);
      k += 1;
    }
    if (fromMs < span.toMs) result.push({ ...span, fromMs });
  }
  return [...result, ...first.slice(k)];
}

/** Spans that touch and say the same as one. */
export function joined(spans: readonly TariffSpan[]): readonly TariffSpan[] {
  const result: TariffSpan[] = [];
  for (const span of spans) {
    const last = result.at(-1);
    if (last?.toMs === span.fromMs && sameSaying(last, span)) result[result.length - 1] = { ...last, toMs: span.toMs };
    else result.push(span);
  }
  return result;
}

const sameSaying = (a: TariffSpan, b: TariffSpan): boolean =>
  a.tariff === b.tariff && a.ct === b.ct && a.level === b.level && a.assumed === b.assumed;

/** The span that a moment lies in. */
export const spanAt = (spans: readonly TariffSpan[], atMs: number): TariffSpan | undefined =>
  spans.find(({ fromMs, toMs }) => fromMs <= atMs && atMs < toMs);
