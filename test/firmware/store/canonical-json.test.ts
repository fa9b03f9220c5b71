import assert from 'node:assert/strict';
import fc from 'fast-check';
import { canonicalJson, etagOf } from '../../../firmware/store/canonical-json.ts';

describe('canonical JSON', () => {
  const cases: readonly (readonly [unknown, string])[] = [
    [{ b: 1, a: [2, { d: null, c: 'x"' }] }, '{"a":[2,{"c":"x\\"","d":null}],"b":1}'],
    [{ a: undefined, b: 1 }, '{"b":1}'],
    [[undefined, Number.NaN], '[null,null]'],
    ['é', '"é"'],
    [JSON.parse('{"__proto__":{"b":1},"a":2}'), '{"__proto__":{"b":1},"a":2}'],
  ];
  for (const [value, text] of cases) it(`of ${text} is that`, () => assert.equal(canonicalJson(value), text));

  it('means the same document, and does not depend on the order of its keys', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value);
        assert.deepEqual(JSON.parse(text), JSON.parse(JSON.stringify(value)));
        assert.equal(canonicalJson(reversed(value)), text);
        assert.match(etagOf(value), /^[0-9a-f]{16}$/);
      }),
    );
  });
});

/** The same document with the keys of every object the other way round. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries<unknown>({ ...value }).reverse();
  return Object.fromEntries(entries.map(([key, member]) => [key, reversed(member)]));
}
