import assert from 'node:assert/strict';
import { limitPeriods } from '../../../../firmware/grid/proof/limit-periods.ts';

const minute = (at: number) => at * 60_000;
const iso = (at: number) => new Date(minute(at)).toISOString();
const row = (seq: number, at: number, kind: string, data: object) => ({
  ...{ seq, kind, atMs: minute(at) },
  data: JSON.stringify(data),
});
const power = (at: number, gridW: number | null, chargePointsW: number | null) =>
  row(at, at, 'minute', { gridW, chargePointsW });
const limits = [{ id: 'operator', place: 'house', value: 22_000, unit: 'W' }];

/** A command that is overtaken, one that holds, one that was refused, a silence. */
const grid = [
  row(1, 0, 'started', {}),
  row(2, 10, 'command', { source: 'channel:emt1', by: 'p1', values: { AVAIL: 40 } }),
  row(3, 10.01, 'applied', { cmd: 2, limits }),
  row(4, 10.1, 'confirmed', { cmd: 2, offeredA: { E1: 6 } }),
  row(5, 11, 'unconfirmed', { cmd: 2, points: ['E2', 'E3'], afterS: 60 }),
  row(6, 11.5, 'confirmed', { cmd: 2, offeredA: { E2: 6 } }),
  row(7, 12, 'command', { source: 'channel:emt1', by: 'p1', values: { X: 1 }, refused: 'notListed' }),
  row(8, 20, 'failsafe', { variable: 'AVAIL', limits }),
  row(9, 25, 'failsafeOver', { variable: 'AVAIL', limits: [] }),
  row(10, 40, 'command', { source: 'channel:emt1', by: 'p1', values: { AVAIL: 60 } }),
  row(11, 40, 'ended', { cmd: 2, why: 'overtaken', next: 10, unconfirmed: ['E3'] }),
];
const whole = { fromMs: 0, toMs: minute(100) };

describe('what limited the site, from the rows of the log', () => {
  it('follows a command from its receipt to its end', () => {
    const [first, silence, last, ...more] = limitPeriods(grid, [], whole);
    assert.deepEqual(more, []);
    assert.deepEqual(first, {
      ...{ row: 2, kind: 'command', source: 'channel:emt1', by: 'p1' },
      ...{ at: iso(10), appliedAt: iso(10.01), endedAt: iso(40), endedWhy: 'overtaken' },
      data: { source: 'channel:emt1', by: 'p1', values: { AVAIL: 40 } },
      limits,
      ...{ confirmed: ['E1', 'E2'], unconfirmed: ['E3'], confirmedAt: iso(11.5) },
      ...{ gridW: null, chargePointsW: null },
    });
    assert.deepEqual([silence?.kind, silence?.source, silence?.endedAt], ['failsafe', 'box', iso(25)]);
    assert.deepEqual([last?.row, last?.appliedAt, last?.endedAt], [10, null, null]);
  });

  it('gives only what held between the two times, also what began before', () => {
    const rows = (from: number, to: number) =>
      limitPeriods(grid, [], { fromMs: minute(from), toMs: minute(to) }).map((one) => one.row);
    assert.deepEqual(rows(26, 30), [2]);
    assert.deepEqual(rows(22, 30), [2, 8]);
    assert.deepEqual(rows(50, 60), [10]);
    assert.deepEqual(rows(0, 10), []);
  });

  it('measures whole minutes while it held, and says nothing where none was', () => {
    const minutes = [
      power(9, 99, 99),
      power(10, 98, 98),
      power(11, 20_000, 9000),
      power(12, 22_000, null),
      power(39, 21_000, 7000),
      power(40, 90, 90),
    ];
    const [first, silence] = limitPeriods(grid, minutes, whole);
    assert.deepEqual(first?.gridW, { meanW: 21_000, highestW: 22_000 });
    assert.deepEqual(first?.chargePointsW, { meanW: 8000, highestW: 9000 });
    assert.equal(silence?.gridW, null);
  });
});
