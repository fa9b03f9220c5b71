import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { RateUnit } from '../../../../firmware/ocpp/profile/charging-profile.ts';
import { compositeSchedule } from '../../../../firmware/ocpp/profile/composite.ts';
import { type ChargingProfile16, profileFrom16 } from '../../../../firmware/ocpp/profile/from-16.ts';
import { ProfileStore } from '../../../../firmware/ocpp/profile/profile-store.ts';
import { outside } from '../../../../firmware/ocpp/profile/wire.ts';

/**
 * The composite cases of EVerest libocpp (Apache-2.0), turned into data beside this repository. 20 of the 28 score against the
 * standard; what the other eight rest on stands in docs/ocpp-profiles.md.
 */
const file =
  process.env.NETWACHT_OCPP_VECTORS ??
  fileURLToPath(new URL('../../../../../shared/vectors/ocpp16-composite.json', import.meta.url));

interface Step {
  readonly startS: number;
  readonly limit: number;
  readonly numberPhases?: number;
}

interface Case {
  readonly name: string;
  readonly profiles: readonly { connectorId: number; csChargingProfiles: ChargingProfile16 }[];
  readonly connectors: number;
  readonly transactions: readonly { connectorId: number; start: string }[];
  readonly now: string;
  readonly from: string;
  readonly durationS: number;
  readonly unit: RateUnit;
  readonly connectorId: number;
  readonly assumptions: { hypotheticalTransactions: readonly { connectorId: number; start: string }[] };
  readonly expect: readonly Step[];
  readonly asserted: readonly string[];
  readonly libocppSpecific: boolean;
  readonly reasons: readonly { code: string }[];
  readonly neutralPatch: readonly { profile: number; path: string; value: unknown }[];
  readonly expectFromStandard?: readonly Step[];
  readonly skippedUpstream?: boolean;
}

/**
 * The eight that do not score as they stand, and the clause that each rests on. All of them come out here under the terms of
 * their README: a station of 48 A, a transaction that is assumed, their patches.
 */
const explained: Readonly<Record<string, string>> = {
  NoSchedulesPresent:
    '3.13.2 says nothing of gaps: without a profile the charge point itself is the limit, 48 A in both',
  ExtraSeconds: '3.13.2, as before: a second without a profile on either side',
  TxProfilePerEvseWithMultipleEvses: '3.13.2, as before: connector 1 is at 48 A when its profile has ended',
  SingleStationMaxForEvse0:
    '5.7, what a car may draw: libocpp reports an idle station so, and we any, for a car may come',
  MixingCurrentAndPower_16A_1P:
    '3.13.3, no more than any purpose allows: W are turned into A over the fewest phases of them',
  MixingCurrentAndPower_10A_1P: '3.13.3, as before',
  TxProfilePerEvseWithMultipleEvses_DifferentNrOfPhases:
    '7.14 gives a sum no number of phases: only limits are compared',
  NoGapsWithSequentialProfiles:
    '5.16, the same purpose, level and connector replaces: upstream skips it; its README has the answer',
};

describe('the composite schedule in the public cases of libocpp', () => {
  if (!existsSync(file)) {
    it(
      'is not compared: ../shared/vectors/ocpp16-composite.json is not there (NETWACHT_OCPP_VECTORS names another place)',
    );
    return;
  }
  const cases = JSON.parse(readFileSync(file, 'utf8')) as Case[];

  it('knows 28 of them, 20 of which score against the standard', () => {
    assert.equal(cases.length, 28);
    assert.deepEqual(
      cases
        .filter(({ name }) => !(name in explained))
        .flatMap(({ reasons }) => reasons.map(({ code }) => code))
        .sort(),
      [...Array(1).fill('same-id-two-connectors'), ...Array(7).fill('recurs-before-start')].sort(),
    );
    assert.equal(cases.filter(({ name }) => !(name in explained)).length, 20);
  });

  for (const one of cases)
    it(`${one.name}: ${explained[one.name] ?? 'the standard'}`, () => {
      const expected = one.skippedUpstream === true ? one.expectFromStandard : one.expect;
      assert.deepEqual(stepsOf(one, answer(one, true)), stepsOf(one, expected ?? []));
    });

  it('comes out in 16 as they stand, without the patches that make the others neutral', () => {
    const hits = cases.filter(
      (one) =>
        one.skippedUpstream !== true &&
        JSON.stringify(stepsOf(one, answer(one, false))) === JSON.stringify(stepsOf(one, one.expect)),
    );
    assert.equal(hits.length, 16);
    assert.equal(hits.filter(({ libocppSpecific }) => !libocppSpecific).length, 13);
  });
});

function answer(one: Case, patched: boolean): readonly Step[] {
  const transactions = [...one.transactions, ...one.assumptions.hypotheticalTransactions].map(
    ({ connectorId, start }) => ({ connector: connectorId, id: `t${connectorId}`, startedAtMs: Date.parse(start) }),
  );
  const store = new ProfileStore({ version: '1.6' });
  const profiles = structuredClone(one.profiles) as Case['profiles'];
  for (const { profile, path, value } of patched ? one.neutralPatch : [])
    patch(profiles[profile]?.csChargingProfiles as unknown as Record<string, unknown>, path.split('.'), value);
  for (const { connectorId, csChargingProfiles } of profiles)
    store.install(profileFrom16(connectorId, csChargingProfiles), {
      nowMs: Date.parse(one.now),
      transactions,
      connectors: one.connectors,
    });
  const composite = compositeSchedule({
    profiles: store.list(),
    connector: one.connectorId,
    connectors: Array(one.connectors).fill({ maxMa: 48_000, phases: 3, voltageV: 230 }),
    transactions,
    fromMs: Date.parse(one.from),
    durationS: one.durationS,
    unit: one.unit,
  });
  return composite.periods.map(({ startS, limit, phases }) => ({
    startS,
    limit: outside(limit, one.unit),
    numberPhases: phases,
  }));
}

function patch(at: Record<string, unknown>, [key = '', ...rest]: readonly string[], value: unknown): void {
  if (rest.length > 0) patch(at[key] as Record<string, unknown>, rest, value);
  else if (value === null) delete at[key];
  else at[key] = value;
}

/** Only what upstream asserts, neighbours that are equal in it joined. */
function stepsOf(one: Case, steps: readonly Step[]): readonly Step[] {
  const phases = one.asserted.includes('numberPhases') && !one.name.endsWith('DifferentNrOfPhases');
  const joined: Step[] = [];
  for (const { startS, limit, numberPhases } of steps) {
    const step = { startS, limit, ...(phases && numberPhases !== undefined ? { numberPhases } : {}) };
    const last = joined.at(-1);
    if (last === undefined || last.limit !== limit || last.numberPhases !== step.numberPhases) joined.push(step);
  }
  return joined;
}
