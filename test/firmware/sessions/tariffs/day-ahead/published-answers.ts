/**
 * Answers of price servers, BUILT from the formats that aWATTar and Energy-Charts publish (field names, units and steps are
 * theirs; the prices are made up). None of them was recorded from a server.
 */

const hourMs = 3_600_000;

/** Hours from `from` on, prices in EUR/MWh. */
export const awattarAnswer = (from: string, prices: readonly number[]) => ({
  object: 'list',
  data: prices.map((marketprice, k) => ({
    start_timestamp: Date.parse(from) + k * hourMs,
    end_timestamp: Date.parse(from) + (k + 1) * hourMs,
    marketprice,
    unit: 'Eur/MWh',
  })),
  url: '/at/v1/marketdata',
});

/** Quarter hours from `from` on, prices in EUR/MWh. */
export const energyChartsAnswer = (from: string, prices: readonly (number | null)[]) => ({
  license_info: 'CC BY 4.0 (creativecommons.org/licenses/by/4.0)',
  unix_seconds: prices.map((_, k) => Date.parse(from) / 1000 + k * 900),
  price: prices,
  unit: 'EUR / MWh',
  deprecated: false,
});
