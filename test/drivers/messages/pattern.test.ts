import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parsePattern } from '../../../drivers/messages/pattern.ts';
import { runPattern } from '../../../drivers/messages/pattern-run.ts';

function match(pattern: string, text: string): readonly (string | undefined)[] | undefined {
  const parsed = parsePattern(pattern);
  assert.ok(parsed.ok, `${pattern}: ${parsed.ok ? '' : parsed.message}`);
  return runPattern(parsed.program, text);
}

describe('Pattern of a definition', () => {
  const rows: [string, string, readonly string[] | undefined][] = [
    ['power=(\\d+)', 'x power=123 W', ['power=123', '123']],
    ['(-?\\d+(?:\\.\\d+)?) kWh', 'E 12.50 kWh', ['12.50 kWh', '12.50']],
    ['^a|b$', 'cb', ['b']],
    ['a+?', 'aaa', ['a']],
    ['<td>(.*?)</td>', '<td>1</td><td>2</td>', ['<td>1</td>', '1']],
    ['[^,]+,([0-9a-f]+)', 'x,1fz', ['x,1f', '1f']],
    ['a{2,3}', 'aaaa', ['aaa']],
    ['a{2}', 'a', undefined],
    ['\\.', 'a', undefined],
    ['.', '\n', undefined],
    ['', 'abc', ['']],
    ['[]a]+', 'x]a', [']a']],
  ];
  for (const [pattern, text, expected] of rows)
    it(`${pattern} in "${text.replace('\n', '\\n')}"`, () => {
      assert.deepEqual(match(pattern, text), expected);
    });

  for (const pattern of ['(', ')', 'a)', '*', 'a**', '[a', '[z-a]', '(?=a)', '\\b', '\\1', 'a{3,2}', '(a{99}){99}'])
    it(`refuses ${pattern}`, () => {
      assert.equal(parsePattern(pattern).ok, false);
    });

  it('takes no longer for a pattern that others choke on', () => {
    // In a backtracking engine each of these takes longer than the universe.
    for (const pattern of ['(a+)+b', '(a|a)*b', '(a*)*b', '^(a|aa)+$'])
      assert.equal(match(pattern, `${'a'.repeat(5_000)}c`), undefined);
  });

  it('gives up, without a match, where even so it would take too long', () => {
    assert.equal(match('(a?){90}b', `${'a'.repeat(16_000)}b`), undefined);
    assert.equal(match('(a?){90}b', `${'a'.repeat(200)}b`)?.[0]?.length, 91);
  });

  it('means what JavaScript means', () => {
    const atom = fc.constantFrom('a', 'b', '.', '\\d', '[ab1]', '[^a]', '(a|b)', '(?:ab|1)', '(a)', '^', '$');
    const sign = fc.constantFrom('', '', '?', '*', '+', '?' + '?', '*?', '+?', '{1,2}');
    const part = fc.tuple(atom, sign).map(([a, s]) => (a === '^' || a === '$' ? a : a + s));
    const pattern = fc.array(part, { maxLength: 5 }).map((parts) => parts.join(''));
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '1', '\n'), maxLength: 8 });
    fc.assert(
      fc.property(pattern, text, (source, given) => {
        const [whole] = new RegExp(source).exec(given) ?? [];
        assert.equal(match(source, given)?.[0], whole);
      }),
      { numRuns: 3_000 },
    );
  });

  it('never throws, whatever the pattern', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'a1()[]|?*+{},^$\\-d:') }), fc.string(), (source, text) => {
        const parsed = parsePattern(source);
        if (parsed.ok) runPattern(parsed.program, text);
      }),
      { numRuns: 2_000 },
    );
  });
});
