import assert from 'node:assert/strict';
import type { PriceSpan } from '../../../../firmware/domain/prices.ts';
import { compile } from '../../../../firmware/formula/compile.ts';
import { pricesName } from '../../../../firmware/formula/types.ts';
import { SeriesAhead } from '../../../../firmware/sessions/tariffs/prices-ahead.ts';

const hourMs = 3_600_000;
/** Prices of the hours from a moment on, ct/kWh; undefined: a gap. */
const hours = (from: string, cts: readonly (number | undefined)[]): readonly PriceSpan[] =>
  cts.flatMap((ct, k) => {
    const fromMs = Date.parse(from) + k * hourMs;
    return ct === undefined ? [] : [{ fromMs, toMs: fromMs + hourMs, ct }];
  });
const seriesOf = (spans: readonly PriceSpan[]) => new SeriesAhead('Europe/Amsterdam', { ahead: () => spans });

/** What a formula comes to at a moment. */
function priceOf(text: string, at: string, spans: readonly PriceSpan[]): number | undefined {
  const result = compile(text);
  assert.ok(result.ok);
  assert.deepEqual(result.formula.names, [pricesName]);
  return result.formula.evaluate(new Float64Array(1), seriesOf(spans).at(Date.parse(at)));
}

describe('price functions of formulas', () => {
  const evening = hours('2026-11-24T21:00:00Z', [30, 20, 12, 12, 25, undefined, 8, 40]);
  const table: readonly (readonly [text: string, at: string, value: number | undefined, why: string])[] = [
    ['min_price(7 * 3600)', '2026-11-24T21:30:00Z', 8, 'until seven tomorrow'],
    ['max_price(7 * 3600)', '2026-11-24T21:30:00Z', 40, 'the hour from five to six is in it'],
    ['max_price(5 * 3600)', '2026-11-24T21:30:00Z', 30, 'it is not'],
    ['min_price(2 * 3600)', '2026-11-24T21:30:00Z', 12, 'until two at night'],
    ['min_price_secs(2 * 3600)', '2026-11-24T21:30:00Z', 5400, 'the first of two alike'],
    ['min_price_secs(2 * 3600)', '2026-11-24T23:10:00Z', 0, 'it holds'],
    ['max_price_secs(5 * 3600)', '2026-11-24T21:30:00Z', 0, 'now is the dearest'],
    ['max_price_secs(86400 - 1)', '2026-11-24T21:30:00Z', 0, 'until midnight'],
    ['max_price(23 * 3600)', '2026-11-24T21:30:00Z', 30, 'eleven tonight is still to come'],
    ['max_price(22 * 3600)', '2026-11-24T21:30:00Z', 40, 'ten is over: tomorrow’s'],
    ['min_price(3600) + min_price(7 * 3600)', '2026-11-24T21:30:00Z', 20, 'two of them'],
    ['min_price(0)', '2026-11-24T21:30:00Z', 20, 'midnight'],
    ['min_price(86400)', '2026-11-24T21:30:00Z', 20, 'midnight as well'],
    ['min_price(86401)', '2026-11-24T21:30:00Z', undefined, 'no second of a day'],
    ['min_price(-1)', '2026-11-24T21:30:00Z', undefined, 'no second of a day'],
    ['min_price(1 / 0)', '2026-11-24T21:30:00Z', undefined, 'no value'],
    ['min_price(7200)', '2026-11-26T00:00:00Z', undefined, 'nothing is known'],
  ];
  for (const [text, at, value, why] of table)
    it(`${text} at ${at} is ${value}: ${why}`, () => assert.equal(priceOf(text, at, evening), value));

  it('follow the clock on the wall in the night that has 25 hours, and in the one that has 23', () => {
    const long = hours('2026-10-24T22:00:00Z', [10, 9, 8, 7, 6]);
    assert.equal(priceOf('min_price(2 * 3600)', '2026-10-24T22:10:00Z', long), 9, 'two o’clock for the first time');
    assert.equal(
      priceOf('min_price(3 * 3600)', '2026-10-24T22:10:00Z', long),
      7,
      'three comes after the hour that is twice',
    );
    const short = hours('2027-03-27T23:00:00Z', [10, 9, 8, 7]);
    assert.equal(
      priceOf('min_price(9000)', '2027-03-27T23:10:00Z', short),
      9,
      'half past two is left out: three o’clock',
    );
    assert.equal(priceOf('min_price(4 * 3600)', '2027-03-27T23:10:00Z', short), 8);
  });

  it('have no value where nobody knows prices', () => {
    const result = compile('min_price(0)');
    assert.ok(result.ok);
    assert.equal(result.formula.evaluate(new Float64Array(1)), undefined);
    assert.equal(seriesOf([]).any, false);
  });
});
