import { z } from 'zod';
import { isEurPerMwh, withQuery } from './answer-parts.ts';
import { type MarketReading, marketSpans, maxTold, saying } from './market-spans.ts';
import type { PriceSource } from './price-source.ts';

/** Entries are looked at one by one: a bad one spoils no other. */
const answer = z.object({ data: z.array(z.unknown()).max(maxTold) });
const entry = z.object({
  start_timestamp: z.number(),
  end_timestamp: z.number(),
  marketprice: z.number(),
  unit: z.string().max(100),
});

/**
 * Market data as aWATTar publishes them for Austria and Germany: hours, each with its beginning and end in ms and its price.
 * Asked with `start` and `end` in ms.
 */
export const awattar: PriceSource = {
  url: (base, { fromMs, toMs }) => withQuery(base, { start: String(fromMs), end: String(toMs) }),
  read(document): MarketReading {
    const parsed = answer.safeParse(document);
    if (!parsed.success) return { spans: [], faults: [`the answer is no list of at most ${maxTold} prices in "data"`] };
    const entries = parsed.data.data.map((each) => entry.safeParse(each));
    const whole = entries.flatMap(({ success, data }) => (success ? [data] : []));
    const inEuro = whole.filter(({ unit }) => isEurPerMwh(unit));
    const told = inEuro.map(({ start_timestamp: fromMs, end_timestamp: toMs, marketprice: eurPerMwh }) => ({
      ...{ fromMs, toMs, eurPerMwh },
    }));
    const other = whole.find(({ unit }) => !isEurPerMwh(unit))?.unit.slice(0, 20);
    return marketSpans(told, [
      ...saying(entries.length - whole.length, 'lack a time, a price or a unit'),
      ...saying(whole.length - inEuro.length, `are in ${JSON.stringify(other)}, not in EUR/MWh`),
    ]);
  },
};
