import assert from 'node:assert/strict';
import { FormulaDesk } from '../../../firmware/control/formula-desk.ts';
import type { State } from '../../../firmware/domain/state.ts';
import { compile } from '../../../firmware/formula/compile.ts';
import { siteWith, topologyFrom } from './balance/metered-site.ts';

const { site } = topologyFrom({
  ...siteWith([
    { id: 'M1', definition: 'a-meter', line: 'rs485', unitId: 1, role: 'grid', phases: 'L2L3L1' },
    { id: 'E1', definition: 'a-box', address: '10.0.0.20:502', role: 'chargePoint' },
  ]),
  variables: [{ name: 'AVAIL', value: 100 }],
});
const state = {
  at: '2026-05-01T12:00:00.000Z',
  flow: { gridW: 3300, solarW: null, batteryW: null, houseW: null, chargePointsW: null },
  price: { ct: 25, level: -4 },
  meters: [{ id: 'M1', currentA: [1, 2, 4], powerW: [1000, null, 2300], importWh: 77 }],
  chargePoints: [
    {
      ...{ id: 'E1', state: 'C', minA: 6, maxA: 32, offeredA: 16, drawnA: [15.5, 15, 15], powerW: 10_000 },
      ...{ energyWh: null, reason: { code: 'fuse' } },
    },
  ],
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
    assert.deepEqual(desk.check('M1.soc', { inRules: false }), {
      ...{ ok: true, names: ['M1.soc'], value: null, missing: ['M1.soc'] },
    });
    assert.deepEqual(desk.check('1 + 1', { inRules: false }), { ok: true, names: [], value: 2, missing: [] });
  });

  const values: readonly (readonly [formula: string, value: number | null])[] = [
    ['M1.power_w', 3300],
    ['M1.current_l1', 2000],
    ['M1.current_l3', 1000],
    ['M1.current', 4000],
    ['M1.import_wh', 77],
    ['GM.grid_demand.power_w', 3300],
    ['_price * 2', 50],
    ['date.year', 2026],
    ['E1.offered', 16_000],
    ['E1.current_l1', 15_500],
    ['max_current / 2', 16_000],
    ['soc', null],
    ['1 / 0', null],
  ];
  for (const [formula, value] of values)
    it(`read what the live state tells: ${formula} is ${value}`, () => {
      const verdict = desk.check(formula, { inRules: true, device: 'E1' });
      assert.ok(verdict.ok);
      assert.equal(verdict.value, value);
    });

  it('read bare fields of a charge point in its rules only, and never in the place of a variable', () => {
    assert.deepEqual(desk.check('max_current', { inRules: false, device: 'E1' }), {
      ...{ ok: true, names: ['CM.max_current'], value: null, missing: ['max_current'] },
    });
    const verdict = desk.check('tarif', { inRules: true, device: 'E1' });
    assert.ok(verdict.ok && verdict.value === null);
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
