import type { BackendCeiling } from '../domain/known.ts';
import type { LimitRecord } from '../domain/limit.ts';
import type { ChargeOrder } from '../domain/order.ts';
import type { Reason, ReasonCode } from '../domain/reason.ts';
import type { Site } from '../domain/site/schema.ts';

const noRecords: readonly LimitRecord[] = [];
const noOrders: readonly ChargeOrder[] = [];

/** What charging profiles of backends come to, as ceilings like any other. Places that the site has not count nothing. */
export function ceilingRecords(ceilings: readonly BackendCeiling[], site: Site): readonly LimitRecord[] {
  if (ceilings.length === 0) return noRecords;
  const root = site.circuits.find(({ parent }) => parent === undefined)?.id;
  return ceilings.flatMap((ceiling) => {
    const { chargePoint, backend, maxMa, maxW, why } = ceiling;
    if (why !== 'profile') return [];
    const isThere = site.devices.some(({ id, role }) => id === chargePoint && role === 'chargePoint');
    if (chargePoint === undefined ? root === undefined : !isThere) return [];
    const place = chargePoint === undefined ? { circuit: root ?? '' } : { chargePoint };
    return [
      ...(maxMa === undefined ? [] : [record(ceiling, place, 'mA', maxMa)]),
      ...(maxW === undefined ? [] : [record(ceiling, place, 'W', maxW)]),
    ].map((each) => ({ ...each, source: `profile of ${backend}` }));
  });
}

const record = (
  { backend, chargePoint, sinceMs, untilMs }: BackendCeiling,
  place: Pick<LimitRecord, 'circuit' | 'chargePoint'>,
  unit: 'mA' | 'W',
  value: number,
): Omit<LimitRecord, 'source'> => ({
  ...place,
  id: `profile:${backend}:${chargePoint ?? 'site'}:${unit}`,
  origin: 'profile',
  scope: 'all',
  unit,
  // Downwards, and never below nothing.
  value: Math.max(0, Math.floor(value)),
  sinceMs,
  ...(untilMs === undefined ? {} : { untilMs }),
  failed: false,
  variables: [],
});

const codes: Readonly<Record<Exclude<BackendCeiling['why'], 'profile'>, ReasonCode>> = {
  refused: 'unauthorised',
  stopped: 'unauthorised',
  unavailable: 'disabled',
};

/** What else backends say of a charge point: nothing may flow, or only on one phase. */
export function ceilingOrders(ceilings: readonly BackendCeiling[]): readonly ChargeOrder[] {
  if (ceilings.length === 0) return noOrders;
  return ceilings.flatMap(({ chargePoint, phases, why, sinceMs }): ChargeOrder[] => {
    if (chargePoint === undefined) return [];
    if (why === 'profile')
      return phases === 1 ? [{ chargePoint, origin: 'profile', phases, reason: { code: 'profile' } }] : [];
    const reason: Reason = { code: codes[why], origin: 'profile', since: new Date(sinceMs).toISOString() };
    return [{ chargePoint, origin: 'profile', maxMa: 0, reason }];
  });
}
