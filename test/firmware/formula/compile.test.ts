import assert from 'node:assert/strict';
import fc from 'fast-check';
import { compile, maxFormulaLength } from '../../../firmware/formula/compile.ts';
import { faultOf, formulaOf } from './support.ts';

describe('a formula that is wrong', () => {
  const table: readonly (readonly [text: string, code: string, marked: string, from: number])[] = [
    ['', 'empty', '', 0],
    ['  \n', 'empty', '', 3],
    ['55000**AVAIL', 'unexpected', '*', 6],
    ['55000 * ', 'incomplete', '', 8],
    ['min(1, 2', 'incomplete', '(', 3],
    ['(1 + 2', 'incomplete', '(', 0],
    ['1 + 2)', 'unexpected', ')', 5],
    ['AVAIL ? 1', 'incomplete', '?', 6],
    ['(AVAIL ? 1)', 'unexpected', ')', 10],
    ['1 : 2', 'unexpected', ':', 2],
    ['1,5 * AVAIL', 'unexpected', ',', 1],
    ['1 2', 'unexpected', '2', 2],
    ['+5', 'unexpected', '+', 0],
    ['5A', 'badNumber', '5A', 0],
    ['1 + 0x10', 'badNumber', '0x10', 4],
    ['1e999', 'badNumber', '1e999', 0],
    ['1.2.3', 'unexpected', '.3', 3],
    ['AVAIL = 40', 'badCharacter', '=', 6],
    ['AVAIL * 5 €', 'badCharacter', '€', 10],
    ['1 + 😀', 'badCharacter', '😀', 4],
    ['1; 2', 'badCharacter', ';', 1],
    ['"a"', 'badCharacter', '"', 0],
    ['M1. power_w', 'badName', 'M1.', 0],
    ['2 * foo(1)', 'unknownFunction', 'foo', 4],
    ['CM.min(1)', 'unknownFunction', 'CM.min', 0],
    ['clamp(1, 2)', 'arguments', 'clamp(1, 2)', 0],
    ['1 + min()', 'arguments', 'min()', 4],
    ['abs(1, 2)', 'arguments', 'abs(1, 2)', 0],
    ['exists(1)', 'unexpected', '1', 7],
    ['exists(AVAIL + 1)', 'unexpected', '+', 13],
    ['16000 - M1.watts', 'unknownName', 'M1.watts', 8],
    ['2 * min', 'unknownName', 'min', 4],
    ['CM._price <= min_price()', 'arguments', 'min_price()', 13],
    ['param(3) + max_price_secs(1, 2)', 'arguments', 'max_price_secs(1, 2)', 11],
    ['param(3 + 1)', 'unexpected', '+', 8],
    ['param(M1.power_w)', 'unexpected', 'M1.power_w', 6],
    ['param(3.5)', 'unexpected', '3.5', 6],
    ['param(3) +', 'incomplete', '', 10],
  ];
  for (const [text, code, marked, from] of table)
    it(`${JSON.stringify(text)} is refused as ${code} at ${JSON.stringify(marked)}`, () => {
      const fault = faultOf(text);
      assert.equal(fault.code, code);
      assert.equal(text.slice(fault.from, fault.to), marked);
      assert.equal(fault.from, from);
      assert.ok(fault.message.length > 10);
    });

  it(`one of ${maxFormulaLength} characters is read, one more is refused`, () => {
    const longest = `1${' '.repeat(maxFormulaLength - 1)}`;
    assert.ok(compile(longest).ok);
    const fault = faultOf(`${longest} `);
    assert.deepEqual([fault.code, fault.from, fault.to], ['tooLong', maxFormulaLength, maxFormulaLength + 1]);
  });
});

describe('the names a formula reads', () => {
  it('are listed once each, in one spelling, in the order of the text', () => {
    assert.deepEqual(formulaOf('min(16000, AVAIL * cm.Avail, e1.power_w) + CM.AVAIL - M3.Current + date.hour').names, [
      'CM.avail',
      'E1.power_w',
      'M3.current',
      'date.hour',
    ]);
  });

  it('include those of a branch that is not taken and of exists', () => {
    assert.deepEqual(formulaOf('1 ? A : exists(B)').names, ['CM.a', 'CM.b']);
  });
});

describe('S27: a formula can do nothing but compute', () => {
  it('words of JavaScript are plain variable names, or nothing at all', () => {
    for (const word of ['constructor', 'toString', 'hasOwnProperty', 'valueOf', 'globalThis', 'process', 'eval']) {
      const formula = formulaOf(`${word} + 1`);
      assert.deepEqual(formula.names, [`CM.${word.toLowerCase()}`]);
      assert.equal(formula.evaluate(Float64Array.of(Number.NaN)), undefined);
      assert.equal(faultOf(`${word}(1)`).code, 'unknownFunction');
      for (const prefix of ['M1', 'date', 'GM', 'PB', 'GM.surplus'])
        assert.equal(faultOf(`${prefix}.${word}`).code, 'unknownName');
    }
    for (const text of ['__proto__', 'CM.__proto__', 'M1.__proto__', 'constructor.constructor', 'GM.__proto__.power_w'])
      assert.equal(faultOf(text).code, 'unknownName');
  });

  const words = fc.constantFrom(
    ...'( ) , ? : + - * / % ^ & | ! && || == != < <= > >= . 1 0 2.5 1e308 1e-300 AVAIL M1.power_w date.hour min max'.split(
      ' ',
    ),
    ...'exists clamp sqrt round abs param __proto__ constructor CM GM.surplus.current e E1. 0x = ; "'.split(' '),
  );
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.string({ unit: 'grapheme', maxLength: 60 }),
    fc.array(words, { maxLength: 40 }).map((list) => list.join('')),
    fc.array(words, { maxLength: 40 }).map((list) => list.join(' ')),
    fc.tuple(words, fc.integer({ min: 0, max: 600 })).map(([word, count]) => word.repeat(count)),
  );

  it('no text makes it throw; what compiles gives a finite number or none; a fault lies inside the text', () => {
    fc.assert(
      fc.property(text, fc.array(fc.double(), { maxLength: 40 }), (formulaText, values) => {
        const result = compile(formulaText);
        if (result.ok) {
          const value = result.formula.evaluate(Float64Array.from(values));
          assert.ok(value === undefined || Number.isFinite(value));
        } else {
          const { from, to } = result.fault;
          assert.ok(0 <= from && from <= to && to <= formulaText.length, `${from}..${to}`);
        }
      }),
      { numRuns: 3000 },
    );
  });
});
