import assert from 'node:assert/strict';
import { OverdraftMark } from '../../../../firmware/control/original/overdraft-mark.ts';
import type { CircuitState } from '../../../../firmware/domain/state.ts';

const circuits = (drawnA: CircuitState['drawnA'], limitA = 80): readonly CircuitState[] => [
  {
    ...{ id: 'house', name: 'house', parent: null, fuseA: 80, reserveA: 2, limitA: [limitA, limitA, limitA], drawnA },
    ...{ limitW: null, reason: { code: 'fuse' }, headroomA: [null, null, null] },
  },
];

describe('the overdraft mark', () => {
  it('keeps the most by which the reserve was used, on the worst phase', () => {
    const mark = new OverdraftMark();
    mark.observe({ circuits: circuits([10, 77, null]) });
    assert.equal(mark.ma(), 0);
    mark.observe({ circuits: circuits([10, 79.5, 78.2]) });
    mark.observe({ circuits: circuits([10, 20, 30]) });
    assert.equal(mark.ma(), 1500);
  });

  it('does not mind cars that are still on their way down after the operator spoke, nor a site without circuits', () => {
    const mark = new OverdraftMark();
    mark.observe({ circuits: circuits([60, 60, 60], 20) });
    mark.observe({ circuits: [] });
    assert.equal(mark.ma(), 0);
  });
});
