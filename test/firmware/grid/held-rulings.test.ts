import assert from 'node:assert/strict';
import type { CompiledLimits } from '../../../firmware/grid/compiled-limits.ts';
import { stillHeld } from '../../../firmware/grid/held-rulings.ts';
import type { LimitReadings } from '../../../firmware/grid/limit-value.ts';
import { house, noon, operatorLimit, recordOf, ruling, table } from './support.ts';

const operator = house(operatorLimit);
const metered = house({ ...operatorLimit, value: '40000 - M1.power_w' });

interface After {
  readonly tables?: LimitReadings['tables'];
  readonly lookup?: LimitReadings['lookup'];
  readonly written?: readonly string[];
}
const heldAfter = (compiled: CompiledLimits, held: ReturnType<typeof ruling>, after: After = {}) =>
  stillHeld([held], compiled, {
    tables: after.tables ?? { current: table({ AVAIL: 40 }) },
    lookup: after.lookup ?? (() => undefined),
    written: new Set(after.written),
  }).length === 1;

describe('a ruling from before the restart', () => {
  it('holds as long as it is the lower one, with the time since when it did', () => {
    const record = recordOf(operator, 'operator', {
      tables: { current: table({ AVAIL: 100 }) },
      held: [ruling(22000)],
    });
    assert.deepEqual([record.value, record.sinceMs, record.failed], [22000, noon - 3_600_000, false]);
    assert.match(record.source, /before the restart/);
  });

  it('below the fallback holds while the meter of its formula is silent, and the fallback is not what holds', () => {
    const held = [ruling(2000, { text: '40000 - M1.power_w' })];
    const record = recordOf(metered, 'operator', { held });
    assert.deepEqual([record.value, record.failed], [2000, false]);
    assert.deepEqual([recordOf(metered, 'operator').value, recordOf(metered, 'operator').failed], [4200, true]);
  });

  it('does not keep a lower value from counting', () => {
    const record = recordOf(operator, 'operator', { tables: { current: table({ AVAIL: 10 }) }, held: [ruling(22000)] });
    assert.deepEqual([record.value, record.sinceMs, record.source], [5500, noon, 'AVAIL by admin']);
  });

  it('of the same value keeps its time, so that a restart does not look like a new order', () => {
    const record = recordOf(operator, 'operator', { tables: { current: table({ AVAIL: 40 }) }, held: [ruling(22000)] });
    assert.deepEqual([record.value, record.sinceMs, record.source], [22000, noon - 3_600_000, 'AVAIL by admin']);
  });

  it('a value that changes later holds since then, even when it comes back to the held one', () => {
    const held = [ruling(22000)];
    const previous = [recordOf(operator, 'operator', { tables: { current: table({ AVAIL: 10 }) }, held })];
    const back = recordOf(operator, 'operator', {
      tables: { current: table({ AVAIL: 100 }) },
      held,
      previous,
      nowMs: noon + 1000,
    });
    assert.deepEqual([back.value, back.sinceMs], [22000, noon + 1000]);
  });

  it('of another place, unit or text means nothing to a limit', () => {
    const tables = { current: table({ AVAIL: 100 }) };
    for (const other of [
      { circuit: 'garage' },
      { limitId: 'p14a' },
      { unit: 'mA' as const },
      { text: '55000 * PWR / 100' },
    ])
      assert.equal(recordOf(operator, 'operator', { tables, held: [ruling(1, other)] }).value, 55000);
  });
});

describe('a ruling from before the restart ends', () => {
  it('for a limit on variables when one of them is written, not by the passing of time', () => {
    assert.equal(heldAfter(operator, ruling(22000)), true);
    assert.equal(heldAfter(operator, ruling(22000), { written: ['pwr'] }), true);
    assert.equal(heldAfter(operator, ruling(22000), { written: ['avail'] }), false);
  });

  it('for a limit on a meter when the formula has a value again', () => {
    const held = ruling(9000, { text: '40000 - M1.power_w' });
    assert.equal(heldAfter(metered, held), true);
    assert.equal(heldAfter(metered, held, { written: ['avail'] }), true);
    assert.equal(heldAfter(metered, held, { lookup: () => 50000 }), true, 'a negative result is no value');
    assert.equal(heldAfter(metered, held, { lookup: () => 1000 }), false);
  });

  it('for a limit on a variable and a meter only when the meter has answered', () => {
    const both = house({ ...operatorLimit, value: 'min(55000 * AVAIL / 100, 40000 - M1.power_w)' });
    const held = ruling(9000, { text: 'min(55000 * AVAIL / 100, 40000 - M1.power_w)' });
    assert.equal(heldAfter(both, held, { written: ['avail'] }), true);
    assert.equal(heldAfter(both, held, { lookup: () => 1000 }), false);
  });

  it('for a limit on a variable that is itself a formula when it has a value', () => {
    const expr = 'M1.power_w * 2';
    const current = (value: number | undefined) => new Map([['avail', { value, expr, source: 'admin', atMs: noon }]]);
    assert.equal(heldAfter(operator, ruling(9000), { tables: { current: current(undefined) } }), true);
    assert.equal(heldAfter(operator, ruling(9000), { tables: { current: current(40) } }), false);
  });

  it('when the limit is gone or reads otherwise', () => {
    assert.equal(heldAfter(house(), ruling(22000)), false);
    assert.equal(heldAfter(house({ ...operatorLimit, value: '50000 * AVAIL / 100' }), ruling(22000)), false);
  });
});
