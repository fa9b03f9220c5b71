import assert from 'node:assert/strict';
import { FormulaDesk } from '../../../firmware/control/formula-desk.ts';
import type { State } from '../../../firmware/domain/state.ts';
import { compile } from '../../../firmware/formula/compile.ts';
import { siteWith, topologyFrom } from './balance/metered-site.ts';

const { site } = topologyFrom({
  ...siteWith([{ id: 'M1', definition: 'a-meter', line: 'rs485', unitId: 1, role: 'grid' }]),
  variables: [{ name: 'AVAIL', value: 100 }],
});
const state = {
  variables: [
    { name: 'AVAIL', value: 40 },
    { name: 'tarif', value: null },
  ],
} as unknown as State;
const desk = new FormulaDesk({
  site: () => site,
  current: () => state,
  variables: () => [
    { name: 'AVAIL', expr: null },
    { name: 'B', expr: 'c + 1' },
    { name: 'D', expr: 'B2 * 2' },
  ],
});

describe('formulas before they are saved', () => {
  it('have a value where they read variables only', () => {
    assert.deepEqual(desk.check('55000 * avail / 100', { inRules: false }), {
      ok: true,
      names: ['CM.avail'],
      value: 22_000,
      missing: [],
    });
    assert.deepEqual(desk.check('AVAIL + TARIF', { inRules: false }), {
      ...{ ok: true, names: ['CM.avail', 'CM.tarif'], value: null, missing: ['tarif'] },
    });
    assert.deepEqual(desk.check('M1.power_w', { inRules: false }), {
      ...{ ok: true, names: ['M1.power_w'], value: null, missing: ['M1.power_w'] },
    });
    assert.deepEqual(desk.check('1 + 1', { inRules: false }), { ok: true, names: [], value: 2, missing: [] });
  });

  const wrong: readonly (readonly [formula: string, inRules: boolean, code: string, marked: string])[] = [
    ['2 * (AVAIL', false, 'incomplete', '('],
    ['2 * M7.power_w', false, 'unknownDevice', 'M7'],
    ['16000 - m7.Current_L1', true, 'unknownDevice', 'm7'],
    ['M1.power_w + M11.power_w', false, 'unknownDevice', 'M11'],
    ['param(limit) * 2', false, 'onlyInRules', 'param'],
    ['max(6000, _rule_val)', false, 'onlyInRules', '_rule_val'],
    ['M1.watts', false, 'unknownName', 'M1.watts'],
  ];
  for (const [formula, inRules, code, marked] of wrong)
    it(`${formula} is ${code} at "${marked}"`, () => {
      const verdict = desk.check(formula, { inRules });
      assert.ok(!verdict.ok);
      assert.equal(verdict.fault.code, code);
      assert.equal(formula.slice(verdict.fault.from, verdict.fault.to), marked);
    });

  it('of a variable may not lead back to it, through whatever others', () => {
    const verdict = desk.check('AVAIL + b', { inRules: false, variable: 'C' });
    assert.ok(!verdict.ok);
    assert.deepEqual([verdict.fault.code, verdict.fault.from, verdict.fault.to], ['circle', 8, 9]);
    assert.ok(!desk.check('2 * Avail', { inRules: false, variable: 'AVAIL' }).ok);
    assert.ok(!desk.check('D', { inRules: false, variable: 'B2' }).ok);
    assert.ok(desk.check('AVAIL + b', { inRules: false, variable: 'TARIF' }).ok);
    assert.ok(desk.check('AVAIL + b', { inRules: false }).ok);
  });

  it('of rules know parameters and the value so far', () => {
    assert.ok(desk.check('param(limit) + _rule_val', { inRules: true }).ok);
  });

  it('are completed with names that can all be read', () => {
    const { names, functions } = desk.names();
    assert.ok(names.some(({ name }) => name === 'AVAIL') && names.some(({ name }) => name === 'M1.power_w'));
    for (const { name } of names) assert.ok(compile(name).ok, name);
    assert.deepEqual(
      functions.find(({ name }) => name === 'clamp'),
      { name: 'clamp', leastValues: 3, mostValues: 3 },
    );
    assert.equal(functions.find(({ name }) => name === 'min')?.mostValues, null);
  });
});
