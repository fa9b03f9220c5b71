import assert from 'node:assert/strict';
import type { ChargingProfile, ChargingSchedule } from '../../../../firmware/ocpp/profile/charging-profile.ts';
import {
  type CompositeQuery,
  compositeSchedule,
  maxCompositePeriods,
  maxCompositeS,
} from '../../../../firmware/ocpp/profile/composite.ts';
import { limitAt } from '../../../../firmware/ocpp/profile/limit-at.ts';

const fromMs = Date.parse('2026-05-04T12:00:00Z');
const hourS = 3600;
const dayS = 86_400;

type Change = Partial<ChargingProfile> & { readonly schedule?: Partial<ChargingSchedule> };
const profile = (limits: Readonly<Record<number, number>>, { schedule, ...change }: Change = {}): ChargingProfile => ({
  ...{ id: 1, connector: 1, purpose: 'txDefault', stackLevel: 0, kind: 'absolute' },
  schedules: [
    {
      ...{ unit: 'A', startMs: fromMs },
      periods: Object.entries(limits).map(([startS, limit]) => ({ startS: Number(startS), limit })),
      ...schedule,
    },
  ],
  ...change,
});
const steps = (profiles: readonly ChargingProfile[], change: Partial<CompositeQuery> = {}) =>
  compositeSchedule({
    ...{ profiles, connector: 1, connectors: [{ maxMa: 32_000, phases: 3, voltageV: 230 }], transactions: [] },
    ...{ fromMs, durationS: hourS, unit: 'A' },
    ...change,
  }).periods.map(({ startS, limit }) => [startS, limit]);

describe('the composite schedule', () => {
  it('is the maximum of the connector where nothing is installed, and at least one period', () => {
    assert.deepEqual(steps([]), [[0, 32_000]]);
    assert.deepEqual(steps([], { durationS: 0 }), [[0, 32_000]]);
    assert.deepEqual(steps([], { durationS: Number.NaN }), [[0, 32_000]]);
  });

  it('falls back to the lower level where a duration ends, and to the maximum of the connector after the last (1.6 3.13.2)', () => {
    const low = profile({ 0: 10_000 }, { schedule: { durationS: 1200 } });
    const high = profile({ 0: 20_000, 300: 16_000, 900: 6000 }, { stackLevel: 1, schedule: { durationS: 600 } });
    assert.deepEqual(steps([low, high]), [
      [0, 20_000],
      [300, 16_000],
      [600, 10_000],
      [1200, 32_000],
    ]);
  });

  it('never falls back where the highest level has no duration', () => {
    const list = [profile({ 0: 10_000 }), profile({ 0: 20_000, 60: 24_000 }, { stackLevel: 1 })];
    assert.deepEqual(steps(list), [
      [0, 20_000],
      [60, 24_000],
    ]);
  });

  it('turns W into A over the phases that are left, 3 where none are named, and rounds down', () => {
    const watts = profile({ 0: 11_000 }, { schedule: { unit: 'W' } });
    assert.deepEqual(steps([watts]), [[0, 15_942]]);
    const onePhase: ChargingProfile = {
      ...profile({}, { id: 2, connector: 0, purpose: 'stationMax' }),
      schedules: [{ unit: 'A', startMs: fromMs, periods: [{ startS: 0, limit: 25_000, phases: 1 }] }],
    };
    assert.deepEqual(steps([watts, onePhase]), [[0, 25_000]]);
    assert.deepEqual(steps([watts, onePhase], { unit: 'W' }), [[0, 5750]]);
    assert.deepEqual(steps([watts], { connectors: [{ maxMa: 32_000, phases: 2, voltageV: 230 }] }), [[0, 23_913]]);
  });

  it('of the whole station is the sum of its connectors under the maximum of the station', () => {
    const connectors = Array(3).fill({ maxMa: 16_000, phases: 3, voltageV: 230 });
    const one = profile({ 0: 6000 });
    const max = profile({ 0: 40_000, 600: 30_000 }, { id: 2, connector: 0, purpose: 'stationMax' });
    assert.deepEqual(steps([one], { connectors, connector: 0 }), [[0, 38_000]]);
    assert.deepEqual(steps([one, max], { connectors, connector: 0 }), [
      [0, 38_000],
      [600, 30_000],
    ]);
  });

  it('takes of several schedules of 2.0.1 the lowest in force', () => {
    const [first] = profile({ 0: 10_000, 600: 30_000 }).schedules;
    const [second] = profile({ 0: 20_000 }).schedules;
    assert.ok(first !== undefined && second !== undefined);
    assert.deepEqual(steps([{ ...profile({}), schedules: [first, second] }]), [
      [0, 10_000],
      [600, 20_000],
    ]);
  });

  it('is bounded in length and in periods, and says how long it is then', () => {
    const query = {
      connector: 1,
      connectors: [{ maxMa: 32_000, phases: 3, voltageV: 230 }],
      transactions: [],
    } as const;
    const whole = compositeSchedule({ ...query, profiles: [], fromMs, durationS: 1e12, unit: 'A' });
    assert.equal(whole.durationS, maxCompositeS);
    const restless = Object.fromEntries(Array.from({ length: 1000 }, (_, k) => [k, 6000 + (k % 2) * 1000]));
    const daily = profile(restless, { kind: 'recurring', recurrency: 'daily' });
    const cut = compositeSchedule({ ...query, profiles: [daily], fromMs, durationS: 3 * dayS, unit: 'A' });
    assert.equal(cut.periods.length, maxCompositePeriods);
    assert.equal(cut.durationS, dayS + 24);
  });
});

describe('recurring profiles', () => {
  const daily: Change = { kind: 'recurring', recurrency: 'daily' };

  it('begin at the same second of UTC when the clocks of the house change: that is one hour off on its clock', () => {
    for (const [before, day] of [
      ['2026-03-28T21:00:00Z', '2026-03-29T21:00:00Z'],
      ['2026-10-24T21:00:00Z', '2026-10-25T21:00:00Z'],
    ] as const) {
      const night = profile({ 0: 6000, [8 * hourS]: 32_000 }, { ...daily, schedule: { startMs: Date.parse(before) } });
      const at = (ms: number) => limitAt({ profiles: [night], connector: 1, transactions: [], atMs: ms });
      const startMs = Date.parse(day);
      assert.equal(at(startMs - 1).maxMa, 32_000);
      assert.deepEqual(at(startMs), { maxMa: 6000, profiles: [1], untilMs: startMs + 8 * hourS * 1000 });
      // By Amsterdam's clock it began at 22:00 before the change in spring, and begins at 23:00 after it.
      const clock = (ms: number) => new Date(ms).toLocaleTimeString('nl', { timeZone: 'Europe/Amsterdam' });
      assert.notEqual(clock(Date.parse(before)), clock(startMs));
    }
  });

  it('begin anew each week, and not before they start', () => {
    const weekly = profile({ 0: 6000 }, { kind: 'recurring', recurrency: 'weekly', schedule: { durationS: 60 } });
    const at = (ms: number) => limitAt({ profiles: [weekly], connector: 1, transactions: [], atMs: ms });
    assert.equal(at(fromMs - 7 * dayS * 1000).maxMa, undefined);
    assert.equal(at(fromMs).maxMa, 6000);
    assert.equal(at(fromMs + 60_000).maxMa, undefined);
    assert.equal(at(fromMs + 60_000).untilMs, fromMs + 7 * dayS * 1000);
    assert.equal(at(fromMs + 21 * dayS * 1000).maxMa, 6000);
  });

  it('are cut where they begin anew, and leave the rest of a short day to the lower level', () => {
    const long = profile(
      { 0: 6000, [23 * hourS]: 8000, [25 * hourS]: 9000 },
      { ...daily, schedule: { durationS: 26 * hourS } },
    );
    assert.deepEqual(steps([long], { durationS: 2 * dayS }), [
      [0, 6000],
      [23 * hourS, 8000],
      [dayS, 6000],
      [dayS + 23 * hourS, 8000],
    ]);
    const short = profile({ 0: 20_000 }, { ...daily, stackLevel: 1, schedule: { durationS: hourS } });
    assert.deepEqual(steps([profile({ 0: 10_000 }), short], { durationS: dayS + 1 }), [
      [0, 20_000],
      [hourS, 10_000],
      [dayS, 20_000],
    ]);
  });
});
