import assert from 'node:assert/strict';
import { waitingPoint } from '../../../../firmware/api/cnf/waiting-point.ts';
import type { ChargePointState, State } from '../../../../firmware/domain/state.ts';
import { exampleState } from '../fakes.ts';

interface At {
  readonly state: ChargePointState['state'];
  readonly authorised?: boolean;
  readonly tag?: string;
  readonly atMs?: number;
}

function chosen(points: Record<string, At>, counts = (_: string) => true): string | undefined {
  const example = exampleState(1);
  const [point] = example.chargePoints;
  assert.ok(point);
  const chargePoints = Object.entries(points).map(([id, { state }]) => ({ ...point, id, state }));
  const state: State = { ...example, chargePoints };
  return waitingPoint(state, counts, {
    view: (id) => {
      const { authorised = false, tag = null } = points[id] ?? {};
      return { chargePoint: id, user: null, tag, authorised, paused: false, budget: null };
    },
    own: ({ tag }) => tag === 'mine',
    pluggedAtMs: (id) => points[id]?.atMs,
  });
}

describe('the charge point a card is meant for', () => {
  it('is where a car waits, of several the one that came last', () => {
    assert.equal(
      chosen({ E1: { state: 'B', atMs: 1 }, E2: { state: 'B', atMs: 5 }, E3: { state: 'A', atMs: 9 } }),
      'E2',
    );
    assert.equal(chosen({ E1: { state: 'B' }, E2: { state: 'C', atMs: 5 } }), 'E2');
  });
  it('is where a car waits before one that charges by this card, and that before one that is free', () => {
    const mine = { state: 'C', authorised: true, tag: 'mine' } as const;
    const free = { state: 'B', authorised: true, atMs: 9 } as const;
    assert.equal(chosen({ E1: mine, E2: { state: 'B' }, E3: free }), 'E2');
    assert.equal(chosen({ E1: mine, E3: free }), 'E1');
    assert.equal(chosen({ E3: free }), 'E3');
  });
  it('is never one where the card does not count, one of somebody else, or one without a car', () => {
    assert.equal(
      chosen({ E1: { state: 'B' } }, () => false),
      undefined,
    );
    assert.equal(chosen({ E1: { state: 'C', authorised: true, tag: 'other' } }), undefined);
    assert.equal(chosen({ E1: { state: 'A' }, E2: { state: null }, E3: { state: 'F' } }), undefined);
  });
});
