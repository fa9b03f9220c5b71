import assert from 'node:assert/strict';
import { compile } from '../../../firmware/formula/compile.ts';
import { failsafeTable, type VariableNow, variableTable } from '../../../firmware/grid/variable-values.ts';
import { house, noon, operatorLimit, recordOf } from './support.ts';

const readings = {
  formulaOf: (expr: string) => {
    const result = compile(expr);
    return result.ok ? result.formula : undefined;
  },
  lookup: (name: string) => (name === 'M1.power_w' ? 3000 : undefined),
};
const variable = (name: string, parts: Partial<VariableNow>): VariableNow => ({
  name,
  atMs: noon,
  source: 'admin',
  ...parts,
});
const valuesOf = (...variables: VariableNow[]) =>
  Object.fromEntries([...variableTable(variables, readings)].map(([key, entry]) => [key, entry.value]));

describe('variables that are formulas', () => {
  it('are computed from one another in whatever order they stand, and from meters', () => {
    assert.deepEqual(
      valuesOf(
        variable('TOTAL', { expr: 'Half + M1.power_w' }),
        variable('half', { expr: 'AVAIL / 2' }),
        variable('AVAIL', { value: 40 }),
      ),
      { total: 3020, half: 20, avail: 40 },
    );
  });

  it('have no value when they go round in a circle, are wrong, or read what is missing', () => {
    const values = valuesOf(
      variable('A', { expr: 'B + 1' }),
      variable('B', { expr: 'C + 1' }),
      variable('C', { expr: 'A + 1' }),
      variable('SELF', { expr: 'SELF + 1' }),
      variable('WRONG', { expr: '1 +' }),
      variable('GAP', { expr: 'NOWHERE + 1' }),
      variable('OLD', {}),
    );
    assert.deepEqual(Object.values(values), [
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('count as set by a channel and as timed out when what they read is', () => {
    const table = variableTable(
      [
        variable('HALF', { expr: 'AVAIL / 2' }),
        variable('AVAIL', { value: 40, source: 'channel:emt1', timedOut: true }),
      ],
      readings,
    );
    assert.deepEqual([table.get('half')?.source, table.get('half')?.timedOut], ['channel:emt1', true]);
  });
});

describe('fail-safe values', () => {
  const variables = [
    variable('HALF', { expr: 'AVAIL / 2' }),
    variable('AVAIL', { value: 40, timedOut: true, failsafe: 20 }),
    variable('PWR', { value: 5, failsafe: 1 }),
    variable('LATE', { value: 5, timedOut: true }),
  ];

  it('stand for the variables that timed out and what is computed from them, and no others', () => {
    const entries = [...failsafeTable(variables, readings)].map(([key, entry]) => [key, entry.value]);
    assert.deepEqual(Object.fromEntries(entries), { avail: 20, half: 10 });
  });

  it('reach a limit through a variable that is a formula', () => {
    const tables = { current: variableTable(variables, readings), failsafe: failsafeTable(variables, readings) };
    const limit = house({ ...operatorLimit, value: '1000 * HALF' });
    assert.equal(recordOf(limit, 'operator', { tables }).value, 10000);
  });
});
