import { z } from 'zod';
import { isEurPerMwh, withQuery } from './answer-parts.ts';
import { type MarketReading, marketSpans, maxTold, saying } from './market-spans.ts';
import type { PriceSource } from './price-source.ts';

/** The first version of the API: beginnings in seconds, and as many prices, null where there is none. */
const columns = z.object({
  unix_seconds: z.array(z.number()).max(maxTold),
  price: z.array(z.number().nullable()).max(maxTold),
  unit: z.string().max(100),
});

/** The second: a row for each price, looked at one by one, and how long each holds. */
const rows = z.object({
  data: z.array(z.unknown()).max(maxTold),
  interval_minutes: z.number().optional(),
  unit: z.string().max(100).optional(),
  series: z
    .array(z.object({ id: z.string().max(100), unit: z.string().max(100).optional() }))
    .max(20)
    .optional(),
});
const row = z.object({
  timestamp: z.iso.datetime({ offset: true }),
  values: z.object({ day_ahead_price: z.number().nullable() }),
});

/**
 * Prices as the Energy-Charts API of Fraunhofer ISE publishes them for European bidding zones, in quarter hours; in either
 * version of the API. Asked with `start` and `end` in seconds.
 */
export const energyCharts: PriceSource = {
  url: (base, { fromMs, toMs }) => withQuery(base, { start: String(fromMs / 1000), end: String(toMs / 1000) }),
  read(document): MarketReading {
    const first = columns.safeParse(document);
    if (first.success) return ofColumns(first.data);
    const second = rows.safeParse(document);
    if (second.success) return ofRows(second.data);
    return nothing(`the answer has neither "unix_seconds", "price" and "unit" nor "data" (at most ${maxTold} prices)`);
  },
};

function ofColumns({ unix_seconds: seconds, price, unit }: z.output<typeof columns>): MarketReading {
  if (!isEurPerMwh(unit)) return nothing(otherUnit(unit));
  if (seconds.length !== price.length) return nothing(`there are ${seconds.length} times and ${price.length} prices`);
  return priced(
    seconds.map((s, k) => ({ fromMs: s * 1000, eurPerMwh: price[k] ?? null })),
    undefined,
  );
}

function ofRows({ data, interval_minutes: minutes, series, ...rest }: z.output<typeof rows>): MarketReading {
  const unit = series?.find(({ id }) => id === 'day_ahead_price')?.unit ?? rest.unit ?? '';
  if (!isEurPerMwh(unit)) return nothing(otherUnit(unit));
  const read = data.map((each) => row.safeParse(each));
  const whole = read.flatMap(({ success, data: told }) => (success ? [told] : []));
  const told = whole.map(({ timestamp, values }) => ({
    fromMs: Date.parse(timestamp),
    eurPerMwh: values.day_ahead_price,
  }));
  const lengthMs = minutes === undefined ? undefined : minutes * 60_000;
  return priced(told, lengthMs, saying(read.length - whole.length, 'lack a time or a price'));
}

function priced(
  told: readonly { readonly fromMs: number; readonly eurPerMwh: number | null }[],
  lengthMs = usualLengthMs(told.map(({ fromMs }) => fromMs)),
  faults: readonly string[] = [],
): MarketReading {
  const known = told.flatMap(({ fromMs, eurPerMwh }) =>
    eurPerMwh === null ? [] : [{ fromMs, toMs: fromMs + lengthMs, eurPerMwh }],
  );
  return marketSpans(known, [...faults, ...saying(told.length - known.length, 'are null')]);
}

/** Where only beginnings are told, the shortest distance is how long a price holds: a gap makes none longer. */
function usualLengthMs(beginnings: readonly number[]): number {
  const sorted = beginnings.toSorted((a, b) => a - b);
  const distances = sorted.flatMap((ms, k) => {
    const before = sorted[k - 1];
    return before === undefined || before === ms ? [] : [ms - before];
  });
  return Math.min(3_600_000, ...distances);
}

const nothing = (fault: string): MarketReading => ({ spans: [], faults: [fault] });
const otherUnit = (unit: string): string => `the prices are in ${JSON.stringify(unit.slice(0, 20))}, not in EUR/MWh`;
