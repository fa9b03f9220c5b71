import assert from 'node:assert/strict';
import type { SiteDocument } from '../../../firmware/api/shapes.ts';
import { csvOf } from '../../../web/part/csv.ts';
import { numberOf, textOf } from '../../../web/part/number-text.ts';
import { changedParts } from '../../../web/site/changed-parts.ts';

describe('a table as CSV', () => {
  const columns = [
    { id: 'a', head: 'Name', cell: () => null, plain: (row: { a: string; b: number | null }) => row.a },
    { id: 'b', head: 'kWh, all', cell: () => null, plain: (row: { a: string; b: number | null }) => row.b },
    { id: 'c', head: 'Buttons', cell: () => null },
  ];

  it('quotes what needs it, leaves no value empty, and hides formulas from spreadsheets', () => {
    const rows = [
      { a: 'Bay "left", 2', b: 1.5 },
      { a: '=1+1', b: null },
    ];
    assert.equal(csvOf(columns, rows), `Name,"kWh, all"\r\n"Bay ""left"", 2",1.5\r\n'=1+1,\r\n`);
  });
});

describe('a number that a person types', () => {
  const table: [string, number | undefined][] = [
    ['16', 16],
    ['16,5', 16.5],
    [' 16.5 ', 16.5],
    ['-3', -3],
    [',5', 0.5],
    ['', undefined],
    ['1.000,5', undefined],
    ['16 A', undefined],
    ['1e3', undefined],
  ];
  for (const [text, value] of table) it(`"${text}" is ${value}`, () => assert.equal(numberOf(text), value));

  it('is shown again as the language writes it', () => {
    assert.equal(textOf(1234.5, 'de'), '1234,5');
    assert.equal(textOf(1234.5, 'en'), '1234.5');
    assert.equal(textOf(undefined, 'en'), '');
  });
});

describe('what differs between two versions of a site', () => {
  const site: SiteDocument = {
    name: 'a',
    timezone: 'Europe/Berlin',
    circuits: [
      { id: 'house', fuseA: 40 },
      { id: 'garage', parent: 'house', fuseA: 32 },
    ],
    devices: [{ id: 'E1', definition: 'keba-p30', address: '10.0.0.20:502' }],
  };

  it('is named by key and id', () => {
    const other: SiteDocument = {
      ...site,
      mode: 'observe',
      circuits: [
        { id: 'house', fuseA: 40 },
        { id: 'garage', parent: 'house', fuseA: 25 },
      ],
      devices: [],
    };
    assert.deepEqual(changedParts(site, other), ['circuits.garage', 'devices.E1', 'mode']);
  });

  it('is nothing for the same, and the list for another order', () => {
    assert.deepEqual(changedParts(site, structuredClone(site)), []);
    assert.deepEqual(changedParts(site, { ...site, circuits: [...site.circuits].reverse() }), ['circuits']);
  });
});
