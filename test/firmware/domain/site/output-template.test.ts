import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isFormulated, parseTemplate, rendered, sentValue } from '../../../../firmware/domain/site/output-template.ts';

const piecesOf = (text: string) => {
  const result = parseTemplate(text);
  assert.ok(result.ok, text);
  return result.pieces;
};

describe('the template of an output', () => {
  const texts: [text: string, formulas: string[], values: number[], rendered: string][] = [
    ['/off', [], [], '/off'],
    ['/set?cur=${E1.offered}', ['E1.offered'], [16_000], '/set?cur=16000'],
    ['/relay/${if CM.heat > 0`on`off}', ['CM.heat > 0'], [1], '/relay/on'],
    ['/relay/${if CM.heat > 0`on`off}', ['CM.heat > 0'], [0], '/relay/off'],
    ['/a${if  x`1`}b', [' x'], [0], '/ab'],
    ['{"on":${a ? 1 : 0},"w":${b}}', ['a ? 1 : 0', 'b'], [1, -2.5], '{"on":1,"w":-2.5}'],
    ['${if x`{"on":true}`{"on":false}`}', ['x'], [0], '{"on":false}'],
    ['${if x`{"on":true}`{"on":false}`}!', ['x'], [-1], '{"on":true}!'],
    ['$5 and $$', [], [], '$5 and $$'],
    ['${a}${b}', ['a', 'b'], [1, 2], '12'],
    ['${iffy}', ['iffy'], [3], '3'],
  ];
  for (const [text, formulas, values, expected] of texts)
    it(`${text} with ${values.join(', ')} is ${expected}`, () => {
      const pieces = piecesOf(text);
      assert.deepEqual(
        pieces.filter(isFormulated).map(({ formula }) => formula),
        formulas,
      );
      for (const { formula, at } of pieces.filter(isFormulated))
        assert.equal(text.slice(at, at + formula.length), formula);
      assert.equal(rendered(pieces, values), expected);
    });

  const broken: [text: string, from: number][] = [
    ['/a${', 2],
    ['${x', 0],
    ['ab${if x`a', 2],
    ['${if x`a`b', 0],
    ['${x`y}', 0],
  ];
  for (const [text, from] of broken)
    it(`${text} is refused at its place`, () => {
      const result = parseTemplate(text);
      assert.ok(!result.ok);
      assert.deepEqual([result.fault.from, result.fault.to], [from, from + 2]);
    });

  it('sends values to the millionth, and no minus zero', () => {
    assert.deepEqual([sentValue(0.1 + 0.2), sentValue(1e-9), Object.is(sentValue(-1e-9), 0)], [0.3, 0, true]);
  });

  it('is text as it stands, or pieces that make up the whole of it', () => {
    const part = fc.constantFrom('${', '}', '`', 'if ', 'x', '$', ' ', '{', '/');
    fc.assert(
      fc.property(fc.array(part, { maxLength: 20 }), (parts) => {
        const text = parts.join('');
        const result = parseTemplate(text);
        if (!result.ok) {
          assert.ok(result.fault.from >= 0 && result.fault.to <= text.length);
          return;
        }
        if (!text.includes('${')) assert.equal(rendered(result.pieces, []), text);
        const letters = result.pieces.reduce(
          (sum, p) => sum + (p.kind === 'text' ? p.text.length : p.formula.length),
          0,
        );
        assert.ok(letters <= text.length);
      }),
      { numRuns: 2000 },
    );
  });
});
