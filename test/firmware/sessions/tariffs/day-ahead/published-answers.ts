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

/** The second version of the API: quarter hours as rows. */
export const energyChartsRows = (from: string, prices: readonly (number | null)[]) => ({
  schema_version: '2.0',
  endpoint: 'price',
  bidding_zone: 'NL',
  interval_minutes: 15,
  resolution: 'PT15M',
  unit: 'EUR / MWh',
  series: [{ id: 'day_ahead_price', unit: 'EUR / MWh' }],
  data: prices.map((day_ahead_price, k) => ({
    timestamp: new Date(Date.parse(from) + k * 900_000).toISOString().replace('.000Z', '+00:00'),
    values: { day_ahead_price },
  })),
});

/** The first version: quarter hours from `from` on, prices in EUR/MWh. */
export const energyChartsAnswer = (from: string, prices: readonly (number | null)[]) => ({
  license_info: 'CC BY 4.0 (creativecommons.org/licenses/by/4.0)',
  unix_seconds: prices.map((_, k) => Date.parse(from) / 1000 + k * 900),
  price: prices,
  unit: 'EUR / MWh',
  deprecated: false,
});
