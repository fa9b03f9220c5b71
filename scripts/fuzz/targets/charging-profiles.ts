import { backendCeilings } from '../../../firmware/ocpp/profile/backend-ceilings.ts';
import type { ChargingProfile } from '../../../firmware/ocpp/profile/charging-profile.ts';
import { compositeSchedule } from '../../../firmware/ocpp/profile/composite.ts';
import { profileFrom16 } from '../../../firmware/ocpp/profile/from-16.ts';
import { profileFrom201, reasonCode201 } from '../../../firmware/ocpp/profile/from-201.ts';
import { ProfileStore } from '../../../firmware/ocpp/profile/profile-store.ts';
import { storedProfiles } from '../../../firmware/ocpp/profile/stored-profiles.ts';
import { compositeTo16 } from '../../../firmware/ocpp/profile/to-16.ts';
import { compositeTo201, profileTo201 } from '../../../firmware/ocpp/profile/to-201.ts';
import { validatorOf } from '../../../firmware/ocpp/schema/validators.ts';
import { type OcppVersion, ocppVersions } from '../../../firmware/ocpp/version.ts';
import { seededRandom } from '../../site/random.ts';
import { type FuzzTarget, mustBeFinite, mustHold } from '../target.ts';

const nowMs = Date.parse('2026-05-04T12:00:00Z');
const context = { nowMs, transactions: [{ connector: 1, id: '7', startedAtMs: nowMs - 60_000 }], connectors: 2 };
const connectors = Array(2).fill({ maxMa: 32_000, phases: 3, voltageV: 230 });

const schedule = {
  ...{ startSchedule: '2026-05-04T11:00:00Z', duration: 86_400, chargingRateUnit: 'A', minChargingRate: 6.1 },
  chargingSchedulePeriod: [
    { startPeriod: 0, limit: 16.1, numberPhases: 3 },
    { startPeriod: 3600, limit: 6 },
  ],
};
const dates = { validFrom: '2026-05-04T10:00:00Z', validTo: '2027-01-01T00:00:00Z' };
const request16 = (change: object) => ({
  connectorId: 1,
  csChargingProfiles: {
    ...{ chargingProfileId: 1, stackLevel: 0, chargingProfilePurpose: 'TxDefaultProfile', ...dates },
    ...{ chargingProfileKind: 'Recurring', recurrencyKind: 'Daily', chargingSchedule: schedule, ...change },
  },
});
const request201 = (change: object) => ({
  evseId: 1,
  chargingProfile: {
    ...{
      id: 1,
      stackLevel: 0,
      chargingProfilePurpose: 'TxProfile',
      chargingProfileKind: 'Absolute',
      transactionId: '7',
    },
    ...{ chargingSchedule: [{ id: 1, ...schedule }], ...change },
  },
});
const installed: ChargingProfile = {
  ...{ id: 9, connector: 0, purpose: 'stationMax', stackLevel: 3, kind: 'absolute' },
  schedules: [{ unit: 'W', startMs: nowMs, periods: [{ startS: 0, limit: 11_000 }] }],
};

/** Charging profiles of backends in both versions, and what comes back from a disk: refused or taken, and then only finite limits. */
export const chargingProfiles: FuzzTarget = {
  name: 'charging-profiles',
  share: 10,
  maxBytes: 6_000,
  words: [
    ...[
      '"ChargePointMaxProfile"',
      '"ChargingStationExternalConstraints"',
      '"Relative"',
      '"Weekly"',
      '"W"',
      '1e9',
      '0.1',
    ],
    ...['"startPeriod":-1', '"limit":-0.1', '"numberPhases":4', '"phaseToUse":2', '"duration":0', '"stackLevel":99'],
    ...['2147483647', '"-271821-04-20T00:00:00Z"', '"9999-12-31T23:59:60Z"', '"transactionId":8', '"connectorId":0'],
  ],
  open() {
    const requests = [
      request16({}),
      request16({ chargingProfileKind: 'Relative', chargingProfilePurpose: 'TxProfile', transactionId: 7 }),
      request201({}),
      request201({
        chargingProfilePurpose: 'TxDefaultProfile',
        chargingSchedule: [
          { id: 1, ...schedule },
          { id: 2, ...schedule },
        ],
      }),
    ];
    return {
      seeds: [...requests, [installed, { ...installed, id: 10, stackLevel: 4 }]].map((seed) => JSON.stringify(seed)),
      take(input) {
        install('1.6', profileFrom(input));
        install('2.0.1', profileFrom(input));
        let payload: unknown;
        try {
          payload = JSON.parse(input.toString('utf8'));
        } catch {
          return;
        }
        for (const version of ocppVersions) {
          const { profiles } = storedProfiles(payload);
          look(version, profiles);
          if (validatorOf(version, 'SetChargingProfile', 'request')?.(payload).length !== 0) continue;
          install(version, parsed(version, payload));
        }
      },
    };
  },
};

function parsed(version: OcppVersion, payload: unknown): ChargingProfile {
  if (version === '1.6') {
    const { connectorId, csChargingProfiles } = payload as { connectorId: number; csChargingProfiles: never };
    return profileFrom16(connectorId, csChargingProfiles);
  }
  const { evseId, chargingProfile } = payload as { evseId: number; chargingProfile: never };
  return profileFrom201(evseId, chargingProfile);
}

function install(version: OcppVersion, profile: ChargingProfile): void {
  const store = new ProfileStore({ version, profiles: [installed] });
  const answer = store.install(profile, context);
  if (!answer.accepted) {
    const { code, sentence } = answer.refusal;
    mustHold(store.list().length === 1 && store.list()[0] === installed, 'a refused profile changed something');
    mustHold(/^[A-Z].{9,200}$/.test(sentence) && reasonCode201[code] !== undefined, `the refusal "${sentence}"`);
    return;
  }
  mustHold(store.list().includes(answer.profile), 'a profile was taken and is not there');
  const { profiles, dropped } = storedProfiles(JSON.parse(JSON.stringify(store.list())));
  mustHold(dropped === 0 && profiles.length === store.list().length, 'a profile does not survive a restart');
  look(version, profiles);
}

function look(version: OcppVersion, profiles: readonly ChargingProfile[]): void {
  const { transactions } = context;
  for (const connector of [0, 1]) {
    const query = {
      profiles,
      connector,
      connectors,
      transactions,
      fromMs: nowMs,
      durationS: 86_400,
      unit: 'A',
    } as const;
    const composite = compositeSchedule(query);
    mustHold(composite.periods[0]?.startS === 0, 'a composite schedule that does not begin');
    for (const { limit } of composite.periods)
      mustHold(Number.isSafeInteger(limit) && limit >= 0 && limit <= 64_000, `the limit ${limit}`);
    mustBeFinite(compositeTo16(composite));
    mustBeFinite(compositeTo201(composite));
  }
  if (version === '2.0.1') for (const profile of profiles) mustBeFinite(profileTo201(profile));
  const places = [
    { phases: 3 as const, mayCharge: true },
    { phases: 1 as const, mayCharge: true },
  ];
  for (const ceiling of backendCeilings({ profiles, connectors: places, transactions, atMs: nowMs })) {
    mustBeFinite(ceiling);
    mustHold((ceiling?.maxMa ?? 0) >= 0 && (ceiling?.maxW ?? 0) >= 0, 'a ceiling below 0');
    mustHold((ceiling?.untilMs ?? Number.POSITIVE_INFINITY) > nowMs, 'a ceiling that is over');
  }
}

const odd = [-1, 0.5, 1e12, -1e308, 5e-324, Number.NaN, 2 ** 53, Number.POSITIVE_INFINITY, nowMs, 1, 60] as const;

/** The input chooses a profile of its own: sound but for a few numbers, some of which no payload can bring. */
function profileFrom(input: Buffer): ChargingProfile {
  const random = seededRandom(input.toString('latin1'));
  const share = random.pick([0, 0.05, 0.05, 0.3]);
  const number = (good: number): number => (random.chance(share) ? random.pick(odd) : good);
  const maybe = <K extends string>(name: K, good: number) =>
    (random.chance(0.7) ? {} : { [name]: number(good) }) as Partial<Record<K, number>>;
  const purpose = random.pick<ChargingProfile['purpose']>(['stationMax', 'txDefault', 'txDefault', 'tx', 'external']);
  return {
    ...{ id: number(5), connector: purpose === 'stationMax' ? 0 : number(1), stackLevel: number(2), purpose },
    kind: random.pick(['absolute', 'absolute', 'recurring', 'relative']),
    ...(random.chance(0.7) ? { recurrency: 'weekly' as const } : {}),
    ...(purpose === 'tx' ? { transaction: '7' } : {}),
    ...maybe('validFromMs', nowMs),
    ...maybe('validToMs', nowMs + 1e6),
    schedules: Array.from({ length: random.pick([1, 1, 1, 2, 3, 4]) }, (_, k) => ({
      ...{ id: number(k), unit: random.pick(['A', 'W']) },
      ...(random.chance(0.8) ? { startMs: number(nowMs) } : {}),
      ...{ ...maybe('durationS', 3600), ...maybe('minRate', 6000) },
      periods: Array.from({ length: random.pick([1, 2, 3, 5]) }, (__, n) => ({
        ...{ startS: number(n * 60), limit: number(6000) },
        ...(maybe('phases', 1) as { phases?: 1 }),
        ...(random.chance(0.05) ? (maybe('phaseToUse', 2) as { phaseToUse?: 1 }) : {}),
      })),
    })),
  };
}
