import assert from 'node:assert/strict';
import type { LeadAnswer } from '../../../../firmware/control/messages.ts';
import { LeaderDesk } from '../../../../firmware/control/several-boxes/leader-desk.ts';
import type { LeaderGrant, LeaderState } from '../../../../firmware/domain/leader.ts';
import type { Site } from '../../../../firmware/domain/site/schema.ts';
import type { State } from '../../../../firmware/domain/state.ts';
import type { Store } from '../../../../firmware/store/store.ts';

const led = (seq: number): LeaderState => ({
  ...{ circuit: 'house', state: 'granted', since: '', leader: null, seq, limitA: [6, 6, 6], leaseLeftS: 15 },
  ...{ failsafeA: [6, 6, 6], confirmed: true, atMostA: [0, 0, 0], drawnA: [0, 0, 0], wantedA: [0, 0, 0] },
  ...{ houseA: [0, 0, 0], cars: 0 },
});

/** A desk whose worker takes every grant and runs a cycle with it. */
function deskOf(leads: readonly string[] = []) {
  const grants: LeaderGrant[] = [];
  const listeners = new Set<(state: State) => void>();
  const cycle = (seq: number) => {
    for (const listener of listeners) listener({ leader: led(seq), at: '' } as State);
  };
  const order: string[] = [];
  const desk = new LeaderDesk({
    store: {
      gridSources: { put: () => void order.push('disk') },
      audit: { append: () => undefined },
    } as unknown as Store,
    host: {
      lead: async (grant): Promise<LeadAnswer> => {
        grants.push(grant);
        order.push('worker');
        await Promise.resolve();
        setImmediate(() => cycle(grant.seq));
        return { taken: true, sources: [{ id: 'leader:box', state: '{}', atMs: 0 }] };
      },
      current: () => undefined,
      onState(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    site: () => ({ leader: { circuit: 'house', failsafeA: [6, 6, 6] } }) as unknown as Site,
    box: 'me',
    leads: () => leads,
  });
  cycle(0);
  return { desk, grants, order };
}
const call = (seq: number, more: object = {}) => ({
  ...{ limitA: [10, 10, 9.9999] as const, leaseS: 15, seq, leader: { id: 'boss', name: 'Cellar' } },
  ...more,
});

describe('the desk of a box that is led', () => {
  it('lets a grant act, writes it down, and answers with the cycle in which it holds', async () => {
    const { desk, grants, order } = deskOf();
    const outcome = await desk.grant(call(7));
    assert.ok('answer' in outcome);
    assert.deepEqual([outcome.answer.seq, outcome.answer.box], [7, 'me']);
    assert.deepEqual(order, ['worker', 'disk']);
    assert.deepEqual(grants[0]?.limitMa, [10_000, 10_000, 9999]);
  });

  it('counts the lease from its own stamp; one of another program, of the future or of nobody leaves nothing', async () => {
    const { desk, grants } = deskOf();
    const { stamp } = desk.view();
    await desk.grant(call(1, { stamp }));
    assert.ok((grants[0]?.leftMs ?? 0) > 0 && (grants[0]?.leftMs ?? 0) <= 15_000);
    const [boot, at] = stamp.split('.');
    const wrong = [`other.${at}`, `${boot}.${Number(at) + 1e9}`, `${boot}.x`, `${boot}`, '.', ''];
    for (const [k, bad] of wrong.entries()) await desk.grant(call(2 + k, { stamp: bad }));
    for (const { leftMs } of grants.slice(1)) assert.ok(leftMs <= 0, String(leftMs));
  });

  it('is led by nobody whom it leads itself', async () => {
    const { desk, grants } = deskOf(['boss']);
    for (const outcome of [await desk.grant(call(1)), await desk.grant(call(1, { leader: { id: 'me', name: 'I' } }))])
      assert.ok('refused' in outcome && outcome.refused.error === 'leaderLoop');
    assert.deepEqual(grants, []);
  });
});
