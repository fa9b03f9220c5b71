import assert from 'node:assert/strict';
import { always, set, setTo, Walked } from './walked.ts';

const when = (name: string) => ({ kind: 'formula', formula: name });
const and = { kind: 'and' };
const or = { kind: 'or' };

describe('rules linked to the next one', () => {
  const value = (links: readonly object[], a?: number, b?: number, c?: number) => {
    const says = Object.fromEntries(
      Object.entries({ 'CM.a': a, 'CM.b': b, 'CM.c': c }).filter(([, said]) => said !== undefined),
    ) as Record<string, number>;
    const names = ['A', 'B', 'C'];
    return (
      new Walked(
        [...links, set(10)].map((then, k) => ({ id: `r${k}`, if: when(names[k] ?? ''), then })),
        says,
      ).value === 10_000
    );
  };

  it('by AND act only when both hold', () => {
    assert.deepEqual(
      [value([and], 1, 1), value([and], 1, 0), value([and], 0, 1), value([and], 0, 0)],
      [true, false, false, false],
    );
  });

  it('by OR act when one of them holds', () => {
    assert.deepEqual(
      [value([or], 1, 1), value([or], 1, 0), value([or], 0, 1), value([or], 0, 0)],
      [true, true, true, false],
    );
  });

  it('are joined from the top', () => {
    assert.equal(value([and, or], 0, 0, 1), true);
    assert.equal(value([or, and], 1, 0, 0), false);
    assert.equal(value([or, and], 1, 0, 1), true);
  });

  it('by what is not known: OR needs one that holds, AND is never sure of it', () => {
    assert.deepEqual([value([or], undefined, 1), value([or], undefined, 0)], [true, false]);
    assert.deepEqual([value([and], undefined, 1), value([and], undefined, 0)], [false, false]);
  });

  it('count as not true on other days and while they are off', () => {
    const rules = (more: object, link: object) => [
      { id: 'a', if: always, then: link, ...more },
      { id: 'b', if: always, then: set(10) },
    ];
    assert.equal(new Walked(rules({ enabled: false }, and)).value, 0);
    assert.equal(new Walked(rules({ days: ['mo'] }, and)).value, 0);
    assert.equal(new Walked(rules({ enabled: false }, or)).value, 10_000);
    assert.equal(new Walked([{ id: 'a', if: always, then: set(10), enabled: false, not: true }]).value, 0);
  });

  it('count in the pass of the last of them', () => {
    const rules = [
      { id: 'a', if: when('A'), then: and },
      { id: 'b', if: always, then: { kind: 'share', of: 'surplus' }, surplus: true },
    ];
    const walked = new Walked(rules, { 'CM.a': 1, 'CM._surplus': 6900 });
    assert.deepEqual([walked.at(0).value, walked.at(0).surplus], [10_000, true]);
    assert.equal(walked.at(1, { 'CM.a': 0 }).value, 0);
  });
});

describe('rules with surplus', () => {
  const surplus = {
    id: 's',
    if: { kind: 'surplus', atLeastW: 4140 },
    then: { kind: 'share', of: 'surplus' },
    surplus: true,
  };
  const outOf = { id: 'o', if: always, then: setTo('-1'), surplus: true, finish: true };

  it('come first, and a normal rule whose condition holds has the last word', () => {
    const walked = new Walked([{ id: 'n', if: when('NIGHT'), then: set(16) }, surplus], {
      'CM._surplus': 6900,
      'CM.night': 0,
    });
    assert.deepEqual([walked.at(0).value, walked.at(0).surplus], [10_000, true]);
    assert.deepEqual([walked.at(1, { 'CM.night': 1 }).value, walked.at(1).surplus], [16_000, false]);
  });

  it('are read by normal rules as lb_cur: at least 10 A, more with the sun', () => {
    const walked = new Walked([surplus, { id: 'n', if: always, then: setTo('max(10000, lb_cur)') }], {
      'CM._surplus': 0,
    });
    assert.equal(walked.value, 10_000);
    assert.equal(walked.at(1, { 'CM._surplus': 8280 }).value, 12_000);
    const named = new Walked([surplus, { id: 'n', if: always, then: setTo('max(E1.lb_cur_l2, E2.lb_cur + 7000)') }], {
      'CM._surplus': 0,
    });
    assert.equal(named.value, 7000, 'of another charge point it is 0');
  });

  it('are told as surplus_wanted to normal rules once one of them gave a value', () => {
    const walked = new Walked([surplus, { id: 'n', if: when('surplus_wanted == 0'), then: set(8) }], {
      'CM._surplus': 6900,
    });
    assert.equal(walked.value, 10_000);
    assert.equal(walked.at(1, { 'CM._surplus': 0 }).value, 8000);
  });

  it('with -1 take no part in the surplus: only normal rules count', () => {
    const walked = new Walked([{ ...surplus, finish: true }, outOf, { id: 'n', if: when('NIGHT'), then: set(8) }], {
      'CM._surplus': 0,
      'CM.night': 1,
    });
    assert.deepEqual([walked.at(0).value, walked.at(0).surplus], [8000, false]);
    const idle = walked.at(1, { 'CM.night': 0 });
    assert.deepEqual([idle.value, idle.surplus], [0, false]);
    assert.deepEqual([walked.at(2, { 'CM._surplus': 6900 }).value, walked.at(2).surplus], [10_000, true]);
  });

  it('of which none acts ask for nothing, out of the surplus', () => {
    const result = new Walked([surplus], { 'CM._surplus': 100 }).at(0);
    assert.deepEqual([result.value, result.surplus, result.decidedBy], [0, true, -1]);
  });

  it('a normal rule that gives no value leaves theirs', () => {
    const walked = new Walked([surplus, { id: 'n', if: always, then: { kind: 'variable', name: 'X', formula: '1' } }], {
      'CM._surplus': 6900,
    });
    assert.deepEqual([walked.at(0).value, walked.at(0).surplus], [10_000, true]);
  });
});

describe('a rule that holds on', () => {
  const held = (more: object = {}) => ({
    ...{ id: 's', if: { kind: 'surplus', atLeastW: 4485 }, holdS: 300 },
    ...{ then: { kind: 'share', of: 'surplus' }, surplus: true, ...more },
  });

  it('still acts for its seconds after its condition fell, at the minimum at least', () => {
    const walked = new Walked([held()], { 'CM._surplus': 6900 });
    assert.equal(walked.at(0).value, 10_000);
    const cloud = walked.at(1, { 'CM._surplus': 690 });
    assert.deepEqual([cloud.value, cloud.held, cloud.heldUntilMs], [6000, true, 300_000]);
    assert.equal(walked.at(299).value, 6000);
    assert.deepEqual([walked.at(300).value, walked.at(300).held], [0, false]);
    assert.equal(walked.at(301, { 'CM._surplus': 4400 }).value, 0, 'it begins anew where it is met anew');
    assert.equal(walked.at(302, { 'CM._surplus': 4485 }).value, 6500);
  });

  it('still acts while its condition cannot be known', () => {
    const walked = new Walked([held()], { 'CM._surplus': 6900 });
    walked.at(0);
    delete walked.says['CM._surplus'];
    assert.equal(walked.at(10).value, 6000);
    assert.equal(walked.at(301).value, 0);
  });

  it('that never held does not act', () => {
    assert.equal(new Walked([held()], { 'CM._surplus': 100 }).at(10).value, 0);
  });

  it('gives way to a rule below that says something itself', () => {
    const walked = new Walked([held(), { id: 'n', if: when('DEAR'), then: set(0), surplus: true }], {
      ...{ 'CM._surplus': 6900, 'CM.dear': 0 },
    });
    walked.at(0);
    assert.equal(walked.at(1, { 'CM._surplus': 0 }).value, 6000);
    assert.equal(walked.at(2, { 'CM.dear': 1 }).value, 0);
  });

  it('counts through AND as held, through OR as held when nothing else holds', () => {
    const chain = (link: object) => [
      { ...held(), then: link, surplus: false },
      { id: 'n', if: when('B'), then: setTo('3000') },
    ];
    const by = (link: object, b: number) => {
      const walked = new Walked(chain(link), { 'CM._surplus': 6900, 'CM.b': 1 });
      walked.at(0);
      return walked.at(1, { 'CM._surplus': 0, 'CM.b': b }).value;
    };
    assert.equal(by(and, 1), 6000);
    assert.equal(by(and, 0), 0);
    assert.equal(by(or, 0), 6000);
    assert.equal(by(or, 1), 3000, 'what holds outright is not raised');
  });

  it('_undercut can be set, cleared and read by rules', () => {
    const undercut = (formula: string) => ({ kind: 'variable', name: '_undercut', formula });
    const raise = [
      { id: 'a', if: always, then: setTo('3000') },
      { id: 'b', if: always, then: undercut('1') },
    ];
    assert.deepEqual([new Walked(raise).at(0).value, new Walked(raise).at(0).held], [6000, true]);
    const cleared = new Walked([held(), { id: 'c', if: when('DEAR'), then: undercut('0'), surplus: true }], {
      ...{ 'CM._surplus': 6900, 'CM.dear': 1 },
    });
    cleared.at(0);
    assert.equal(cleared.at(1, { 'CM._surplus': 690 }).value, 1000);
    const read = new Walked(
      [
        { ...held(), surplus: false },
        { id: 'd', if: when('_undercut'), then: set(7) },
      ],
      {
        ...{ 'CM._surplus': 6900, 'GM.surplus.current@0': 9, 'GM.surplus.current@1': 9, 'GM.surplus.current@2': 9 },
      },
    );
    assert.equal(read.at(0).value, 9);
    assert.equal(read.at(1, { 'CM._surplus': 0 }).value, 7000);
  });

  it('is known again after a restart', () => {
    const before = new Walked([held()], { 'CM._surplus': 6900 });
    before.at(0);
    const after = new Walked([held()], { 'CM._surplus': 0 });
    after.sheet.memory.restore(before.sheet.memory.save(1), 0);
    assert.equal(after.at(10).value, 6000);
    assert.equal(after.at(300).value, 0);
  });
});
