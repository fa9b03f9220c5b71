import assert from 'node:assert/strict';
import fc from 'fast-check';
import { rulesBack } from '../../../../firmware/api/cnf/rule-back.ts';
import { ruleShape } from '../../../../firmware/api/cnf/rule-shape.ts';
import { NetwachtError } from '../../../../firmware/domain/errors.ts';
import { rule } from '../../../../firmware/domain/site/rules.ts';

const raw = [
  {
    id: 'sun',
    name: 'Sun',
    if: { kind: 'surplus', atLeastW: 1400 },
    then: { kind: 'share', of: 'surplus' },
    surplus: true,
  },
  { id: 'night', if: { kind: 'time', from: '22:00', to: '06:00' }, then: { kind: 'set', valueA: 16 }, finish: true },
  { id: 'not', not: true, if: { kind: 'formula', formula: 'TARIF' }, then: { kind: 'set', formula: 'max_current' } },
];
const before = { raw, rules: raw.map((each) => rule.parse(each)) };
const shown = () => before.rules.map((each, index) => ({ ...ruleShape(each, index) }));
const fresh = { cmt: 'new', days: 127, udur: 0, flags: 16, ena: true, id: 0, time: 0, dur: 1440 };

describe('rules that come back', () => {
  it('stay as the document has them when they are as they were shown, in any order', () => {
    const [sun, night, not] = shown();
    assert.deepEqual(rulesBack([not, sun, night], before), [raw[2], raw[0], raw[1]]);
    assert.deepEqual(rulesBack([], before), []);
  });

  it('change what was changed and keep the rest, also what the original cannot say', () => {
    const [sun] = shown();
    const [changed] = rulesBack([{ ...sun, ena: false, days: 3, udur: 60 }], before) as [Record<string, unknown>];
    assert.equal(rule.safeParse(changed).success, true);
    assert.deepEqual(
      [changed.id, changed.enabled, changed.days, changed.holdS, changed.surplus],
      ['sun', false, ['mo', 'tu'], 60, true],
    );
    assert.deepEqual(changed.if, { kind: 'surplus', atLeastW: 1400 });
  });

  for (const [given, condition, action] of [
    [{ ctype: 0, atype: 0, aexpr: 6000 }, { kind: 'always' }, { kind: 'set', valueA: 6 }],
    [
      { ctype: 0, atype: 0, aexpr: '8000.0', time: 1380, dur: 120 },
      { kind: 'time', from: '23:00', to: '01:00' },
      { kind: 'set', valueA: 8 },
    ],
    [
      { ctype: 50, cexpr: 'soc > 80', atype: 0, aexpr: 'max(1.2*surplus_pcur, 6000)' },
      { kind: 'formula', formula: 'soc > 80' },
      { kind: 'set', formula: 'max(1.2*surplus_pcur, 6000)' },
    ],
    [{ ctype: 0, atype: 10, aexpr: 1.2 }, { kind: 'always' }, { kind: 'share', of: 'surplus', factor: 1.2 }],
    [{ ctype: 0, atype: 3, aexpr: 'X = 1 + 2' }, { kind: 'always' }, { kind: 'variable', name: 'X', formula: '1 + 2' }],
    [
      { ctype: 0, atype: 8, aexpr: 'X = 30' },
      { kind: 'always' },
      { kind: 'trigger', name: 'X', seconds: 30, retrigger: true },
    ],
    [{ ctype: 0, atype: 1 }, { kind: 'always' }, { kind: 'and' }],
  ] as const)
    it(`reads ${JSON.stringify(given)}`, () => {
      const [back] = rulesBack([{ ...fresh, ...given }], before) as [Record<string, unknown>];
      assert.deepEqual([back.if, back.then], [condition, action]);
      assert.equal(rule.safeParse(back).success, true);
      assert.equal(
        raw.some(({ id }) => id === back.id),
        false,
      );
    });

  for (const given of [
    { ctype: 51, cexpr: 'x', atype: 0, aexpr: 1 },
    { ctype: 0, atype: 99 },
    { ctype: 0, atype: 0, aexpr: -1 },
    { ctype: 0, atype: 0, aexpr: 6000, flags: 20 },
    { ctype: 0, atype: 0, aexpr: 6000, dur: 0 },
    { ctype: 50, cexpr: 'x', atype: 0, aexpr: 1, time: 60, dur: 60 },
    { ctype: 0, atype: 3, aexpr: 'no name' },
    'rule',
  ])
    it(`refuses ${JSON.stringify(given)} with its place`, () =>
      assert.throws(
        () => rulesBack([typeof given === 'string' ? given : { ...fresh, ...given }], before),
        (error) => error instanceof NetwachtError && error.path === 'crule_set.rule_set[""][0]',
      ));

  it('are rules of the document or refused, whatever comes', () => {
    const keys = fc.constantFrom(
      'cmt',
      'days',
      'ctype',
      'cexpr',
      'atype',
      'aexpr',
      'time',
      'dur',
      'udur',
      'flags',
      'ena',
      'id',
    );
    fc.assert(
      fc.property(fc.array(fc.dictionary(keys, fc.oneof(fc.nat(200), fc.jsonValue()))), (given) => {
        try {
          assert.equal(rulesBack(given, before).length, given.length);
        } catch (error) {
          if (!(error instanceof NetwachtError)) throw error;
        }
      }),
    );
  });
});
