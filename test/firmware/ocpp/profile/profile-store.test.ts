import assert from 'node:assert/strict';
import type { ChargingProfile, SchedulePeriod } from '../../../../firmware/ocpp/profile/charging-profile.ts';
import { type InstallContext, ProfileStore } from '../../../../firmware/ocpp/profile/profile-store.ts';
import type { RefusalCode } from '../../../../firmware/ocpp/profile/refusal.ts';

const nowMs = Date.parse('2026-05-04T12:00:00Z');
const hourMs = 3_600_000;
const context: InstallContext = {
  nowMs,
  transactions: [{ connector: 1, id: 'tx1', startedAtMs: nowMs - hourMs }],
  connectors: 2,
};

const periods: readonly SchedulePeriod[] = [{ startS: 0, limit: 16_000 }];
const profile = (change: Partial<ChargingProfile> = {}): ChargingProfile => ({
  ...{ id: 1, connector: 1, purpose: 'txDefault', stackLevel: 0, kind: 'absolute' },
  schedules: [{ unit: 'A', startMs: nowMs, periods }],
  ...change,
});
const withPeriods = (...list: readonly Partial<SchedulePeriod>[]): Partial<ChargingProfile> => ({
  schedules: [{ unit: 'A', startMs: nowMs, periods: list.map((one) => ({ startS: 0, limit: 6000, ...one })) }],
});

const store16 = (...profiles: readonly ChargingProfile[]) => new ProfileStore({ version: '1.6', profiles });
const store201 = (...profiles: readonly ChargingProfile[]) => new ProfileStore({ version: '2.0.1', profiles });
const ids = (store: ProfileStore) => store.list().map(({ id }) => id);

const hostile: readonly (readonly [string, RefusalCode, Partial<ChargingProfile>])[] = [
  ['a negative limit', 'limit', withPeriods({ limit: -1 })],
  ['a limit of 1e9 A', 'limit', withPeriods({ limit: 1e12 })],
  ['a limit that is no number', 'limit', withPeriods({ limit: Number.NaN })],
  ['10,000 periods', 'tooManyPeriods', withPeriods(...[...Array(10_000).keys()].map((startS) => ({ startS })))],
  ['no periods', 'periods', withPeriods()],
  ['a first period that is not at 0', 'periods', withPeriods({ startS: 1 })],
  ['unordered periods', 'periods', withPeriods({}, { startS: 20 }, { startS: 10 })],
  ['overlapping periods', 'periods', withPeriods({}, { startS: 10 }, { startS: 10 })],
  ['a period at a broken second', 'periods', withPeriods({}, { startS: 0.5 })],
  ['a period far away', 'periods', withPeriods({}, { startS: 1e12 })],
  ['four phases', 'phases', withPeriods({ phases: 4 as 3 })],
  ['phase 2 of three', 'phaseToUse', withPeriods({ phaseToUse: 2 })],
  ['phase 4', 'phaseToUse', withPeriods({ phases: 1, phaseToUse: 4 as 3 })],
  ['a phase to use, where none can be chosen', 'phaseToUse', withPeriods({ phases: 1, phaseToUse: 2 })],
  ['no schedule', 'schedules', { schedules: [] }],
  ['four schedules', 'schedules', { schedules: Array(4).fill({ unit: 'A', startMs: nowMs, periods }) }],
  ['a duration of 0', 'duration', { schedules: [{ unit: 'A', startMs: nowMs, durationS: 0, periods }] }],
  ['a negative duration', 'duration', { schedules: [{ unit: 'A', startMs: nowMs, durationS: -5, periods }] }],
  ['a negative stack level', 'stackLevel', { stackLevel: -1 }],
  ['a stack level above the most', 'stackLevel', { stackLevel: 101 }],
  ['a connector that is not there', 'connector', { connector: 3 }],
  ['a negative connector', 'connector', { connector: -1 }],
  ['a maximum of the station at a connector', 'connector', { purpose: 'stationMax' }],
  ['a profile of a transaction at connector 0', 'connector', { purpose: 'tx', connector: 0 }],
  ['a transaction on an idle connector', 'transaction', { purpose: 'tx', connector: 2, transaction: 'tx1' }],
  ['another transaction', 'transaction', { purpose: 'tx', transaction: 'tx2' }],
  ['a constraint from outside by the backend', 'purpose', { purpose: 'external', connector: 0 }],
  ['a recurring profile that does not say how', 'recurrency', { kind: 'recurring' }],
  [
    'a recurring profile without a start',
    'start',
    { kind: 'recurring', recurrency: 'daily', schedules: [{ unit: 'A', periods }] },
  ],
  [
    'a relative maximum of the station',
    'kind',
    { kind: 'relative', purpose: 'stationMax', connector: 0, schedules: [{ unit: 'A', periods }] },
  ],
  ['a validity that ends before it begins', 'validity', { validFromMs: nowMs + 2, validToMs: nowMs + 1 }],
  ['a validity in the past', 'past', { validToMs: nowMs - 1 }],
  ['a schedule in the past', 'past', { schedules: [{ unit: 'A', startMs: nowMs - hourMs, durationS: 3600, periods }] }],
  ['a date that is none', 'payload', { validFromMs: Number.NaN }],
  ['an id that is none', 'payload', { id: 1.5 }],
  [
    'a schedule with an id that is none',
    'payload',
    { schedules: [{ id: Number.POSITIVE_INFINITY, unit: 'A', startMs: nowMs, periods }] },
  ],
];

describe('the profiles of a station', () => {
  for (const [what, code, change] of hostile)
    it(`refuse ${what} and change nothing`, () => {
      for (const store of [store16(profile({ id: 9, stackLevel: 9 })), store201(profile({ id: 9, stackLevel: 9 }))]) {
        // 1.6 has one schedule at most, which is told first.
        const installed = store.install(profile(change), context);
        assert.ok(!installed.accepted);
        assert.equal(installed.refusal.code, code);
        assert.match(installed.refusal.sentence, /^[A-Z].{10,}/);
        assert.deepEqual(ids(store), [9]);
      }
    });

  it('refuse units that they do not support, and more profiles than they hold', () => {
    const watts = new ProfileStore({ version: '1.6', bounds: { units: ['W'] } }).install(profile(), context);
    assert.equal(!watts.accepted && watts.refusal.code, 'unit');
    const full = new ProfileStore({ version: '1.6', bounds: { maxProfiles: 1 }, profiles: [profile()] });
    const second = full.install(profile({ id: 2, stackLevel: 1 }), context);
    assert.equal(!second.accepted && second.refusal.code, 'tooManyProfiles');
    assert.ok(full.install(profile({ id: 2 }), context).accepted);
    assert.deepEqual(ids(full), [2]);
  });

  it('refuse more periods than they hold in all', () => {
    const thousand = withPeriods(...Array.from({ length: 1000 }, (_, startS) => ({ startS })));
    const store = store16();
    const codes = Array.from({ length: 9 }, (_, k) =>
      store.install(profile({ id: k, stackLevel: k, ...thousand }), context),
    ).map((installed) => installed.accepted || installed.refusal.code);
    assert.deepEqual(codes, [...Array(8).fill(true), 'tooManyPeriods']);
    assert.ok(store.install(profile({ id: 3, stackLevel: 3, ...thousand }), context).accepted);
  });

  it('of 1.6: the same id gives way anywhere, the same purpose and stack level at the same connector', () => {
    const store = store16();
    store.install(profile({ id: 1 }), context);
    store.install(profile({ id: 2, connector: 2 }), context);
    store.install(profile({ id: 3, connector: 0 }), context);
    store.install(profile({ id: 4, stackLevel: 1 }), context);
    assert.deepEqual(ids(store), [1, 2, 3, 4]);
    const installed = store.install(profile({ id: 2, connector: 1 }), context);
    assert.deepEqual(installed.accepted && [...installed.replaced].sort(), [1, 2]);
    assert.deepEqual(ids(store), [3, 4, 2]);
  });

  it('of 2.0.1: only the same id gives way, another at the same level and time is refused', () => {
    const store = store201(profile({ id: 1 }));
    assert.ok(store.install(profile({ id: 1, stackLevel: 3 }), context).accepted);
    const clashes: readonly Partial<ChargingProfile>[] = [{ stackLevel: 3 }, { stackLevel: 3, connector: 0 }];
    for (const change of clashes) {
      const clash = store.install(profile({ id: 2, ...change }), context);
      assert.equal(!clash.accepted && clash.refusal.code, 'duplicate');
    }
    assert.ok(store.install(profile({ id: 3, stackLevel: 3, connector: 2 }), context).accepted);
    assert.ok(store.install(profile({ id: 4, validFromMs: nowMs, validToMs: nowMs + hourMs }), context).accepted);
    assert.ok(store.install(profile({ id: 5, validFromMs: nowMs + hourMs }), context).accepted);
    assert.deepEqual(ids(store), [1, 3, 4, 5]);
  });

  it('of 2.0.1: say when a relative schedule starts, or an absolute one does not', () => {
    const relative = store201().install(profile({ kind: 'relative' }), context);
    assert.equal(!relative.accepted && relative.refusal.code, 'start');
    const absolute = profile({ schedules: [{ unit: 'A', periods }] });
    const refused = store201().install(absolute, context);
    assert.equal(!refused.accepted && refused.refusal.code, 'start');
    assert.ok(store16().install(absolute, context).accepted);
  });

  it('keep constraints from outside from the backend', () => {
    const store = store201();
    assert.ok(
      store.install(profile({ id: 7, purpose: 'external', connector: 0 }), { ...context, by: 'local' }).accepted,
    );
    const stolen = store.install(profile({ id: 7 }), context);
    assert.equal(!stolen.accepted && stolen.refusal.code, 'duplicate');
    assert.deepEqual(store.clear({}), []);
    assert.deepEqual(ids(store), [7]);
    assert.equal(store.clear({}, 'local').length, 1);
  });

  it('bind a profile of a transaction to the one that runs, and let it go with it', () => {
    const store = store16();
    assert.ok(store.install(profile({ purpose: 'tx' }), context).accepted);
    assert.equal(store.list()[0]?.transaction, 'tx1');
    assert.equal(store.endTransaction('tx2'), 0);
    assert.equal(store.endTransaction('tx1'), 1);
    assert.deepEqual(ids(store), []);
  });

  it('let a maximum without a start count from its installation', () => {
    const store = store16();
    const max = profile({ purpose: 'stationMax', connector: 0, schedules: [{ unit: 'A', periods }] });
    assert.ok(store.install(max, context).accepted);
    assert.equal(store.list()[0]?.schedules[0]?.startMs, nowMs);
  });

  it('are cleared and listed by what is given', () => {
    const all = [
      profile({ id: 1 }),
      profile({ id: 2, stackLevel: 1 }),
      profile({ id: 3, connector: 0 }),
      profile({ id: 4, connector: 0, purpose: 'stationMax' }),
    ];
    const left = (criteria: Parameters<ProfileStore['clear']>[0]) => {
      const store = store16(...all);
      store.clear(criteria);
      return ids(store);
    };
    assert.deepEqual(left({}), []);
    assert.deepEqual(left({ ids: [2, 4] }), [1, 3]);
    assert.deepEqual(left({ connector: 0 }), [1, 2]);
    assert.deepEqual(left({ purpose: 'txDefault', stackLevel: 0 }), [2, 4]);
    assert.deepEqual(left({ ids: [1], connector: 0 }), [1, 2, 3, 4]);
    assert.deepEqual(
      store16(...all)
        .list({ purpose: 'stationMax' })
        .map(({ id }) => id),
      [4],
    );
  });

  it('drop what is over when another comes', () => {
    const store = store16(profile({ id: 1, stackLevel: 5, validToMs: nowMs + 1 }));
    store.install(profile({ id: 2 }), { ...context, nowMs: nowMs + 1 });
    assert.deepEqual(ids(store), [2]);
  });
});
