import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseLooseJson } from '../../../../drivers/definitions/import/loose-json.ts';
import { NetwachtError } from '../../../../firmware/domain/errors.ts';

describe('JSON as the original writes it', () => {
  it('may have comments and hexadecimal numbers', () => {
    const text = '// head\n{ "a": 0x1F, // thirty-one\n "b": [0XFF, 10], "url": "http://x//y", "c": "0x10" }\n// end';
    assert.deepEqual(parseLooseJson(text), { a: 31, b: [255, 10], url: 'http://x//y', c: '0x10' });
  });

  it('says in which line it cannot be read, where that is known', () => {
    assert.throws(() => parseLooseJson('{\n"a": 1 // one\n"b": 2\n}'), /line 3/);
  });

  const bad: [string, string][] = [
    ['an open string', '{"a'],
    ['a hexadecimal number of nothing', '{"a":0x}'],
    ['a comment of C', '{"a":1 /* x */}'],
    ['too many levels', '['.repeat(20) + ']'.repeat(20)],
    ['too many characters', `"${'x'.repeat(300_000)}"`],
    ['nothing', ''],
  ];
  for (const [what, text] of bad)
    it(`is refused with ${what}`, () => {
      assert.throws(
        () => parseLooseJson(text),
        (error: unknown) => error instanceof NetwachtError && error.code === 'badFile',
      );
    });

  it('means what JSON means where it is JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        assert.deepEqual(parseLooseJson(JSON.stringify(value, null, 1)), JSON.parse(JSON.stringify(value)));
      }),
      { numRuns: 1_000 },
    );
  });
});
