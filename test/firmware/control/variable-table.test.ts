import assert from 'node:assert/strict';
import { VariableResolver } from '../../../firmware/control/variable-table.ts';
import type { SiteVariable } from '../../../firmware/domain/site/schema.ts';
import type { StoredVariable } from '../../../firmware/domain/variable.ts';

const declare = (name: string, more: Partial<SiteVariable> = {}): SiteVariable => ({ name, freshBy: 'write', ...more });
const stored = (
  name: string,
  value: number | undefined,
  atMs = 1000,
  more: Partial<StoredVariable> = {},
): StoredVariable => ({ name, atMs, source: 'admin', ...(value === undefined ? {} : { value }), ...more });
const resolve = (
  declared: SiteVariable[],
  rows: StoredVariable[],
  wallMs = 2000,
  lookup: (name: string) => number | undefined = () => undefined,
) => new VariableResolver().resolve(declared, rows, lookup, wallMs);

describe('the table of variables', () => {
  it('takes the initial value of the site only while nothing was ever stored', () => {
    assert.equal(resolve([declare('AVAIL', { value: 100 })], []).get('avail')?.value, 100);
    assert.equal(resolve([declare('AVAIL', { value: 100 })], [stored('avail', 40)]).get('avail')?.value, 40);
  });

  it('does not bring the initial value back after the variable was removed', () => {
    assert.equal(
      resolve([declare('AVAIL', { value: 100 })], [stored('AVAIL', undefined)]).get('avail')?.value,
      undefined,
    );
  });

  it('keeps a declared formula when a value was removed', () => {
    const table = resolve([declare('HALF', { expr: 'AVAIL / 2' })], [stored('HALF', undefined), stored('AVAIL', 40)]);
    assert.equal(table.get('half')?.value, 20);
  });

  it('computes formulas over other variables and over meters', () => {
    const table = resolve(
      [declare('A', { expr: 'B + M1.power_w' }), declare('B', { expr: 'C * 2' }), declare('C', { value: 3 })],
      [],
      2000,
      (name) => (name === 'M1.power_w' ? 100 : undefined),
    );
    assert.equal(table.get('a')?.value, 106);
  });

  it('gives no value to variables that need each other', () => {
    const table = resolve(
      [],
      [stored('A', undefined, 1, { expr: 'B + 1' }), stored('B', undefined, 1, { expr: 'A + 1' })],
    );
    assert.deepEqual([table.get('a')?.value, table.get('b')?.value], [undefined, undefined]);
  });

  it('marks a variable that nobody wrote in time, and what reads it, with the fail-safe value', () => {
    const declared = [declare('AVAIL', { timeoutS: 60, failsafe: 20 }), declare('HALF', { expr: 'AVAIL / 2' })];
    const fresh = resolve(declared, [stored('AVAIL', 80, 0)], 60_000);
    assert.deepEqual([fresh.get('avail')?.timedOut, fresh.get('half')?.timedOut], [false, false]);
    const silent = resolve(declared, [stored('AVAIL', 80, 0)], 60_001);
    assert.deepEqual([silent.get('avail')?.timedOut, silent.get('half')?.timedOut], [true, true]);
    assert.deepEqual([silent.get('half')?.value, silent.get('half')?.failsafe], [40, 10]);
  });

  it('counts a write from the future as silence: the clock was set back', () => {
    assert.equal(
      resolve([declare('AVAIL', { timeoutS: 60, failsafe: 20 })], [stored('AVAIL', 80, 10_000_000)], 1000).get('avail')
        ?.timedOut,
      true,
    );
  });

  it('names the channel that set something a formula reads as its source', () => {
    const table = resolve(
      [declare('HALF', { expr: 'AVAIL / 2' })],
      [stored('AVAIL', 80, 0, { source: 'channel:emt1' })],
    );
    assert.equal(table.get('half')?.source, 'channel:emt1');
  });
});
