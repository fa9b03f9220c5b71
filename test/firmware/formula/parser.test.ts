import assert from 'node:assert/strict';
import { maxDepth } from '../../../firmware/formula/parser.ts';
import { faultOf, resultOf } from './support.ts';

describe('the order in which a formula is read', () => {
  const table: readonly (readonly [formula: string, sameAs: string, value: number])[] = [
    ['2 + 3 * 4', '2 + (3 * 4)', 14],
    ['20 - 8 - 2', '(20 - 8) - 2', 10],
    ['24 / 4 / 2', '(24 / 4) / 2', 3],
    ['7 % 4 * 2', '(7 % 4) * 2', 6],
    ['2 * 3 ^ 2', '2 * (3 ^ 2)', 18],
    ['2 ^ 3 ^ 2', '2 ^ (3 ^ 2)', 512],
    ['-2 ^ 2', '-(2 ^ 2)', -4],
    ['2 ^ -1', '2 ^ (-1)', 0.5],
    ['2 ^ -1 * 4', '(2 ^ (-1)) * 4', 2],
    ['-3 * -2', '(-3) * (-2)', 6],
    ['- - 3', '-(-3)', 3],
    ['!0 + 1', '(!0) + 1', 2],
    ['!2 == 0', '(!2) == 0', 1],
    ['1 + 2 < 4', '(1 + 2) < 4', 1],
    ['3 > 2 == 1', '(3 > 2) == 1', 1],
    ['1 == 3 > 2', '1 == (3 > 2)', 1],
    ['6 & 3 == 3', '6 & (3 == 3)', 0],
    ['4 | 6 & 3', '4 | (6 & 3)', 6],
    ['0 && 1 | 1', '0 && (1 | 1)', 0],
    ['1 || 0 && 0', '1 || (0 && 0)', 1],
    ['0 || 1 ? 5 : 6', '(0 || 1) ? 5 : 6', 5],
    ['0 ? 1 : 0 ? 2 : 3', '0 ? 1 : (0 ? 2 : 3)', 3],
    ['1 ? 0 ? 7 : 8 : 9', '1 ? (0 ? 7 : 8) : 9', 8],
    ['1 ? 2 : 3 + 4', '1 ? 2 : (3 + 4)', 2],
    ['(1 ? 2 : 3) + 4', '(1 ? 2 : 3) + 4', 6],
    ['min(8, 3, 5) + max(1, 2)', '(min(8, 3, 5)) + (max(1, 2))', 5],
  ];
  for (const [formula, sameAs, value] of table)
    it(`${formula} is ${sameAs}`, () => {
      assert.equal(resultOf(formula), value);
      assert.equal(resultOf(sameAs), value);
    });

  it('numbers may begin or end with the point and have an exponent', () => {
    assert.equal(resultOf('.5 + 2. + 1.5e3 + 2E-1'), 1502.7);
  });

  it('line ends and spaces mean nothing between words', () => {
    assert.equal(resultOf(' 55000\r\n\t* 40\u00a0/100 '), 22000);
  });
});

describe('how deep a formula may be nested', () => {
  const shapes: Readonly<Record<string, (levels: number) => string>> = {
    parentheses: (n) => `${'('.repeat(n)}1${')'.repeat(n)}`,
    functions: (n) => `${'abs('.repeat(n)}1${')'.repeat(n)}`,
    signs: (n) => `${'-'.repeat(n)}1`,
    negations: (n) => `${'!'.repeat(n)}1`,
    powers: (n) => `1${'^1'.repeat(n)}`,
    'choices to the right': (n) => `${'1?1:'.repeat(n)}1`,
    'choices in the middle': (n) => `${'1?'.repeat(n)}1${':1'.repeat(n)}`,
  };
  for (const [shape, text] of Object.entries(shapes))
    it(`${maxDepth} levels of ${shape} are read, one more is refused`, () => {
      assert.notEqual(resultOf(text(maxDepth)), undefined);
      const fault = faultOf(text(maxDepth + 1));
      assert.equal(fault.code, 'tooDeep');
      assert.ok(fault.from < fault.to);
    });

  it('a long sum is not deep', () => {
    assert.equal(resultOf(`1${'+1'.repeat(499)}`), 500);
  });
});
