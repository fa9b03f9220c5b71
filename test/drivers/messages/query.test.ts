import assert from 'node:assert/strict';
import fc from 'fast-check';
import { followQuery, parseQuery } from '../../../drivers/messages/query.ts';

const message = {
  a: { b: 7, 'em:0': { p: 1 }, 'x.y': 2 },
  list: [{ obis: '1.8.0', n: 3, value: 11 }, 5, { obis: '1.8.0', n: 4, value: 12 }],
};
const ask = (query: string, from: unknown = message): unknown => {
  const parsed = parseQuery(query);
  assert.ok(parsed.ok, query);
  return followQuery(parsed.steps, from);
};

describe('Query of a JSON text', () => {
  const rows: [string, unknown][] = [
    ['a.b', 7],
    ['a["b"]', 7],
    ['a["x.y"]', 2],
    ['a.em:0.p', 1],
    ['list[1]', 5],
    ['list[{"obis":"1.8.0"}].value', 11],
    ['list[{"obis":"1.8.0","n":4}].value', 12],
    ['list[{"obis":"2.8.0"}].value', undefined],
    ['list[9]', undefined],
    ['list.length', undefined],
    ['a[0]', undefined],
    ['a.b.c', undefined],
    ['a.toString', undefined],
    ['a.__proto__', undefined],
  ];
  for (const [query, expected] of rows)
    it(`${query} gives ${expected}`, () => {
      assert.equal(ask(query), expected);
    });

  it('begins with a bracket where the text is a list', () => {
    assert.equal(ask('[1].v', [{ v: 1 }, { v: 2 }]), 2);
  });

  const bad = ['', '.', 'a.', 'a..b', 'a[', 'a[x]', 'a[-1]', 'a["k]', 'a[{"k":{}}]', 'a[{}]', 'a]b', 'a[1]b', '.a'];
  for (const query of bad)
    it(`refuses "${query}"`, () => {
      assert.equal(parseQuery(query).ok, false);
    });

  it('takes a query of at most 16 steps', () => {
    assert.equal(parseQuery(Array(16).fill('a').join('.')).ok, true);
    assert.equal(parseQuery(Array(17).fill('a').join('.')).ok, false);
  });

  it('never throws, whatever the query and the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'ab[]{}".:0,\\1 ') }), fc.jsonValue(), (query, json) => {
        const parsed = parseQuery(query);
        if (parsed.ok) followQuery(parsed.steps, json);
      }),
      { numRuns: 2_000 },
    );
  });
});
