import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Rule } from '../../../firmware/api/shapes.ts';
import { rule } from '../../../firmware/domain/site/rules.ts';
import { askedSteps, stretchesOf, timesOf } from '../../../web/rules/attempt.ts';
import { fieldOf, ruleOf } from '../../../web/rules/draft-rule.ts';
import { added } from '../../../web/rules/examples.ts';
import { moved, put, walksOf } from '../../../web/rules/list-order.ts';
import { draftOf } from '../../../web/rules/rule-draft.ts';
import { freeId, leanRule, wholeRule } from '../../../web/rules/whole-rule.ts';

const number = (most: number) => fc.integer({ min: 0, max: most * 10 }).map((value) => value / 10);
const formula = fc.constantFrom('TARIF == 1', 'max(10000, lb_cur)', '16000 - M3.current');
const condition: fc.Arbitrary<Rule['if']> = fc.oneof(
  fc.constant({ kind: 'always' } as const),
  fc.record({ kind: fc.constant('formula' as const), formula }),
  fc.constant({ kind: 'time', from: '23:15', to: '06:00' } as const),
  fc.record({ kind: fc.constant('minutes' as const), from: formula, to: formula }),
  fc.record({ kind: fc.constantFrom('surplus', 'solar', 'import', 'export'), atLeastW: number(20_000) }),
  fc.record({ kind: fc.constant('price' as const), atMostCt: fc.integer({ min: -99, max: 99 }) }),
  fc.record({ kind: fc.constant('priceLevel' as const), atMost: fc.integer({ min: -6, max: -2 }) }),
  fc.record({ kind: fc.constant('soc' as const), atLeast: number(100) }),
  fc.record({ kind: fc.constant('soc' as const), atLeast: number(100), device: fc.constant('M5') }),
  fc.record({ kind: fc.constant('charging' as const), atLeast: fc.nat(20) }),
  fc.record({
    kind: fc.constant('input' as const),
    device: fc.constant('M1'),
    number: fc.integer({ min: 1, max: 32 }),
  }),
  fc.record({
    kind: fc.constant('eco' as const),
    durationMin: fc.integer({ min: 1, max: 2880 }),
    maxDelayMin: fc.nat(2880),
  }),
);
const action: fc.Arbitrary<Rule['then']> = fc.oneof(
  fc.record({ kind: fc.constant('set' as const), valueA: number(63) }),
  fc.record({ kind: fc.constant('set' as const), formula }),
  fc.record({
    kind: fc.constant('share' as const),
    of: fc.constantFrom('surplus', 'solar', 'import', 'export'),
    factor: fc.integer({ min: 0, max: 1000 }).map((percent) => percent / 100),
  }),
  fc.record({ kind: fc.constant('variable' as const), name: fc.constant('HEAT'), formula }),
  fc.record({
    kind: fc.constant('trigger' as const),
    name: fc.constant('BELL'),
    seconds: fc.nat(9999),
    retrigger: fc.boolean(),
  }),
  fc.constantFrom({ kind: 'and' } as const, { kind: 'or' } as const),
  fc.constant({ kind: 'goto', rule: 'last' } as const),
  fc.record({ kind: fc.constant('parameter' as const), name: fc.constant('amps'), formula }),
  fc.constant({ kind: 'ruleSet', id: 'night' } as const),
);
const rules: fc.Arbitrary<Rule> = fc
  .record({
    ...{ id: fc.constant('a'), name: fc.constantFrom(undefined, 'Cheap'), enabled: fc.boolean(), not: fc.boolean() },
    days: fc.subarray(['mo', 'tu', 'we', 'th', 'fr', 'sa', 'su'] as const),
    ...{ if: condition, then: action, holdS: fc.nat(3600), finish: fc.boolean(), surplus: fc.boolean() },
  })
  .map(({ name, ...given }) => rule.parse(name === undefined ? given : { ...given, name }));

describe('a rule in the fields of its form', () => {
  it('comes out as it went in, whatever it is, in a language with a decimal comma too', () => {
    fc.assert(
      fc.property(rules, fc.constantFrom('en', 'de'), (given, language) => {
        const found = ruleOf(draftOf(given, language, '16'), false);
        assert.deepEqual(found, { rule: given });
      }),
    );
  });

  it('keeps the watts of a battery', () => {
    const given = rule.parse({ id: 'a', if: { kind: 'always' }, then: { kind: 'set', valueW: -1 } });
    assert.deepEqual(ruleOf(draftOf(given, 'en', '3000'), true), { rule: given });
  });

  it('is saved without what is the default, and means the same', () => {
    fc.assert(fc.property(rules, (given) => assert.deepEqual(wholeRule(leanRule(given)), given)));
    assert.deepEqual(leanRule(rule.parse({ id: 'a', if: { kind: 'always' }, then: { kind: 'and' } })), {
      ...{ id: 'a', if: { kind: 'always' }, then: { kind: 'and' } },
    });
  });

  it('is missing something, or is too much, before the box is asked', () => {
    const draft = draftOf(rule.parse({ id: 'a', if: { kind: 'soc', atLeast: 5 }, then: { kind: 'and' } }), 'en', '16');
    const with_ = (text: Partial<typeof draft.text>) => ({ ...draft, text: { ...draft.text, ...text } });
    assert.deepEqual(ruleOf(with_({ soc: '' }), false), { faults: { soc: 'missing' } });
    assert.deepEqual(ruleOf(with_({ soc: 'x' }), false), { faults: { soc: 'number' } });
    assert.deepEqual(ruleOf(with_({ soc: '101' }), false), { faults: { soc: 'tooLarge' } });
    assert.deepEqual(ruleOf(with_({ soc: '-1' }), false), { faults: { soc: 'tooSmall' } });
    assert.deepEqual(ruleOf({ ...draft, condition: 'time', text: { ...draft.text, from: '7' } }, false), {
      faults: { from: 'time' },
    });
  });

  it('knows the field of every place that the box names', () => {
    const draft = draftOf(rule.parse({ id: 'a', if: { kind: 'soc', atLeast: 5 }, then: { kind: 'and' } }), 'en', '16');
    const places: readonly [Partial<typeof draft>, string, string | undefined][] = [
      [{ condition: 'formula' }, 'if.formula', 'ifFormula'],
      [{ condition: 'minutes' }, 'if.to', 'minutesTo'],
      [{ condition: 'time' }, 'if.to', 'to'],
      [{ condition: 'input' }, 'if.device', 'inputDevice'],
      [{ action: 'computed' }, 'then.formula', 'amountFormula'],
      [{ action: 'variable' }, 'then.formula', 'variableFormula'],
      [{ action: 'variable' }, 'then.name', 'variable'],
      [{ action: 'goto' }, 'then.rule', 'jump'],
      [{ action: 'fixed' }, 'then', 'amount'],
      [{}, 'holdS', 'holdS'],
      [{}, 'name', undefined],
    ];
    for (const [part, place, field] of places) assert.equal(fieldOf({ ...draft, ...part }, place), field, place);
  });
});

describe('the order of a list', () => {
  const list = [{ id: 'a' }, { id: 's', surplus: true }, { id: 'b' }, { id: 't', surplus: true }];
  const ids = (all: readonly { id: string }[]) => all.map(({ id }) => id).join('');

  it('has the rules for the surplus first, with their numbers in the list', () => {
    const { surplus, rest } = walksOf(list);
    assert.deepEqual(
      [...surplus, ...rest].map(({ rule: { id }, number: place }) => `${id}${place}`),
      ['s2', 't4', 'a1', 'b3'],
    );
  });

  it('is changed within a walk, past rules of the other one', () => {
    assert.equal(ids(moved(list, 'b', -1)), 'bast');
    assert.equal(ids(moved(list, 's', 1)), 'abts');
    assert.equal(moved(list, 'a', -1), list);
    assert.equal(moved(list, 't', 1), list);
    assert.equal(moved(list, 'nobody', 1), list);
  });

  it('keeps every rule, and goes back by the opposite step', () => {
    const many = fc.uniqueArray(fc.record({ id: fc.string({ minLength: 1 }), surplus: fc.boolean() }), {
      selector: ({ id }) => id,
      minLength: 1,
    });
    fc.assert(
      fc.property(many, fc.nat(), fc.constantFrom(1 as const, -1 as const), (all, at, step) => {
        const one = all[at % all.length];
        const after = moved(all, one?.id ?? '', step);
        assert.deepEqual(after.map(({ id }) => id).toSorted(), all.map(({ id }) => id).toSorted());
        const walk = (of: readonly { id: string; surplus: boolean }[]) =>
          walksOf(of)[one?.surplus === true ? 'surplus' : 'rest'].map(({ rule: { id } }) => id);
        const back = after === all ? all : moved(after, one?.id ?? '', step === 1 ? -1 : 1);
        assert.deepEqual(walk(back), walk(all));
      }),
    );
  });

  it('takes a rule in its place, or at the end', () => {
    assert.equal(ids(put(list, { id: 'a', surplus: true })), 'asbt');
    assert.equal(ids(put(list, { id: 'z' })), 'asbtz');
  });
});

describe('rules of an example', () => {
  it('get ids that are free, and jumps and values go with them', () => {
    const always = { kind: 'always' } as const;
    const list = added(
      [{ id: 'x', if: always, then: { kind: 'and' } }],
      [
        { id: 'x', if: always, then: { kind: 'parameter', name: 'amps', formula: '6' } },
        { id: 'y', if: always, then: { kind: 'goto', rule: 'x' } },
      ],
      { amps: '10' },
    );
    assert.deepEqual(list.slice(1), [
      { id: 'x-2', if: always, then: { kind: 'parameter', name: 'amps', formula: '10' } },
      { id: 'y', if: always, then: { kind: 'goto', rule: 'x-2' } },
    ]);
  });

  it('and of a new rule are made of its name', () => {
    assert.equal(freeId([], 'When it is cheap!'), 'When-it-is-cheap');
    assert.equal(freeId([{ id: 'rule' }], '!?'), 'rule-2');
  });
});

describe('what rules would have asked for', () => {
  const at = (minute: number) => new Date(Date.UTC(2026, 4, 1, 0, minute)).toISOString();
  const span = (first: number, end: number, resultA: number, by: string | null) => ({
    ...{ from: at(first), to: at(end), resultA, surplus: false, rule: by, states: {} },
  });
  const run = {
    ...{ chargePoint: 'E1', everyS: 60, gaps: [], unknown: [], cut: false },
    spans: [span(0, 2, 0, null), span(2, 4, 16, 'a'), span(4, 6, 16, 'a'), span(8, 9, 16, 'a')],
  };

  it('is told in stretches that join what is the same, beside what was offered', () => {
    const offered = { fromMs: Date.parse(at(0)), everyS: 60, values: [6, 6, 6, 10, 12, 6, null, null, null, 3] };
    assert.deepEqual(stretchesOf(run, offered), [
      { from: at(0), to: at(2), askedA: 0, rule: null, was: { leastA: 6, mostA: 6 } },
      { from: at(2), to: at(6), askedA: 16, rule: 'a', was: { leastA: 6, mostA: 12 } },
      { from: at(8), to: at(9), askedA: 16, rule: 'a', was: undefined },
    ]);
  });

  it('is drawn step by step with its gaps', () => {
    assert.deepEqual(askedSteps(run, Date.parse(at(0)), 60, 10), [0, 0, 16, 16, 16, 16, null, null, 16, null]);
  });

  it('is asked for whole days, and never for more than seven', () => {
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const now = new Date(2026, 9, 25, 15, 30);
    const hours = ({ from, to }: { from: Date; to: Date }) => (to.getTime() - from.getTime()) / 3_600_000;
    assert.ok(hours(timesOf(zone, 'week', now)) <= 7 * 24);
    assert.equal(timesOf(zone, 'yesterday', now).to.getHours(), 0);
    assert.equal(timesOf(zone, 'today', now).to, now);
  });
});
