import assert from 'node:assert/strict';
import { backendCeilings, type CeilingsQuery } from '../../../../firmware/ocpp/profile/backend-ceilings.ts';
import type { ChargingProfile, SchedulePeriod } from '../../../../firmware/ocpp/profile/charging-profile.ts';
import { limitAt } from '../../../../firmware/ocpp/profile/limit-at.ts';

const atMs = Date.parse('2026-05-04T12:00:00Z');
const profile = (change: Partial<ChargingProfile>, ...periods: readonly SchedulePeriod[]): ChargingProfile => ({
  ...{ id: 1, connector: 1, purpose: 'txDefault', stackLevel: 0, kind: 'absolute' },
  schedules: [{ unit: 'A', startMs: atMs, periods }],
  ...change,
});
const at = (profiles: readonly ChargingProfile[], change: Partial<CeilingsQuery> = {}) =>
  backendCeilings({
    profiles,
    connectors: [{ phases: 3, mayCharge: true }],
    transactions: [],
    atMs,
    ...change,
  });
const max = (limit: number) => profile({ id: 9, connector: 0, purpose: 'stationMax' }, { startS: 0, limit });
const two = (first: boolean, second: boolean) => ({
  connectors: [
    { phases: 3, mayCharge: first },
    { phases: 3, mayCharge: second },
  ] as const,
});

describe('the ceiling of a backend by its profiles', () => {
  it('is none where nothing is installed', () => assert.deepEqual(at([]), [undefined]));

  it('says when it changes by itself, and not when it only seems to', () => {
    const steps = profile({}, { startS: 0, limit: 16_000 }, { startS: 60, limit: 16_000 }, { startS: 90, limit: 6000 });
    assert.deepEqual(at([steps]), [{ maxMa: 16_000, why: 'profile', untilMs: atMs + 90_000 }]);
    assert.deepEqual(at([steps], { atMs: atMs - 1 }), [{ why: 'profile', untilMs: atMs }]);
    assert.deepEqual(at([steps], { atMs: atMs + 90_000 }), [{ maxMa: 6000, why: 'profile' }]);
  });

  it('is that of the transaction while it runs, else the default', () => {
    const list = [
      profile({ id: 1 }, { startS: 0, limit: 10_000 }),
      profile({ id: 2, purpose: 'tx', transaction: 'tx1' }, { startS: 0, limit: 20_000 }),
    ];
    const running = [{ connector: 1, id: 'tx1', startedAtMs: atMs }];
    assert.equal(at(list)[0]?.maxMa, 10_000);
    assert.equal(at(list, { transactions: running })[0]?.maxMa, 20_000);
    assert.equal(at([...list, max(8000)], { transactions: running })[0]?.maxMa, 8000);
    const another = [{ connector: 1, id: 'tx2', startedAtMs: atMs }];
    assert.equal(at(list, { transactions: another })[0]?.maxMa, 10_000);
  });

  it('keeps the lower of constraints from outside and of the backend, in A and in W, on the fewer phases', () => {
    const watts = profile({ id: 3, connector: 0, purpose: 'external', schedules: [] });
    const external = {
      ...watts,
      schedules: [{ unit: 'W' as const, startMs: atMs, periods: [{ startS: 0, limit: 4000 }] }],
    };
    const one = profile({ id: 4 }, { startS: 0, limit: 16_000, phases: 1 });
    assert.deepEqual(at([external, one]), [{ maxMa: 16_000, maxW: 4000, phases: 1, why: 'profile' }]);
    const twoPhases = profile({ id: 4 }, { startS: 0, limit: 16_000, phases: 2 });
    assert.equal(at([twoPhases])[0]?.phases, 1);
    const onOne = { connectors: [{ phases: 1, mayCharge: true }] as const };
    assert.equal(at([twoPhases], onOne)[0]?.phases, undefined);
  });

  it('shares what the station may draw among those that may charge; nobody else gets any', () => {
    assert.deepEqual(
      at([max(25_001)], two(true, true)).map((one) => one?.maxMa),
      [12_500, 12_500],
    );
    assert.deepEqual(
      at([max(25_001)], two(true, false)).map((one) => one?.maxMa),
      [25_001, 0],
    );
    assert.deepEqual(
      at([max(25_001)], two(false, false)).map((one) => one?.maxMa),
      [0, 0],
    );
    const own = profile({ id: 2, connector: 2 }, { startS: 0, limit: 6000 });
    assert.deepEqual(
      at([max(25_001), own], two(true, true)).map((one) => one?.maxMa),
      [12_500, 6000],
    );
  });

  it('keeps a constraint from outside for one EVSE to that one', () => {
    const external = profile({ id: 3, purpose: 'external', connector: 2 }, { startS: 0, limit: 7000 });
    assert.deepEqual(at([external], two(true, true)), [undefined, { maxMa: 7000, why: 'profile' }]);
  });

  it('counts a relative profile from the begin of the transaction, and its first period before', () => {
    const relative = profile({
      kind: 'relative',
      schedules: [
        {
          unit: 'A',
          periods: [
            { startS: 0, limit: 6000 },
            { startS: 600, limit: 32_000 },
          ],
        },
      ],
    });
    const running = [{ connector: 1, id: 'tx1', startedAtMs: atMs - 599_000 }];
    assert.deepEqual(at([relative]), [{ maxMa: 6000, why: 'profile' }]);
    assert.deepEqual(at([relative], { transactions: running }), [
      { maxMa: 6000, why: 'profile', untilMs: atMs + 1000 },
    ]);
    assert.equal(at([relative], { transactions: running, atMs: atMs + 1000 })[0]?.maxMa, 32_000);
  });

  it('names the profiles that prevail', () => {
    const list = [
      profile({ id: 5 }, { startS: 0, limit: 6000 }),
      profile({ id: 6, stackLevel: 1 }, { startS: 0, limit: 9000 }),
    ];
    assert.deepEqual(
      limitAt({ profiles: [...list, max(40_000)], connector: 1, transactions: [], atMs }).profiles,
      [9, 6],
    );
  });
});
