import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { LeaderGrant } from '../../../../firmware/domain/leader.ts';
import type { PerPhase } from '../../../../firmware/domain/phases.ts';
import {
  type LeaseMemory,
  leaseAtStart,
  leaseLimitMa,
  leaseState,
  leaseTake,
  riseWaitMs,
} from '../../../../firmware/grid/leader/lease.ts';
import { leaseFromText, leaseToText } from '../../../../firmware/grid/leader/persisted.ts';

const share: PerPhase = [10_000, 10_000, 10_000];
const all = (ma: number): PerPhase => [ma, ma, ma];
const grant = (seq: number, ma: number, more: Partial<LeaderGrant> = {}): LeaderGrant => ({
  ...{ leader: { id: 'a', name: 'cellar' }, seq, limitMa: all(ma), leaseMs: 15_000, leftMs: 15_000 },
  ...more,
});
const taken = (memory: LeaseMemory, given: LeaderGrant, nowMs: number): LeaseMemory => {
  const result = leaseTake(memory, given, share, nowMs);
  assert.equal(result.refused, undefined);
  return result.memory;
};

describe('the lease of a member', () => {
  it('holds the fail-safe share before any word of the leader', () => {
    const memory = leaseAtStart(0);
    for (const nowMs of [0, 1e6, 1e9]) {
      assert.deepEqual(leaseLimitMa(memory, share, nowMs), share);
      assert.equal(leaseState(memory, share, nowMs), 'init');
    }
  });

  it('keeps what is below the share over a restart, also of the highest seq there is', () => {
    const memory = taken(leaseAtStart(0), grant(Number.MAX_SAFE_INTEGER, 4_000), 0);
    const again = leaseFromText(leaseToText(memory), 0);
    assert.deepEqual(again && leaseLimitMa(again, share, 1000), all(4_000));
  });

  const rows: [number, number, number, string][] = [
    // grant, at, limit, state
    [32_000, 14_999, 32_000, 'granted'],
    [32_000, 15_000, 10_000, 'failsafe'],
    [4_000, 14_999, 4_000, 'granted'],
    [4_000, 15_000, 4_000, 'over'],
    [4_000, 29_999 + riseWaitMs, 4_000, 'over'],
    [4_000, 30_000 + riseWaitMs, 10_000, 'failsafe'],
  ];
  for (const [ma, atMs, limitMa, state] of rows)
    it(`of ${ma} mA after ${atMs} ms: ${limitMa} mA, ${state}`, () => {
      const memory = taken(leaseAtStart(0), grant(1, ma), 0);
      assert.deepEqual(leaseLimitMa(memory, share, atMs), all(limitMa));
      assert.equal(leaseState(memory, share, atMs), state);
    });

  it('refuses what is old, too long on its way, or of another leader while a grant holds', () => {
    const memory = taken(leaseAtStart(0), grant(7, 20_000), 0);
    const code = (given: LeaderGrant, nowMs = 1) => leaseTake(memory, given, share, nowMs).refused;
    assert.deepEqual([code(grant(7, 1))?.code, code(grant(7, 1))?.seq], ['oldSeq', 7]);
    assert.equal(code(grant(6, 1))?.code, 'oldSeq');
    assert.equal(code(grant(8, 1, { leftMs: 0 }))?.code, 'leaseOver');
    assert.equal(code(grant(8, 1, { leader: { id: 'b', name: 'roof' } }))?.code, 'otherLeader');
    assert.equal(code(grant(8, 1, { leader: { id: 'b', name: 'roof' } }), 15_000), undefined);
  });

  it('after a restart refuses every seq that it may have taken, and holds no more than before', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 2500 }), fc.nat(40_000), fc.integer({ min: 0, max: 20_000 })), {
          minLength: 1,
          maxLength: 30,
        }),
        (steps) => {
          let memory = leaseAtStart(0);
          let [seq, nowMs] = [0, 0];
          for (const [up, ma, afterMs] of steps) {
            seq += up;
            nowMs += afterMs;
            memory = taken(memory, grant(seq, ma), nowMs);
            const again = leaseFromText(leaseToText(memory), 0);
            assert.ok(again !== undefined);
            assert.equal(leaseTake(again, grant(seq, 50_000), share, 0).refused?.code, 'oldSeq');
            const before = leaseLimitMa(memory, share, nowMs);
            for (const atMs of [0, 15_000, 29_999 + riseWaitMs]) {
              const held = leaseLimitMa(again, share, atMs);
              assert.ok(held.every((held_, p) => held_ <= Math.min(before[p] ?? 0, share[p] ?? 0)));
            }
          }
        },
      ),
    );
  });

  it('writes little: grants every second that stay the same change no text for a quarter of an hour', () => {
    let memory = taken(leaseAtStart(0), grant(1, 20_000), 0);
    const text = leaseToText(memory);
    for (let s = 1; s < 900; s += 1) memory = taken(memory, grant(1 + s, 20_000 + s), s * 1000);
    assert.equal(leaseToText(memory), text);
  });

  it('takes no text that is none of ours', () => {
    for (const text of ['', '{', '[]', '{"seq":-1}', '{"seq":1,"low":{"limitMa":[1,2],"leaseMs":1}}'])
      assert.equal(leaseFromText(text, 0), undefined, text);
  });
});
