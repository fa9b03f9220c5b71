import assert from 'node:assert/strict';
import { resultOf } from './support.ts';

describe('a formula has no value rather than a wrong one', () => {
  const none: readonly string[] = [
    'X',
    'X + 1',
    '-X',
    '!X',
    'X * 0',
    'X ^ 0',
    '1 ^ X',
    'min(X, 5)',
    'max(5, X)',
    'clamp(5, X, 9)',
    'clamp(5, 1, X)',
    'X == X',
    'X != 1',
    'X < 1',
    '0 || X',
    '1 && X',
    'X || 1',
    'X && 0',
    'X ? 1 : 2',
    '1 ? X : 2',
    'X & 1',
    '1 / 0',
    '0 / 0',
    'min(5, 1 / 0)',
    '1 / (1 / 0)',
    '5 % 0',
    '1e308 * 10',
    '1e308 + 1e308',
    '10 ^ 400',
    '0 ^ -1',
    'sqrt(-1)',
    '(-8) ^ (1 / 3)',
    'clamp(5, 9, 1)',
    '(1 / 0) > 5',
  ];
  for (const text of none) it(`${text}`, () => assert.equal(resultOf(text), undefined));

  const some: readonly (readonly [string, number])[] = [
    ['1 ? 2 : X', 2],
    ['0 ? X : 3', 3],
    ['1 || X', 1],
    ['5 || X', 1],
    ['0 && X', 0],
    ['exists(X)', 0],
    ['exists(X) ? X : 7', 7],
    ['exists(KNOWN) ? KNOWN : 7', 3],
  ];
  for (const [text, value] of some)
    it(`what is not looked at does not count: ${text} is ${value}`, () => {
      assert.equal(resultOf(text, { 'CM.known': 3 }), value);
    });

  it('an infinite input is no value either', () => {
    assert.equal(resultOf('X', { 'CM.x': Number.POSITIVE_INFINITY }), undefined);
    assert.equal(resultOf('exists(X)', { 'CM.x': Number.NEGATIVE_INFINITY }), 0);
  });

  it('zero never has a sign', () => {
    assert.ok(Object.is(resultOf('0 * -1'), 0));
    assert.ok(Object.is(resultOf('round(-0.2)'), 0));
  });
});

describe('operators and functions', () => {
  const table: readonly (readonly [string, number])[] = [
    ['7 % 4', 3],
    ['-7 % 4', -3],
    ['7.5 % 2', 1.5],
    ['12 & 10', 8],
    ['12 | 10', 14],
    ['6.9 & 3.9', 2],
    ['4294967295 & 4294967295', 4294967295],
    ['!0', 1],
    ['!0.5', 0],
    ['2 && 3', 1],
    ['0 || 0', 0],
    ['3 <= 3', 1],
    ['3 >= 4', 0],
    ['abs(-2)', 2],
    ['round(2.5)', 3],
    ['round(-2.5)', -3],
    ['round(0.49999999999999994)', 0],
    ['round(10 * 1.26) / 10', 1.3],
    ['sqrt(16)', 4],
    ['clamp(5, 6, 16)', 6],
    ['clamp(20, 6, 16)', 16],
    ['clamp(9, 6, 16)', 9],
    ['max(3)', 3],
    ['MAX(1, Min(5, 4), 2)', 4],
  ];
  for (const [text, value] of table) it(`${text} is ${value}`, () => assert.equal(resultOf(text), value));

  it('bits outside 0 to 4294967295 have no value', () => {
    assert.equal(resultOf('4294967296 & 1'), undefined);
    assert.equal(resultOf('-1 | 1'), undefined);
    assert.equal(resultOf('1 | 1e300'), undefined);
  });

  it('the operator’s own example: 55000 W at 40 percent are 22000 W', () => {
    assert.equal(resultOf('55000*AVAIL/100', { 'CM.avail': 40 }), 22000);
  });
});
