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
