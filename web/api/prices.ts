import type { State } from '../../firmware/api/shapes.ts';
import { call } from './request.ts';

/** What a kilowatt hour costs from one moment to another, ct. */
export interface PriceSpan {
  readonly from: string;
  readonly to: string;
  readonly ct: number;
  readonly level: number | null;
  readonly tariff: string;
  readonly assumed: boolean;
}

/** The price now and those ahead, as far as they are known. */
export const readPrices = () =>
  call<{ readonly now: State['price']; readonly prices: readonly PriceSpan[] }>('GET', 'prices');
