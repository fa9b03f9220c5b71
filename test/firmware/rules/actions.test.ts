import assert from 'node:assert/strict';
import { always, set, setTo, Walked } from './walked.ts';

const yes = { kind: 'formula', formula: '1' };
const no = { kind: 'formula', formula: '0' };
const values = (rules: readonly object[], says: Record<string, number> = {}) => new Walked(rules, says).value;

describe('an action of a charging rule', () => {
  it('set: gives a current, of a number or of a formula in mA', () => {
    assert.equal(values([{ id: 'r', if: always, then: set(10.5) }]), 10_500);
    assert.equal(values([{ id: 'r', if: always, then: setTo('16000 * AVAIL / 100') }], { 'CM.avail': 50 }), 8000);
    assert.equal(values([{ id: 'r', if: always, then: set(100) }]), 32_000, 'never more than there is');
    assert.equal(values([{ id: 'r', if: always, then: setTo('-1') }]), 0, 'never less than nothing');
  });

  it('set: without a value asks for nothing', () => {
    const rules = [
      { id: 'a', if: always, then: set(16) },
      { id: 'b', if: always, then: setTo('16000 * AVAIL / 100') },
    ];
    assert.equal(values(rules), 0);
  });

  it('no rule, none that acts: nothing is asked for', () => {
    assert.equal(values([{ id: 'r', if: no, then: set(10) }]), 0);
  });

  it('the last one that acts counts, unless one finishes', () => {
    const list = (finish: boolean) => [
      { id: 'a', if: always, then: set(10), finish },
      { id: 'b', if: always, then: set(16) },
    ];
    assert.equal(values(list(false)), 16_000);
    assert.equal(values(list(true)), 10_000);
  });

  it('finish ends nothing where the rule does not act', () => {
    assert.equal(
      values([
        { id: 'a', if: no, then: set(10), finish: true },
        { id: 'b', if: always, then: set(16) },
      ]),
      16_000,
    );
  });

  const shares: [object, Record<string, number>, number][] = [
    [
      { of: 'surplus' },
      { 'GM.surplus.current@0': 9000, 'GM.surplus.current@1': 9000, 'GM.surplus.current@2': 9000 },
      9000,
    ],
    [
      { of: 'solar' },
      { 'GM.produced.current@0': 9000, 'GM.produced.current@1': 8000, 'GM.produced.current@2': 7000 },
      7000,
    ],
    [
      { of: 'import', factor: 0.5 },
      { 'GM.grid_demand.current@0': 9000, 'GM.grid_demand.current@1': 8000, 'GM.grid_demand.current@2': 7000 },
      3500,
    ],
    [
      { of: 'export' },
      { 'GM.grid_demand.current@0': -9000, 'GM.grid_demand.current@1': -8000, 'GM.grid_demand.current@2': 7000 },
      0,
    ],
  ];
  for (const [share, says, expected] of shares)
    it(`share ${JSON.stringify(share)}: what the phase carries, the lowest of all; nothing the other way round`, () => {
      assert.equal(values([{ id: 'r', if: always, then: { kind: 'share', ...share } }], says), expected);
    });

  const whole: [object, Record<string, number>, number][] = [
    [{ of: 'surplus' }, { 'CM._surplus': 6900 }, 10_000],
    [{ of: 'surplus', factor: 0.8 }, { 'CM._surplus': 6900 }, 8000],
    [{ of: 'solar' }, { 'GM.produced.power_w': 6900 }, 10_000],
    [{ of: 'import' }, { 'GM.grid_demand.power_w': 6900 }, 10_000],
    [{ of: 'export' }, { 'GM.grid_demand.power_w': -6900 }, 10_000],
    [{ of: 'export' }, { 'GM.grid_demand.power_w': 6900 }, 0],
    [{ of: 'surplus' }, {}, 0],
  ];
  for (const [share, says, expected] of whole)
    it(`share ${JSON.stringify(share)} with surplus: all there is over the phases that will charge`, () => {
      const walked = new Walked([{ id: 'r', if: always, then: { kind: 'share', ...share }, surplus: true }], says);
      assert.equal(walked.value, expected);
      assert.equal(walked.at(1).surplus, true);
      walked.situation = { ...walked.situation, phases: [0], volts: 230 };
      assert.equal(walked.at(2).value, Math.min(32_000, expected * 3));
    });

  it('variable: sets it for those below and for the next cycle', () => {
    const rules = [
      { id: 'a', if: always, then: { kind: 'variable', name: 'Cm.Level', formula: '2 * 4000' } },
      { id: 'b', if: always, then: setTo('LEVEL') },
      { id: 'c', if: always, then: { kind: 'variable', name: 'e1.switch_phases', formula: '1' } },
    ];
    const walked = new Walked(rules);
    assert.equal(walked.value, 8000);
    assert.deepEqual(
      [...walked.written],
      [
        ['CM.level', 8000],
        ['E1.switch_phases', 1],
      ],
    );
  });

  it('variable: does nothing without a value, or where it is not taken', () => {
    const rules = (name: string, formula: string) => [
      { id: 'a', if: always, then: { kind: 'variable', name, formula } },
      { id: 'b', if: always, then: setTo('10000 + OWNED') },
    ];
    const failed = new Walked(rules('OWNED', 'nowhere'), { 'CM.owned': 1 });
    assert.equal(failed.value, 10_001);
    const owned = new Walked(rules('OWNED', '7'), { 'CM.owned': 1 });
    assert.equal(owned.value, 10_001);
    assert.equal(failed.written.size + owned.written.size, 0);
  });

  it('variable _rule_val sets the value, _rule_id what is shown, _rule_min what three phases must bear', () => {
    const rules = [
      { id: '7', if: always, then: { kind: 'variable', name: '_rule_val', formula: '9000' } },
      { id: '8', if: always, then: setTo('_rule_val + _rule_id') },
      { id: '9', if: always, then: { kind: 'variable', name: '_rule_min', formula: '6500' } },
      { id: '10', if: always, then: { kind: 'variable', name: 'CM._rule_id', formula: '42' } },
    ];
    const result = new Walked(rules).at(0);
    assert.equal(result.value, 9008, 'rule 8 has acted before it is evaluated');
    assert.equal(result.shownId, 42);
    assert.equal(result.minimum, 6500);
  });

  it('the id shown is that of the last rule that acted: its number, else its place', () => {
    const shown = (id: string) =>
      new Walked([
        { id: 'a', if: always, then: set(6) },
        { id, if: always, then: set(7) },
        { id: 'c', if: no, then: set(8) },
      ]).at(0).shownId;
    assert.equal(shown('300'), 300);
    assert.equal(shown('cheap'), 2);
  });

  it('trigger: tells for how long, and whether the rule has just begun to act', () => {
    const trigger = { kind: 'trigger', name: 'HEAT', seconds: 90 };
    const walked = new Walked([{ id: 'a', if: { kind: 'formula', formula: 'GO' }, then: trigger }], { 'CM.go': 1 });
    walked.at(0);
    walked.at(1);
    walked.at(2, { 'CM.go': 0 });
    walked.at(3, { 'CM.go': 1 });
    assert.deepEqual(
      walked.triggered.map(({ rising }) => rising),
      [true, false, true],
    );
    assert.deepEqual(walked.triggered[0], { name: 'CM.heat', ms: 90_000, retrigger: false, rising: true });
  });

  it('goto: the walk goes on with the first rule of that id, else with the next one', () => {
    const rules = (target: string) => [
      { id: 'a', if: always, then: { kind: 'goto', rule: target } },
      { id: 'b', if: always, then: set(16), finish: true },
      { id: 'c', if: always, then: set(10), finish: true },
      { id: 'c', if: always, then: set(11), finish: true },
    ];
    assert.equal(values(rules('c')), 10_000);
    assert.equal(values(rules('nowhere')), 16_000);
  });

  it('goto: a walk that goes round in circles is cut off, with the value so far', () => {
    const result = new Walked([
      { id: 'a', if: always, then: set(10) },
      { id: 'b', if: always, then: { kind: 'goto', rule: 'a' } },
    ]).at(0);
    assert.equal(result.cutOff, true);
    assert.equal(result.value, 10_000);
  });

  it('ruleSet: the walk goes on in another set, in both passes, and does not come back', () => {
    const sets = {
      solar: [
        { id: 's', if: always, then: { kind: 'share', of: 'surplus' }, surplus: true },
        { id: 't', if: { kind: 'formula', formula: 'NIGHT' }, then: set(16) },
      ],
    };
    const rules = [
      { id: 'a', if: { kind: 'formula', formula: 'SUNNY' }, then: { kind: 'ruleSet', id: 'solar' } },
      { id: 'b', if: always, then: set(6) },
    ];
    const walked = new Walked(rules, { 'CM.sunny': 1, 'CM._surplus': 6900, 'CM.night': 0 }, { sets });
    assert.deepEqual([walked.at(0).value, walked.at(0).surplus], [10_000, true]);
    assert.equal(walked.at(1, { 'CM.night': 1 }).value, 16_000);
    assert.equal(walked.at(2, { 'CM.sunny': 0 }).value, 6000);
  });

  it('ruleSet: two sets that switch to each other are cut off', () => {
    const sets = {
      x: [{ id: 'x', if: always, then: { kind: 'ruleSet', id: 'y' } }],
      y: [{ id: 'y', if: always, then: { kind: 'ruleSet', id: 'x' } }],
    };
    const result = new Walked([{ id: 'a', if: yes, then: { kind: 'ruleSet', id: 'x' } }], {}, { sets }).at(0);
    assert.deepEqual([result.cutOff, result.value], [true, 0]);
  });

  describe('of a battery', () => {
    const battery = (rules: readonly object[], says: Record<string, number> = {}) =>
      new Walked(rules, says, { kind: 'battery' });

    it('begins with the most it may, and is given watts', () => {
      assert.equal(battery([{ id: 'a', if: no, then: { kind: 'set', valueW: 100 } }]).value, 5000);
      assert.equal(battery([{ id: 'a', if: always, then: { kind: 'set', valueW: 1500 } }]).value, 1500);
      assert.equal(battery([{ id: 'a', if: always, then: setTo('9000') }]).value, 5000);
    });

    it('shares in watts over all phases, and is left alone by a negative value', () => {
      const share = { kind: 'share', of: 'import', factor: 0.95 };
      assert.equal(battery([{ id: 'a', if: always, then: share }], { 'GM.grid_demand.power_w': 2000 }).value, 1900);
      assert.equal(battery([{ id: 'a', if: always, then: setTo('-1') }]).value, -1);
    });

    it('asks its own state of charge', () => {
      const rules = [{ id: 'a', if: { kind: 'soc', atLeast: 90 }, then: { kind: 'set', valueW: 0 } }];
      assert.equal(battery(rules, { 'M2.soc': 95 }).value, 0);
      assert.equal(battery(rules, { 'M2.soc': 50 }).value, 5000);
    });
  });
});
