import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { PriceFormat } from '../../../../../firmware/domain/site/tariffs.ts';
import { priceSources, readPrices } from '../../../../../firmware/sessions/tariffs/day-ahead/price-source.ts';
import { awattarAnswer, energyChartsAnswer, energyChartsRows } from './published-answers.ts';

const from = '2026-05-04T22:00:00.000Z';
const told = (format: PriceFormat, answer: unknown) => {
  const { spans, faults } = readPrices(format, JSON.stringify(answer));
  const text = spans.map(
    ({ fromMs, toMs, ct }) => `${new Date(fromMs).toISOString().slice(11, 16)}+${(toMs - fromMs) / 60_000} ${ct}`,
  );
  return { text, faults };
};

describe('prices of an exchange', () => {
  it('are read hour by hour in the format of aWATTar, negative ones too', () => {
    assert.deepEqual(told('awattar', awattarAnswer(from, [42.09, -5.12, 0])), {
      text: ['22:00+60 4.209', '23:00+60 -0.512', '00:00+60 0'],
      faults: [],
    });
  });

  it('are read quarter by quarter in the format of Energy-Charts', () => {
    assert.deepEqual(told('energyCharts', energyChartsAnswer(from, [80, 81.5, -500])), {
      text: ['22:00+15 8', '22:15+15 8.15', '22:30+15 -50'],
      faults: [],
    });
  });

  it('are read in the second version of the Energy-Charts API as in the first', () => {
    const prices = [80, null, 81.5, -500];
    assert.deepEqual(
      told('energyCharts', energyChartsRows(from, prices)),
      told('energyCharts', energyChartsAnswer(from, prices)),
    );
    const answer = energyChartsRows('2026-05-05T00:00:00+02:00', [80, 90]);
    const odd = { ...answer, data: [...answer.data, { timestamp: 'noon', values: { day_ahead_price: 1 } }, 7] };
    assert.deepEqual(told('energyCharts', odd), {
      text: ['22:00+15 8', '22:15+15 9'],
      faults: ['prices that lack a time or a price: 2'],
    });
    const other = { ...answer, series: [{ id: 'day_ahead_price', unit: 'PLN/MWh' }] };
    assert.match(told('energyCharts', other).faults.join(), /in "PLN\/MWh", not in EUR\/MWh/);
    const { unit: _unit, series: _series, ...bare } = answer;
    assert.deepEqual(told('energyCharts', bare).text, [], 'a unit that is not told is none');
  });

  it('are asked for by day, with what the URL has already', () => {
    const time = { fromMs: 1000, toMs: 2000, firstDate: '2026-05-04', lastDate: '2026-05-05' };
    assert.equal(
      priceSources.awattar.url('https://api.example/v1/marketdata', time),
      'https://api.example/v1/marketdata?start=1000&end=2000',
    );
    assert.equal(
      priceSources.energyCharts.url('https://api.example/price?bzn=NL', time),
      'https://api.example/price?bzn=NL&start=1&end=2',
    );
  });

  const hours = awattarAnswer(from, [10, 20, 30, 40]);
  const quarters = energyChartsAnswer(from, [10, 20, 30, 40]);
  const change = (k: number, more: object) => ({
    ...hours,
    data: hours.data.map((e, i) => (i === k ? { ...e, ...more } : e)),
  });
  const rows: readonly (readonly [string, PriceFormat, unknown, number, RegExp | undefined])[] = [
    ['a gap', 'awattar', { ...hours, data: hours.data.toSpliced(1, 1) }, 3, undefined],
    ['prices that are null', 'energyCharts', energyChartsAnswer(from, [10, null, 30]), 2, /prices that are null.*: 1/],
    [
      'a gap between quarters',
      'energyCharts',
      { ...quarters, unix_seconds: quarters.unix_seconds.map((s, k) => s + (k > 1 ? 1800 : 0)) },
      4,
      undefined,
    ],
    ['an order of its own', 'awattar', { ...hours, data: hours.data.toReversed() }, 4, undefined],
    [
      'the same hour twice, the same price',
      'awattar',
      { ...hours, data: [...hours.data, ...hours.data] },
      4,
      undefined,
    ],
    [
      'the same hour twice, two prices',
      'awattar',
      change(1, { start_timestamp: hours.data[0]?.start_timestamp, end_timestamp: hours.data[0]?.end_timestamp }),
      2,
      /prices that overlap.*: 2/,
    ],
    [
      'hours that overlap',
      'awattar',
      change(1, { start_timestamp: Date.parse(from) + 1_800_000, end_timestamp: Date.parse(from) + 5_400_000 }),
      2,
      /prices that overlap.*: 2/,
    ],
    [
      'another currency',
      'awattar',
      change(1, { unit: 'USD/MWh' }),
      3,
      /prices that are in "USD\/MWh", not in EUR\/MWh: 1/,
    ],
    ['another unit', 'energyCharts', { ...quarters, unit: 'ct/kWh' }, 0, /in "ct\/kWh", not in EUR\/MWh/],
    ['an absurd price', 'awattar', change(2, { marketprice: 10_001 }), 3, /prices that lie beyond.*: 1/],
    [
      'an absurd price below zero',
      'energyCharts',
      energyChartsAnswer(from, [10, -1001]),
      1,
      /prices that lie beyond.*: 1/,
    ],
    ['a price that is a text', 'awattar', change(0, { marketprice: '12' }), 3, /prices that lack a time.*: 1/],
    [
      'a price for three days',
      'awattar',
      change(3, { end_timestamp: Date.parse(from) + 300_000_000 }),
      3,
      /prices that are not of a quarter.*: 1/,
    ],
    [
      'times between the quarters',
      'awattar',
      change(0, { start_timestamp: Date.parse(from) + 60_000, end_timestamp: Date.parse(from) + 3_660_000 }),
      3,
      /prices that are not of a quarter.*: 1/,
    ],
    ['more times than prices', 'energyCharts', { ...quarters, price: [1] }, 0, /4 times and 1 prices/],
    ['a list without end', 'awattar', { data: Array.from({ length: 1001 }, () => ({})) }, 0, /no list of at most 1000/],
    ['an error of the server', 'energyCharts', { detail: 'no such zone' }, 0, /has neither "unix_seconds"/],
    ['nothing', 'awattar', null, 0, /no list/],
  ];
  for (const [what, format, answer, good, fault] of rows)
    it(`keep what is good beside ${what}, and say what is not`, () => {
      const { text, faults } = told(format, answer);
      assert.equal(text.length, good);
      if (fault === undefined) assert.deepEqual(faults, []);
      else assert.match(faults.join(), fault);
    });

  it('are never made longer by a gap', () => {
    const spread = { ...quarters, unix_seconds: quarters.unix_seconds.map((s, k) => s + (k > 1 ? 1800 : 0)) };
    assert.deepEqual(told('energyCharts', spread).text, ['22:00+15 1', '22:15+15 2', '23:00+15 3', '23:15+15 4']);
  });

  it('are no JSON, and that is said', () => {
    assert.deepEqual(readPrices('awattar', '<html>'), { spans: [], faults: ['the answer is no JSON'] });
  });

  it('never overlap, whatever is told', () => {
    const entry = fc.record({
      start_timestamp: fc.integer({ min: 0, max: 20 }).map((k) => k * 900_000),
      length: fc.constantFrom(900_000, 1_800_000, 3_600_000),
      marketprice: fc.integer({ min: -2, max: 2 }),
    });
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 12 }), (entries) => {
        const data = entries.map(({ length, ...e }) => ({
          ...e,
          end_timestamp: e.start_timestamp + length,
          unit: 'EUR/MWh',
        }));
        const { spans } = readPrices('awattar', JSON.stringify({ data }));
        spans.forEach(({ fromMs, toMs, ct }, k) => {
          assert.ok(fromMs >= (spans[k - 1]?.toMs ?? 0));
          // What is kept was said, and nobody said otherwise of that time.
          const about = data.filter((e) => e.start_timestamp < toMs && e.end_timestamp > fromMs);
          assert.ok(about.every((e) => e.marketprice / 10 === ct));
        });
      }),
    );
  });
});
