import type { PriceFormat } from '../../../domain/site/tariffs.ts';
import { awattar } from './awattar.ts';
import { energyCharts } from './energy-charts.ts';
import type { MarketReading } from './market-spans.ts';

/** The time that is asked for: from the beginning of one day to the end of another. */
export interface AskedTime {
  readonly fromMs: number;
  readonly toMs: number;
  /** Dates of the site's calendar, `2026-03-29`; both days are meant. */
  readonly firstDate: string;
  readonly lastDate: string;
}

/** A format in which prices of an exchange are published: how to ask, and what an answer says. */
export interface PriceSource {
  /** `base`: the URL of the tariff, as the site has it. */
  url(base: string, time: AskedTime): string;
  /** A parsed answer; never throws, whatever it is. */
  read(document: unknown): MarketReading;
}

export const priceSources: Readonly<Record<PriceFormat, PriceSource>> = { awattar, energyCharts };

/** An answer as it came. Never throws. */
export function readPrices(format: PriceFormat, body: string): MarketReading {
  let document: unknown;
  try {
    document = JSON.parse(body);
  } catch {
    return { spans: [], faults: ['the answer is no JSON'] };
  }
  return priceSources[format].read(document);
}
