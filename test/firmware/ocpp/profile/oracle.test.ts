import assert from 'node:assert/strict';
import { ocppVersions } from '../../../../firmware/ocpp/version.ts';
import { Oracle } from '../../../../scripts/soak/profiles/oracle.ts';
import { playCase } from '../../../../scripts/soak/profiles/play-case.ts';
import type { Payload16, ProfileCase } from '../../../../scripts/soak/profiles/profile-case.ts';
import { randomCase } from '../../../../scripts/soak/profiles/random-case.ts';

describe('random profiles, second by second against an oracle of their own (the soak ocpp-profiles plays 40,000)', () => {
  for (const version of ocppVersions)
    it(`of ${version} mean the same in the engine, and are taken and refused alike`, () => {
      let taken = 0;
      let refused = 0;
      for (let k = 0; k < 300; k += 1) {
        const played = playCase(randomCase(version, `test/${k}`));
        assert.deepEqual(played.differences, [], `test/${k}`);
        taken += played.taken;
        refused += played.refused;
      }
      assert.ok(taken > 900 && refused > 300, `${taken} taken, ${refused} refused`);
    });
});

describe('the oracle of charging profiles', () => {
  const nowMs = Date.parse('2026-05-04T12:00:00Z');
  const station: ProfileCase = {
    ...{ name: 'by hand', version: '1.6', maxProfiles: 9, choosesPhase: false, steps: [], connector: 1, unit: 'A' },
    connectors: [{ maxMa: 32_000, phases: 3, voltageV: 230 }],
    ...{ fromMs: nowMs, durationS: 60 },
  };
  const payload: Payload16 = {
    ...{ chargingProfileId: 1, stackLevel: 0, chargingProfilePurpose: 'TxDefaultProfile' },
    chargingProfileKind: 'Absolute',
    chargingSchedule: {
      ...{ startSchedule: '2026-05-04T12:00:10Z', duration: 20, chargingRateUnit: 'W' },
      chargingSchedulePeriod: [
        { startPeriod: 0, limit: 6900 },
        { startPeriod: 10, limit: 4600, numberPhases: 2 },
      ],
    },
  };

  it('says what a page and a pencil say', () => {
    const oracle = new Oracle(station);
    assert.ok(oracle.set(payload, 1, 'backend', nowMs));
    const at = (second: number) => oracle.compositeAt(1, 'A', nowMs + second * 1000, nowMs);
    assert.deepEqual(
      [9, 10, 19, 20, 29, 30].map(at).map(({ limit, phases }) => [limit, phases]),
      [
        [32_000, 3],
        [10_000, 3],
        [10_000, 3],
        [10_000, 2],
        [10_000, 2],
        [32_000, 3],
      ],
    );
  });
});
