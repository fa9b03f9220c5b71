import type { PriceSpan, TariffSpan } from '../../domain/prices.ts';
import type { CalendarDay } from '../../formula/shown-time.ts';

/** A mean of less than this says nothing. */
const leastKnownMs = 12 * 3_600_000;
/** The day of the price and those before it. */
const daysOfMean = 3;

/**
 * How dear a price is beside a mean (original-product H5): -2 above 140 %, -3 above 115 %, -4 normal, -5 below 90 %, -6
 * below 60 %. Shares are of the size of the mean, so that a mean below zero orders prices the same way.
 */
export function levelOf(ct: number, meanCt: number): number {
  const above = ct - meanCt;
  const size = Math.abs(meanCt);
  if (above > 0.4 * size) return -2;
  if (above > 0.15 * size) return -3;
  if (above < -0.4 * size) return -6;
  if (above < -0.1 * size) return -5;
  return -4;
}

/**
 * Spans with their level: that of their own where they have one, else beside the mean of three days, the day of the price
 * and the two before it, over what is known and not assumed. Spans are cut at midnight; what lies outside of `days` goes.
 */
export function withLevels(spans: readonly TariffSpan[], days: readonly CalendarDay[]): readonly TariffSpan[] {
  const sums = days.map((day) => sumOf(spans, day));
  return days.flatMap((day, k) => {
    const three = sums.slice(Math.max(0, k + 1 - daysOfMean), k + 1);
    const knownMs = three.reduce((sum, { ms }) => sum + ms, 0);
    const meanCt = three.reduce((sum, { ctMs }) => sum + ctMs, 0) / knownMs;
    return within(spans, day).map((span) =>
      span.level !== undefined || knownMs < leastKnownMs ? span : { ...span, level: levelOf(span.ct, meanCt) },
    );
  });
}

function sumOf(spans: readonly TariffSpan[], day: CalendarDay) {
  const known = within(spans, day).filter(({ assumed }) => assumed === undefined);
  return known.reduce(
    ({ ms, ctMs }, { fromMs, toMs, ct }) => ({ ms: ms + toMs - fromMs, ctMs: ctMs + ct * (toMs - fromMs) }),
    { ms: 0, ctMs: 0 },
  );
}

/** The parts of spans that lie in a time. */
export function within<T extends PriceSpan>(
  spans: readonly T[],
  time: { readonly fromMs: number; readonly toMs: number },
): readonly T[] {
  return spans.flatMap((span) => {
    const fromMs = Math.max(span.fromMs, time.fromMs);
    const toMs = Math.min(span.toMs, time.toMs);
    return fromMs < toMs ? [{ ...span, fromMs, toMs }] : [];
  });
}
