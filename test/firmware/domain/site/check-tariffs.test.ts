import assert from 'node:assert/strict';
import { readSite } from '../../../../firmware/domain/site/check.ts';
import { knowledge, smallSite } from './documents.ts';

const check = (tariffs: readonly object[]) => readSite({ ...smallSite(), tariffs }, knowledge);
const pathsOf = (...tariffs: readonly object[]): readonly string[] => {
  const result = check(tariffs);
  return result.ok ? [] : result.faults.map(({ path }) => path ?? '');
};

const variable = { id: 'v', kind: 'variable', variable: 'TARIF', prices: [{ value: 1, ct: 16 }] };
const table = { id: 't', kind: 'table', prices: [{ from: '22:00', to: '06:00', ct: 20 }, { ct: 30 }] };
const dayAhead = { id: 'd', kind: 'dayAhead', format: 'awattar', url: 'https://api.example/v1/marketdata' };

describe('tariffs of a site', () => {
  it('are taken, with their defaults', () => {
    const result = check([
      variable,
      table,
      dayAhead,
      { id: 'p', kind: 'variable', variable: 'PRICE', unit: 'EUR/MWh' },
    ]);
    assert.ok(result.ok);
    assert.deepEqual(result.site.tariffs[1]?.kind === 'table' && result.site.tariffs[1].prices[1], {
      ...{ from: '00:00', to: '24:00', days: ['mo', 'tu', 'we', 'th', 'fr', 'sa', 'su'], ct: 30 },
    });
    assert.deepEqual(result.site.tariffs[2], { ...dayAhead, markupCt: 0, markupPercent: 0, vatPercent: 0 });
  });

  const refused: readonly (readonly [string, object, string])[] = [
    ['an unknown kind', { ...table, kind: 'weather' }, 'tariffs[0].kind'],
    ['a key of another kind', { ...table, url: 'https://a.example/' }, 'tariffs[0].url'],
    ['a key that nobody knows', { ...variable, price: 3 }, 'tariffs[0].price'],
    ['an id that begins with _', { ...table, id: '_set_price' }, 'tariffs[0].id'],
    ['a variable that can be none', { ...variable, variable: 'M1' }, 'tariffs[0].variable'],
    ['a built-in variable', { ...variable, variable: '_price' }, 'tariffs[0].variable'],
    ['a value twice', { ...variable, prices: [...variable.prices, { value: 1, ct: 3 }] }, 'tariffs[0].prices[1].value'],
    ['a unit beside listed prices', { ...variable, unit: 'EUR/MWh' }, 'tariffs[0].unit'],
    ['no prices at all', { ...variable, prices: [] }, 'tariffs[0].prices'],
    ['a price beyond belief', { ...variable, prices: [{ value: 1, ct: 5000 }] }, 'tariffs[0].prices[0].ct'],
    ['a time that is none', { ...table, prices: [{ from: '25:00', ct: 1 }] }, 'tariffs[0].prices[0].from'],
    [
      'a day that begins at its end',
      { ...table, prices: [{ from: '24:00', to: '06:00', ct: 1 }] },
      'tariffs[0].prices[0].from',
    ],
    ['a row of no length', { ...table, prices: [{ from: '06:00', to: '06:00', ct: 1 }] }, 'tariffs[0].prices[0].to'],
    ['a month that is none', { ...table, prices: [{ months: [0], ct: 1 }] }, 'tariffs[0].prices[0].months[0]'],
    ['a format that nobody reads', { ...dayAhead, format: 'csv' }, 'tariffs[0].format'],
    ['a URL of another scheme', { ...dayAhead, url: 'ftp://api.example/' }, 'tariffs[0].url'],
    ['a URL with a password', { ...dayAhead, url: 'https://u:p@api.example/' }, 'tariffs[0].url'],
    ['a URL without a host', { ...dayAhead, url: 'https:///prices' }, 'tariffs[0].url'],
    ['a URL with a port that is none', { ...dayAhead, url: 'https://api.example:99999/' }, 'tariffs[0].url'],
  ];
  for (const [what, tariff, path] of refused)
    it(`refuse ${what}, with its path`, () => {
      assert.deepEqual(pathsOf(tariff), [path]);
    });

  it('are told apart by their id', () => {
    assert.deepEqual(pathsOf(table, { ...variable, id: 't' }), ['tariffs[1].id']);
  });
});
