/** What a kilowatt hour costs in a span of time. */
export interface PriceSpan {
  /** Wall ms, `fromMs` inclusive. */
  readonly fromMs: number;
  readonly toMs: number;
  /** ct/kWh; may be negative. */
  readonly ct: number;
}

/** Prices known ahead, of one tariff: spans in order of time, never overlapping, maybe with gaps. */
export interface KnownPrices {
  /** `id` of the tariff in the site document. */
  readonly tariff: string;
  readonly spans: readonly PriceSpan[];
}

/** A span with whose price it is and how dear that is. */
export interface TariffSpan extends PriceSpan {
  /** `id` of the tariff in the site document, or `priceFromOutside`. */
  readonly tariff: string;
  /** -2 very expensive, -3, -4 normal, -5, -6 very cheap (original-product H5); absent: nothing to compare with. */
  readonly level?: number;
  /** Nobody has announced it: the tariff's fallback, or today's price of a variable carried on. */
  readonly assumed?: true;
}

/** Stands for a tariff where the variable `_set_price` gives the price. */
export const priceFromOutside = '_set_price';

/** The price that counts now. Times are wall ms. */
export interface PriceNow {
  readonly ct: number;
  readonly tariff: string;
  readonly level?: number;
  readonly assumed?: true;
  /** What a kilowatt hour fed into the grid brings, ct; absent: not said. */
  readonly feedInCt?: number;
  /** Since when tariff, price and level have been these. */
  readonly sinceMs: number;
  /** When they end, as far as it is known. */
  readonly untilMs?: number;
}

/** Market prices of one day, as they were fetched; ct/kWh before markup and VAT. */
export interface DayPrices {
  /** Format and URL they came from. */
  readonly source: string;
  /** Day of the site's calendar: `2026-03-29`. */
  readonly date: string;
  readonly spans: readonly PriceSpan[];
}
