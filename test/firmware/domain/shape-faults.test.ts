import assert from 'node:assert/strict';
import { shapeFaults } from '../../../firmware/domain/shape-faults.ts';
import { limit } from '../../../firmware/domain/site/primitives.ts';
import { rule } from '../../../firmware/domain/site/rules.ts';

const always = { kind: 'always' };
const faultsOf = (document: object) =>
  shapeFaults(rule.safeParse({ id: 'a', if: always, then: { kind: 'and' }, ...document }).error?.issues ?? []).map(
    ({ path, message }) => [path.join('.'), message] as const,
  );

describe('what is wrong with a rule', () => {
  const cases: [string, object, string, RegExp][] = [
    ['an unknown key', { colour: 1 }, 'colour', /unknown key/],
    ['an unknown key of a condition', { if: { ...always, colour: 1 } }, 'if.colour', /unknown key/],
    ['an unknown key of an action', { then: { kind: 'and', colour: 1 } }, 'then.colour', /unknown key/],
    ['an unknown key of one of three', { then: { kind: 'set', valueA: 6, colour: 1 } }, 'then.colour', /unknown key/],
    ['a condition there is not', { if: { kind: 'never' } }, 'if.kind', /always/],
    ['an action there is not', { then: { kind: 'sett' } }, 'then.kind', /expected one of set, share, variable/],
    ['an action without its value', { then: { kind: 'set' } }, 'then', /missing: valueA, valueW, formula/],
    ['an action without its formula', { then: { kind: 'variable', name: 'A' } }, 'then.formula', /string/],
    ['a value that is too large', { then: { kind: 'set', valueA: 1e9 } }, 'then.valueA', /10000/],
    ['an action that is a number', { then: 5 }, 'then', /Invalid input/],
    ['no condition', { if: undefined }, 'if', /./],
  ];
  for (const [what, document, path, sentence] of cases)
    it(`is told with its place: ${what}`, () => {
      const [[where, message] = ['', ''], ...more] = faultsOf(document);
      assert.equal(where, path);
      assert.match(message, sentence);
      assert.deepEqual(more, []);
    });

  it('is told of a number that may also be a formula', () => {
    const read = limit.safeParse({ id: 'a', unit: 'A', value: -1 });
    const [fault] = shapeFaults(read.error?.issues ?? []);
    assert.deepEqual(fault?.path, ['value']);
    assert.match(fault?.message ?? '', />=0/);
  });
});
