import type { DayPrices } from '../domain/prices.ts';
import { reading } from './reading.ts';
import type { Writer } from './writer.ts';

/** Prices that were fetched, by source and day. The last-good copy does not follow them: they can be fetched again. */
export interface DayPricesStore {
  of(source: string): readonly DayPrices[];
  /** Puts days in place of what was known of them, and removes those before a date or of sources that are not named. */
  put(days: readonly DayPrices[], kept: { readonly sources: readonly string[]; readonly fromDate: string }): void;
}

/** The prices behind a writer; a call that changes nothing writes nothing. */
export function dayPricesStore(writer: Writer): DayPricesStore {
  return {
    of: (source) => reading(() => writer.tables.dayPrices.of(source)),
    put(days, { sources, fromDate }) {
      const old = reading(() => writer.tables.dayPrices.countOthers(sources, fromDate));
      if (days.length === 0 && old === 0) return;
      writer.changeUnfollowed('day prices', ({ dayPrices }) => {
        for (const day of days) dayPrices.put(day);
        dayPrices.keep(sources, fromDate);
      });
    },
  };
}
