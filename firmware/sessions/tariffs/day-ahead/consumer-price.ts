import type { PriceSpan } from '../../../domain/prices.ts';
import type { DayAheadTariff } from '../../../domain/site/tariffs.ts';

type Markup = Pick<DayAheadTariff, 'markupCt' | 'markupPercent' | 'vatPercent'>;

/** What a market price costs whoever takes the energy, ct/kWh: (market x (1 + percent) + fixed) x (1 + VAT). */
export const consumerCt = (marketCt: number, { markupCt, markupPercent, vatPercent }: Markup): number =>
  rounded((marketCt * (1 + markupPercent / 100) + markupCt) * (1 + vatPercent / 100));

export const consumerSpans = (spans: readonly PriceSpan[], markup: Markup): readonly PriceSpan[] =>
  spans.map((span) => ({ ...span, ct: consumerCt(span.ct, markup) }));

/** A ten-thousandth of a cent is less than anybody bills, and hides what floating point adds. */
const rounded = (ct: number): number => Math.round(ct * 10_000) / 10_000;
