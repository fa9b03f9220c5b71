import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { whatToDrop } from '../../../../firmware/grid/proof/retention.ts';
import { keptMs } from '../../../../firmware/grid/proof/row.ts';

const nowMs = 2 * keptMs;
const young = { seq: 1, atMs: nowMs - 1000 };
const old = { seq: 1, atMs: nowMs - keptMs - 1 };

describe('what goes when the proof log is at its bound', () => {
  const rows = [
    ['minutes of power first', { power: old, audit: old, grid: old }, [50, 10, 40], 'power', true],
    ['what is old before what is not', { power: young, audit: young, grid: old }, [90, 5, 5], 'grid', true],
    ['of the young, power first', { power: young, audit: young, grid: young }, [61, 30, 9], 'power', false],
    [
      'a flood of acts before what was measured',
      { power: young, audit: young, grid: young },
      [60, 31, 9],
      'audit',
      false,
    ],
    ['no small audit trail', { power: undefined, audit: young, grid: young }, [0, 10, 90], 'grid', false],
    ['an audit trail beyond its share', { power: undefined, audit: young, grid: young }, [0, 11, 89], 'audit', false],
    [
      'the audit trail where there is nothing else',
      { power: undefined, audit: young, grid: undefined },
      [0, 9, 0],
      'audit',
      false,
    ],
  ] as const;
  for (const [title, oldest, [power, audit, grid], stream, isOld] of rows)
    it(title, () => {
      const beforeMs = isOld ? nowMs - keptMs : undefined;
      assert.deepEqual(whatToDrop(oldest, { power, audit, grid }, nowMs), { stream, beforeMs });
    });

  it('nothing of an empty log', () => {
    const none = { power: undefined, audit: undefined, grid: undefined };
    assert.equal(whatToDrop(none, { power: 0, audit: 0, grid: 0 }, nowMs), undefined);
  });
});
