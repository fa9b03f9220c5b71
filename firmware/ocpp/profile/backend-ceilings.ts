import type { BackendCeiling } from '../ports.ts';
import type { ChargingProfile, Phases, ProfileTransaction } from './charging-profile.ts';
import { limitAt, type ProfileLimit } from './limit-at.ts';

export interface CeilingsQuery {
  /** `ProfileStore.list()`. */
  readonly profiles: readonly ChargingProfile[];
  /** Connector 1, 2, …; `mayCharge`: a car is there or may be. */
  readonly connectors: readonly { readonly phases: Phases; readonly mayCharge: boolean }[];
  readonly transactions: readonly ProfileTransaction[];
  readonly atMs: number;
}

/**
 * What the profiles of one backend allow at each connector at a moment; undefined: nothing is said there, and nothing will be
 * of itself. A limit of the whole station is the sum of its connectors (1.6 3.13.1): each that may charge has an equal share of
 * it, the others nothing, so that the sum holds whatever each of them does.
 */
export function backendCeilings(query: CeilingsQuery): readonly (BackendCeiling | undefined)[] {
  const { connectors, transactions, atMs } = query;
  if (connectors.length === 1)
    return connectors.map(({ phases }) => ceilingOf(limitAt({ ...query, connector: 1, phases })));
  const whole = limitAt({ ...query, connector: 0 });
  const profiles = query.profiles.filter((profile) => !isOfStation(profile));
  const active = connectors.filter(({ mayCharge }) => mayCharge).length;
  return connectors.map(({ phases, mayCharge }, k) => {
    const own = limitAt({ profiles, connector: k + 1, transactions, atMs, phases });
    return ceilingOf(under(own, mayCharge ? shareOf(whole, active) : shareOf(whole, Number.POSITIVE_INFINITY)));
  });
}

const isOfStation = ({ purpose, connector }: ChargingProfile): boolean =>
  purpose === 'stationMax' || (purpose === 'external' && connector === 0);

const shareOf = (whole: ProfileLimit, active: number): ProfileLimit => ({
  ...whole,
  ...(whole.maxMa === undefined ? {} : { maxMa: Math.floor(whole.maxMa / active) }),
  ...(whole.maxW === undefined ? {} : { maxW: Math.floor(whole.maxW / active) }),
});

const under = (own: ProfileLimit, share: ProfileLimit): ProfileLimit => ({
  profiles: own.profiles,
  ...least('maxMa', own.maxMa, share.maxMa),
  ...least('maxW', own.maxW, share.maxW),
  ...least('phases', own.phases, share.phases),
  ...least('untilMs', own.untilMs, share.untilMs),
});

function least<K extends 'maxMa' | 'maxW' | 'phases' | 'untilMs'>(
  name: K,
  a: number | undefined,
  b: number | undefined,
): Partial<Pick<ProfileLimit, K>> {
  const value = Math.min(a ?? Number.POSITIVE_INFINITY, b ?? Number.POSITIVE_INFINITY);
  return value === Number.POSITIVE_INFINITY ? {} : ({ [name]: value } as Partial<Pick<ProfileLimit, K>>);
}

/** Two phases cannot be ordered of a charge point; one can, and is less. */
function ceilingOf({ maxMa, maxW, phases, untilMs }: ProfileLimit): BackendCeiling | undefined {
  if (maxMa === undefined && maxW === undefined && phases === undefined && untilMs === undefined) return undefined;
  return {
    ...(maxMa === undefined ? {} : { maxMa }),
    ...(maxW === undefined ? {} : { maxW }),
    ...(phases === undefined ? {} : { phases: 1 as const }),
    why: 'profile',
    ...(untilMs === undefined ? {} : { untilMs }),
  };
}
