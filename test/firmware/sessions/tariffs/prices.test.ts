import assert from 'node:assert/strict';
import type { KnownPrices } from '../../../../firmware/domain/prices.ts';
import type { TariffVariable } from '../../../../firmware/sessions/tariffs/variable-price.ts';
import { pricesOf, said, variablesOf } from './tariff-site.ts';

const at = (text: string): number => Date.parse(text);
const iso = (ms: number): string => new Date(ms).toISOString();

const tarif = {
  id: 'evu',
  kind: 'variable',
  variable: 'TARIF',
  prices: [
    { value: 0, ct: 32 },
    { value: 1, ct: 16 },
  ],
};
const night = { id: 'night', kind: 'table', prices: [{ from: '22:00', to: '06:00', ct: 20 }, { ct: 30 }] };
const spot: KnownPrices = {
  tariff: 'spot',
  spans: [
    { fromMs: at('2026-05-04T08:00Z'), toMs: at('2026-05-04T09:00Z'), ct: 11 },
    { fromMs: at('2026-05-04T09:00Z'), toMs: at('2026-05-04T10:00Z'), ct: -2 },
  ],
};
const dayAhead = { id: 'spot', kind: 'dayAhead', format: 'awattar', url: 'https://prices.example/' };
const monday = at('2026-05-04T08:30Z');

describe('the price that counts', () => {
  it('is that of the first tariff of the list that has one', () => {
    const rows: readonly (readonly [string, object[], Record<string, TariffVariable>, string | undefined])[] = [
      ['no tariff', [], {}, undefined],
      ['a variable that nobody set', [tarif], {}, undefined],
      ['a value that is listed', [tarif], { tarif: said(1) }, 'evu 16'],
      ['a value that is not listed', [tarif], { tarif: said(7) }, undefined],
      ['a value that is not listed, with a fallback', [{ ...tarif, fallbackCt: 40 }], { tarif: said(7) }, 'evu 40*'],
      ['a value that is not listed, and a table', [tarif, night], { tarif: said(7) }, 'night 30'],
      ['a variable before a table', [tarif, night], { tarif: said(1) }, 'evu 16'],
      ['a table before a variable', [night, tarif], { tarif: said(1) }, 'night 30'],
      ['prices of the exchange', [dayAhead, night], {}, 'spot 11'],
      [
        'a price itself, in EUR/MWh',
        [{ id: 'p', kind: 'variable', variable: 'P', unit: 'EUR/MWh' }],
        { p: said(250) },
        'p 25',
      ],
      ['a price beyond belief', [{ id: 'p', kind: 'variable', variable: 'P' }, night], { p: said(25_000) }, 'night 30'],
      ['set from outside', [tarif, night], { tarif: said(1), _set_price: said(9) }, '_set_price 9'],
      ['timed out: the fallback', [{ ...tarif, fallbackCt: 35 }], { tarif: said(1, { timedOut: true }) }, 'evu 35*'],
      [
        'timed out: the fail-safe value',
        [tarif, night],
        { tarif: said(1, { timedOut: true, failsafe: 0 }) },
        'evu 32*',
      ],
      ['timed out: the next tariff', [tarif, night], { tarif: said(1, { timedOut: true }) }, 'night 30'],
      ['timed out: set from outside no longer', [night], { _set_price: said(9, { timedOut: true }) }, 'night 30'],
    ];
    for (const [what, tariffs, variables, expected] of rows) {
      const prices = pricesOf(tariffs);
      prices.look({ variables: variablesOf(variables), known: [spot], wallMs: monday });
      const { now } = prices;
      assert.equal(now && `${now.tariff} ${now.ct}${now.assumed ? '*' : ''}`, expected, what);
    }
  });

  it('says since when it holds and until when, as far as that is known', () => {
    const prices = pricesOf([tarif, dayAhead, night]);
    const look = (wallMs: number, variables: Record<string, TariffVariable> = {}) => {
      prices.look({ variables: variablesOf(variables), known: [spot], wallMs });
      const { tariff, sinceMs, untilMs } = prices.now ?? assert.fail('no price');
      return `${tariff} ${iso(sinceMs)} ${untilMs === undefined ? '-' : iso(untilMs)}`;
    };
    assert.equal(look(monday), 'spot 2026-05-04T08:00:00.000Z 2026-05-04T09:00:00.000Z');
    // The variable is written at 8:40 and goes on saying the same at 8:50; at 8:55 it is lost.
    const said840 = { tarif: said(1, { atMs: at('2026-05-04T08:40Z') }) };
    assert.equal(look(at('2026-05-04T08:40:01Z'), said840), 'evu 2026-05-04T08:40:00.000Z -');
    const said850 = { tarif: said(1, { atMs: at('2026-05-04T08:50Z') }) };
    assert.equal(look(at('2026-05-04T08:50:01Z'), said850), 'evu 2026-05-04T08:40:00.000Z -');
    assert.equal(
      look(at('2026-05-04T08:55Z'), { tarif: said(1, { timedOut: true }) }),
      'spot 2026-05-04T08:55:00.000Z 2026-05-04T09:00:00.000Z',
    );
    assert.equal(look(at('2026-05-04T09:00Z')), 'spot 2026-05-04T09:00:00.000Z 2026-05-04T10:00:00.000Z');
    assert.equal(look(at('2026-05-04T10:30Z')), 'night 2026-05-04T10:00:00.000Z 2026-05-04T20:00:00.000Z');
  });

  it('keeps since when over a new site document and a recording', () => {
    const prices = pricesOf([night]);
    prices.look({ variables: () => undefined, known: [], wallMs: monday });
    const again = pricesOf([night], prices);
    again.look({ variables: () => undefined, known: [], wallMs: monday + 1000 });
    assert.equal(again.now?.sinceMs, prices.now?.sinceMs);
  });
});

describe('the prices ahead', () => {
  it('lay the tariffs over each other in their order', () => {
    const prices = pricesOf([dayAhead, night]);
    prices.look({ variables: () => undefined, known: [spot], wallMs: monday });
    const spans = prices.ahead().slice(0, 4);
    assert.deepEqual(
      spans.map(({ fromMs, ct, tariff }) => [iso(fromMs), ct, tariff]),
      [
        ['2026-05-04T08:00:00.000Z', 11, 'spot'],
        ['2026-05-04T09:00:00.000Z', -2, 'spot'],
        ['2026-05-04T10:00:00.000Z', 30, 'night'],
        ['2026-05-04T20:00:00.000Z', 20, 'night'],
      ],
    );
  });

  it('know a variable for this quarter hour only, where others say more', () => {
    const prices = pricesOf([tarif, dayAhead]);
    prices.look({ variables: variablesOf({ tarif: said(1) }), known: [spot], wallMs: monday });
    assert.deepEqual(
      prices.ahead().map(({ fromMs, ct, assumed = false }) => [iso(fromMs), ct, assumed]),
      [
        ['2026-05-04T08:30:00.000Z', 16, false],
        ['2026-05-04T08:45:00.000Z', 11, false],
        ['2026-05-04T09:00:00.000Z', -2, false],
        ['2026-05-04T10:00:00.000Z', 16, true],
      ],
    );
  });

  it('never tell a tariff that stands behind one with a fallback', () => {
    const prices = pricesOf([{ ...tarif, fallbackCt: 35 }, night]);
    const look = (variables: Record<string, TariffVariable>) => {
      prices.look({ variables: variablesOf(variables), known: [], wallMs: monday });
      return prices.ahead().map(({ tariff, ct, assumed = false }) => `${tariff} ${ct} ${assumed}`);
    };
    assert.deepEqual(look({ tarif: said(1) }), ['evu 16 false', 'evu 16 true']);
    assert.deepEqual(look({}), ['evu 35 true']);
  });

  it('leave out what is over, to the minute', () => {
    const rows = [
      { from: '10:00', to: '10:35', ct: 1 },
      { from: '10:40', to: '11:00', ct: 2 },
    ];
    const prices = pricesOf([{ id: 't', kind: 'table', prices: rows }]);
    const first = (wallMs: number) => {
      prices.look({ variables: () => undefined, known: [], wallMs });
      return prices.ahead()[0]?.ct;
    };
    assert.deepEqual([first(monday), first(monday + 5 * 60_000), first(monday + 10 * 60_000)], [1, 2, 2]);
    const { length } = prices.ahead();
    first(monday + 30 * 60_000);
    assert.equal(prices.ahead().length, length - 1);
  });

  it('are the same list as long as nothing changes', () => {
    const prices = pricesOf([tarif, night]);
    const look = (wallMs: number, value: number) => {
      prices.look({ variables: variablesOf({ tarif: said(value) }), known: [], wallMs });
      return prices.ahead();
    };
    const first = look(monday, 1);
    assert.equal(look(monday + 1000, 1), first);
    assert.notEqual(look(monday + 2000, 0), first);
  });
});
