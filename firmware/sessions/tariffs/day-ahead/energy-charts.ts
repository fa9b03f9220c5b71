import { z } from 'zod';
import { isEurPerMwh, withQuery } from './answer-parts.ts';
import { type MarketReading, marketSpans, maxTold, saying } from './market-spans.ts';
import type { PriceSource } from './price-source.ts';

const answer = z.object({
  unix_seconds: z.array(z.number()).max(maxTold),
  price: z.array(z.number().nullable()).max(maxTold),
  unit: z.string().max(100),
});

/**
 * Prices as the Energy-Charts API of Fraunhofer ISE publishes them for European bidding zones, in quarter hours: beginnings
 * in seconds, and as many prices, null where there is none. Asked with `start` and `end` as dates, both inclusive.
 */
export const energyCharts: PriceSource = {
  url: (base, { firstDate, lastDate }) => withQuery(base, { start: firstDate, end: lastDate }),
  read(document): MarketReading {
    const parsed = answer.safeParse(document);
    if (!parsed.success)
      return { spans: [], faults: [`the answer has no "unix_seconds", "price" (at most ${maxTold}) and "unit"`] };
    const { unix_seconds: seconds, price, unit } = parsed.data;
    if (!isEurPerMwh(unit))
      return { spans: [], faults: [`the prices are in ${JSON.stringify(unit.slice(0, 20))}, not in EUR/MWh`] };
    if (seconds.length !== price.length)
      return { spans: [], faults: [`there are ${seconds.length} times and ${price.length} prices`] };
    const lengthS = usualLengthS(seconds);
    const told = seconds.flatMap((s, k) => {
      const eurPerMwh = price[k];
      return eurPerMwh == null ? [] : [{ fromMs: s * 1000, toMs: (s + lengthS) * 1000, eurPerMwh }];
    });
    return marketSpans(told, saying(seconds.length - told.length, 'are null'));
  },
};

/** An answer tells beginnings only. The shortest distance is how long a price holds: a gap makes none longer. */
function usualLengthS(seconds: readonly number[]): number {
  const sorted = seconds.toSorted((a, b) => a - b);
  const distances = sorted.flatMap((s, k) => {
    const before = sorted[k - 1];
    return before === undefined || before === s ? [] : [s - before];
  });
  return Math.min(3600, ...distances);
}
