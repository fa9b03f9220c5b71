import { readPrices } from '../../../firmware/sessions/tariffs/day-ahead/price-source.ts';
import { type FuzzTarget, mustBeFinite, mustHold } from '../target.ts';

const awattar = {
  object: 'list',
  data: [42.09, -5.12, 1e9].map((marketprice, k) => ({
    start_timestamp: 1_777_881_600_000 + k * 3_600_000,
    end_timestamp: 1_777_885_200_000 + k * 3_600_000,
    marketprice,
    unit: 'Eur/MWh',
  })),
};
const energyCharts = {
  license_info: 'CC BY 4.0',
  unix_seconds: [1_777_881_600, 1_777_882_500, 1_777_883_400, 1_777_886_100],
  price: [88.1, null, -3.5, 12],
  unit: 'EUR / MWh',
  deprecated: false,
};

const energyChartsRows = {
  endpoint: 'price',
  interval_minutes: 15,
  series: [{ id: 'day_ahead_price', unit: 'EUR / MWh' }],
  data: [{ timestamp: '2026-05-05T00:00:00+02:00', values: { day_ahead_price: 12.5 } }],
};

/** What stands in place of a server of day-ahead prices. */
export const priceAnswers: FuzzTarget = {
  name: 'price-answers',
  share: 4,
  maxBytes: 64 * 1024,
  words: [
    '"data"',
    '"start_timestamp"',
    '"marketprice"',
    '"Eur/MWh"',
    '"unix_seconds"',
    '"price"',
    'null',
    '900',
    '1e22',
  ],
  open: () => ({
    seeds: [awattar, energyCharts, energyChartsRows, { ...energyCharts, unit: 'USD/MWh' }, { data: [{}, null, 3] }].map(
      (seed) => JSON.stringify(seed),
    ),
    take(input) {
      for (const format of ['awattar', 'energyCharts'] as const) {
        const { spans, faults } = readPrices(format, input.toString('utf8'));
        mustBeFinite(spans);
        for (const [k, { fromMs, toMs, ct }] of spans.entries()) {
          mustHold(toMs > fromMs && toMs - fromMs <= 3_600_000, 'a price of no hour');
          mustHold(fromMs >= (spans[k - 1]?.toMs ?? Number.NEGATIVE_INFINITY), 'prices that overlap');
          mustHold(Math.abs(ct) <= 1000, `a price of ${ct} ct`);
        }
        for (const fault of faults) mustHold(fault.length < 200, 'a fault of many words');
      }
    },
  }),
};
