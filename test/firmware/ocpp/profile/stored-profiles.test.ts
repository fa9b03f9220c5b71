import assert from 'node:assert/strict';
import type { ChargingProfile } from '../../../../firmware/ocpp/profile/charging-profile.ts';
import { profileFrom16 } from '../../../../firmware/ocpp/profile/from-16.ts';
import { profileFrom201 } from '../../../../firmware/ocpp/profile/from-201.ts';
import { ProfileStore } from '../../../../firmware/ocpp/profile/profile-store.ts';
import { storedProfiles } from '../../../../firmware/ocpp/profile/stored-profiles.ts';
import { profileTo16 } from '../../../../firmware/ocpp/profile/to-16.ts';
import { profileTo201 } from '../../../../firmware/ocpp/profile/to-201.ts';

const nowMs = Date.parse('2026-05-04T12:00:00Z');
const transactions = [{ connector: 1, id: 'tx1', startedAtMs: nowMs }];
const good: ChargingProfile = {
  ...{ id: 1, connector: 1, purpose: 'tx', stackLevel: 2, kind: 'recurring', recurrency: 'daily', transaction: 'tx1' },
  validFromMs: nowMs,
  validToMs: nowMs + 1,
  schedules: [
    { unit: 'A', startMs: nowMs, durationS: 60, minRate: 6000, periods: [{ startS: 0, limit: 16_100, phases: 1 }] },
  ],
};

describe('profiles on disk', () => {
  it('come back as they were, for the transaction they are for', () => {
    const store = new ProfileStore({ version: '1.6' });
    store.install({ ...good, validToMs: nowMs + 3_600_000 }, { nowMs, transactions, connectors: 1 });
    const { profiles, dropped } = storedProfiles(JSON.parse(JSON.stringify(store.list())));
    assert.deepEqual(profiles, store.list());
    assert.equal(profiles[0]?.transaction, 'tx1');
    assert.equal(dropped, 0);
  });

  it('come back also when they are over by a clock that may be wrong', () => {
    assert.equal(storedProfiles([good]).profiles.length, 1);
  });

  it('come back where another version is spoken now', () => {
    const of16 = {
      ...good,
      kind: 'absolute' as const,
      schedules: [{ unit: 'A' as const, periods: [{ startS: 0, limit: 1 }] }],
    };
    const of201 = { ...good, schedules: Array(3).fill(good.schedules[0]) };
    assert.deepEqual(storedProfiles([of16, of201]), { profiles: [of16, of201], dropped: 0 });
  });

  const bad: readonly (readonly [string, unknown])[] = [
    ['nothing', null],
    ['a text', 'profile'],
    ['no schedules', { ...good, schedules: undefined }],
    ['a schedule that is none', { ...good, schedules: [7] }],
    ['periods that are none', { ...good, schedules: [{ unit: 'A', periods: 'many' }] }],
    ['a period that is none', { ...good, schedules: [{ unit: 'A', startMs: 1, periods: [null] }] }],
    ['a limit as text', { ...good, schedules: [{ unit: 'A', startMs: 1, periods: [{ startS: 0, limit: '6' }] }] }],
    ['an unknown purpose', { ...good, purpose: 'max' }],
    ['an unknown kind', { ...good, kind: 'often' }],
    ['an unknown unit', { ...good, schedules: [{ unit: 'VA', periods: [{ startS: 0, limit: 6 }] }] }],
    ['a date as text', { ...good, validFromMs: '2026' }],
    ['a transaction as number', { ...good, transaction: 7 }],
    ['a broken connector', { ...good, connector: 0.5 }],
    ['a limit below 0', { ...good, schedules: [{ unit: 'A', startMs: 1, periods: [{ startS: 0, limit: -1 }] }] }],
  ];
  for (const [what, one] of bad)
    it(`are left out and counted: ${what}`, () => {
      assert.deepEqual(storedProfiles([one, good]), { profiles: [good], dropped: 1 });
    });

  it('are bounded in number, and no list counts as one that is lost', () => {
    assert.equal(storedProfiles(Array(70).fill(good)).dropped, 6);
    assert.equal(storedProfiles({}).dropped, 1);
    assert.deepEqual(storedProfiles(undefined), { profiles: [], dropped: 0 });
  });
});

describe('profiles in the words of a version', () => {
  it('go out as they came in, in steps of 0.1', () => {
    const there16 = profileTo16(good, 17);
    assert.deepEqual(there16.chargingSchedule.chargingSchedulePeriod, [
      { startPeriod: 0, limit: 16.1, numberPhases: 1 },
    ]);
    assert.deepEqual(
      profileFrom16(1, there16, () => 'tx1'),
      good,
    );
    const with201 = { ...good, schedules: good.schedules.map((schedule) => ({ id: 1, ...schedule })) };
    assert.deepEqual(profileFrom201(1, profileTo201(with201)), with201);
  });

  it('read every step of 0.1 A to the mA, and finer ones down', () => {
    for (let tenths = 0; tenths <= 1000; tenths += 1) {
      const sent = profileTo201(good);
      const [schedule] = sent.chargingSchedule;
      const limit = tenths / 10;
      const periods = [{ startPeriod: 0, limit }] as typeof schedule.chargingSchedulePeriod;
      const read = profileFrom201(1, { ...sent, chargingSchedule: [{ ...schedule, chargingSchedulePeriod: periods }] });
      assert.equal(read.schedules[0]?.periods[0]?.limit, tenths * 100);
    }
  });
});
