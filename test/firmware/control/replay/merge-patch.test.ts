import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { difference, merge } from '../../../../firmware/control/replay/merge-patch.ts';

/** JSON without null, which a patch uses for "gone". */
const documents = fc
  .letrec((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      fc.integer(),
      fc.boolean(),
      fc.string({ maxLength: 3 }),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom('a', 'b', 'c', '__proto__'), tie('value'), { maxKeys: 3 }),
    ),
  }))
  .value.map((value) => JSON.parse(JSON.stringify(value)));

describe('a merge patch', () => {
  it('makes the one document out of the other, and nothing is told of what stays', () => {
    fc.assert(
      fc.property(documents, documents, (before, after) => {
        const patch = difference(before, after);
        const same = JSON.stringify(before) === JSON.stringify(after);
        if (same) assert.equal(patch, undefined);
        assert.deepEqual(patch === undefined ? before : merge(before, patch), after);
      }),
    );
  });

  it('names only the members that changed', () => {
    assert.deepEqual(difference({ a: 1, b: { c: 2, d: 3 }, e: 4 }, { a: 1, b: { c: 2, d: 5 } }), {
      e: null,
      b: { d: 5 },
    });
  });

  it('leaves the prototypes of objects alone', () => {
    const merged = merge({}, JSON.parse('{"__proto__":{"polluted":1}}'));
    assert.equal(Object.getPrototypeOf(merged), Object.prototype);
    assert.equal((merged as { polluted?: number }).polluted, undefined);
  });
});
