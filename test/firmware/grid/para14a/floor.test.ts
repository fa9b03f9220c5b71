import assert from 'node:assert/strict';
import type { LimitRecord } from '../../../../firmware/domain/limit.ts';
import { compileLimits } from '../../../../firmware/grid/compiled-limits.ts';
import type { LimitSetting } from '../../../../firmware/grid/limit-settings.ts';
import type { VariableEntry } from '../../../../firmware/grid/limit-value.ts';
import { noon, recordOf, table } from '../support.ts';

const limit: LimitSetting = { id: 'p14a', scope: 'chargePoints', unit: 'W', value: 'PWR', fallback: 4200 };
const compiled = (setting: LimitSetting = limit, minimumW: number | undefined = 10_500) =>
  compileLimits({ circuits: [{ id: 'house', fuseA: 80, limits: [setting], minimumW }], chargePoints: [] });

const told = ({ value, origin, source }: LimitRecord) => ({ value, origin, source });
const entry = (value: number, more: Partial<VariableEntry> = {}) =>
  new Map([['pwr', { value, atMs: noon, source: 'admin', ...more }]]);

describe('the §14a floor under our own fail-safe values', () => {
  it('a command below the minimum is obeyed as given, also below 4.2 kW', () => {
    for (const value of [0, 1000, 4199, 8000, 30_000])
      assert.deepEqual(told(recordOf(compiled(), 'p14a', { tables: { current: table({ PWR: value }) } })), {
        value,
        origin: 'para14a',
        source: 'PWR by admin',
      });
  });

  it('a fallback below the minimum is raised to it, and the source says so', () => {
    assert.deepEqual(told(recordOf(compiled(), 'p14a')), {
      value: 10_500,
      origin: 'para14a',
      source: 'PWR not set; fail-safe value raised to the minimum power of §14a',
    });
    assert.equal(recordOf(compiled({ ...limit, fallback: 20_000 }), 'p14a').value, 20_000);
  });

  it('the fail-safe value of a variable that nobody wrote in time is raised, never its last value', () => {
    const timedOut = (last: number, failsafe: number) => {
      const tables = { current: entry(last, { timedOut: true }), failsafe: entry(failsafe) };
      return recordOf(compiled(), 'p14a', { tables }).value;
    };
    assert.equal(timedOut(22_000, 4200), 10_500);
    assert.equal(timedOut(22_000, 12_000), 12_000);
    assert.equal(timedOut(3000, 4200), 3000, 'silence never raises a limit');
  });

  it('without §14a units, on everything in the circuit, and in amperes there is no floor', () => {
    const plain = compileLimits({ circuits: [{ id: 'house', fuseA: 80, limits: [limit] }], chargePoints: [] });
    assert.deepEqual([recordOf(plain, 'p14a').value, recordOf(plain, 'p14a').origin], [4200, 'variable']);
    const whole = recordOf(compiled({ ...limit, scope: 'all' }), 'p14a');
    assert.deepEqual(
      [whole.value, whole.origin],
      [4200, 'variable'],
      'the formula of the whole house is another origin',
    );
    assert.equal(recordOf(compiled({ ...limit, unit: 'A', fallback: 6 }), 'p14a').value, 6000);
  });

  it('a number of the site is a limit like any other, and one written through a channel is the gateway’s', () => {
    const fixed = recordOf(compiled({ ...limit, value: 5000 }), 'p14a');
    assert.deepEqual([fixed.value, fixed.origin], [5000, 'para14a']);
    const channel = { tables: { current: table({ PWR: 3000 }, 'channel:emt1') } };
    assert.deepEqual(
      [recordOf(compiled(), 'p14a', channel).value, recordOf(compiled(), 'p14a', channel).origin],
      [3000, 'smgw'],
    );
  });
});
