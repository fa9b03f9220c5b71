import type { OrdersState, PointEvents, PointFacts, RuleStates } from '../../firmware/api/shapes.ts';
import { call, type Outcome } from './request.ts';

/** What is asked of one charge point: contracts §6. */
const path = (id: string, what = '') => `charge-points/${encodeURIComponent(id)}${what === '' ? '' : `/${what}`}`;

export const readFacts = (id: string) => call<PointFacts>('GET', path(id));
export const readEvents = (id: string) => call<PointEvents>('GET', path(id, 'events'));
export const readRules = (id: string) => call<RuleStates>('GET', path(id, 'rules'));

/** When a car with energy and a time charges; null: there is no plan. */
export interface Schedule {
  readonly slots: readonly { readonly from: string; readonly to: string; readonly currentA: number }[];
  readonly costCt: number;
  readonly missingWh: number;
}
export const readSchedule = (id: string) => call<Schedule | null>('GET', path(id, 'schedule'));

export interface Occupancy {
  readonly user: string | null;
  readonly tag: string | null;
  readonly authorised: boolean;
  readonly budget: { readonly unit: 'kWh' | 'min'; readonly amount: number; readonly used: number } | null;
}
export const readOccupancy = (id: string) => call<Occupancy>('GET', path(id, 'authorise'));
/** 202 with `learned` while a card is being learned. */
export const authorise = (id: string, given: { tag: string } | { pin: string }) =>
  call<Occupancy | { readonly learned: true }>('POST', path(id, 'authorise'), given);
export const endAuthorisation = (id: string) => call<unknown>('DELETE', path(id, 'authorise'));

export interface RunningSession {
  readonly pluggedAt: string;
  readonly unpluggedAt: string | null;
  readonly chargedS: number;
  readonly energyWh: number;
  readonly solarWh: number;
  readonly costCt: number;
  readonly unpricedWh: number;
  readonly user: string | null;
}

/** A car that is plugged in for longer than this has no session worth a look. */
const longestMs = 45 * 86_400_000;

/** The session that runs at a charge point, as far as we may see it. */
export async function readRunning(id: string): Promise<Outcome<RunningSession | null>> {
  const from = new Date(Date.now() - longestMs).toISOString();
  const query = new URLSearchParams({ chargePoint: id, from });
  const outcome = await call<{ readonly sessions: readonly RunningSession[] }>('GET', `sessions?${query}`);
  if (!outcome.ok) return outcome;
  // Those that run come last.
  const last = outcome.value.sessions.at(-1);
  return { ok: true, value: last?.unpluggedAt === null ? last : null };
}

export type Override = NonNullable<OrdersState['override']>;
export type Need = OrdersState['need'];

/** Puts what somebody ordered; null ends it. */
export const putOverride = (id: string, order: Omit<Override, 'source'> | null): Promise<Outcome<unknown>> =>
  order === null
    ? call('DELETE', path(id, 'override'))
    : call('PUT', path(id, 'override'), {
        ...(order.limitA === null ? {} : { limitA: order.limitA }),
        ...{ until: order.until, rulesOff: order.rulesOff },
      });
export const putNeed = (id: string, need: Need) => call<unknown>('PUT', path(id, 'need'), need ?? {});
export const putPhases = (id: string, phases: OrdersState['phases']) =>
  call<unknown>('PUT', path(id, 'phases'), { phases });
