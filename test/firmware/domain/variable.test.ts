import assert from 'node:assert/strict';
import { parseNumber, variableNameFault } from '../../../firmware/domain/variable.ts';

describe('names of variables', () => {
  for (const name of ['AVAIL', 'tarif', 'a', 'PWR_1', 'E', 'M', 'E1x', 'a'.repeat(32)]) {
    it(`takes ${name}`, () => assert.equal(variableNameFault(name), undefined));
  }
  for (const name of [
    '',
    'a b',
    'a'.repeat(33),
    '1a',
    '_dt',
    '__proto__',
    'min',
    'Date',
    'CM',
    'E1',
    'm12',
    'V3',
    'a.b',
    'ä',
  ]) {
    it(`refuses "${name}"`, () => assert.ok(variableNameFault(name)));
  }
});

describe('numbers of variables', () => {
  for (const [text, value] of [
    ['40', 40],
    ['-1.5', -1.5],
    ['.5', 0.5],
    ['5.', 5],
    ['1e3', 1000],
    ['1E-2', 0.01],
    ['-0', -0],
  ] as const) {
    it(`reads ${text}`, () => assert.equal(parseNumber(text), value));
  }
  for (const text of [
    '',
    'abc',
    'NaN',
    'Infinity',
    '1e999',
    '0x10',
    '1,5',
    ' 1',
    '1 ',
    '+1',
    '--1',
    '1e',
    '.',
    '1_000',
  ]) {
    it(`refuses "${text}"`, () => assert.equal(parseNumber(text), undefined));
  }
});
