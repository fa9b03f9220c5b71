import type { LimitRecord } from '../domain/limit.ts';
import {
  type BatteryPlan,
  type OutsideEntry,
  type PlanPlace,
  placeId,
  type StoredPlan,
} from '../domain/outside-plan.ts';
import type { Site } from '../domain/site/schema.ts';
import { type LocalMoments, localMoments } from './plan-moments.ts';

type PlanEntry = Site['circuits'][number]['plan'][number];

/** A plan with what its records are known by. */
interface GivenPlan {
  readonly place: PlanPlace;
  readonly entries: readonly OutsideEntry[];
  /** The records' ids begin with it. */
  readonly id: string;
  readonly source: string;
}

const dayMs = 86_400_000;
const minuteMs = 60_000;
/** As `Date.getUTCDay` counts. */
const weekdays = ['su', 'mo', 'tu', 'we', 'th', 'fr', 'sa'] as const;

/**
 * The ceilings of time-of-day plans (A20) that hold at a wall time, one record for each entry, in mA per phase. Entries are on
 * the clock of the site's time zone: one that starts at 23:00 for 120 minutes runs into the next day, and a day on
 * which the clock is put changes its length, not its ends. Entries know no cycle before: a wall clock that is set
 * changes which of them hold, and nothing else.
 */
export function planRecords(site: Site, wallMs: number): readonly LimitRecord[] {
  const chargePoints = site.devices.filter((device) => device.role === 'chargePoint');
  const given = (place: PlanPlace, entries: readonly PlanEntry[]): GivenPlan => ({
    ...{ place, entries },
    id: `plan:${placeId(place)}`,
    source: 'plan of the site',
  });
  return recordsOf(
    [
      ...site.circuits.map(({ id, plan }) => given({ circuit: id }, plan)),
      ...chargePoints.map(({ id, plan }) => given({ chargePoint: id }, plan)),
    ],
    site.timezone,
    wallMs,
  );
}

/** The same of plans given from outside, whose entries may also stand between two moments; places that the site has not count nothing. */
export function outsidePlanRecords(plans: readonly StoredPlan[], site: Site, wallMs: number): readonly LimitRecord[] {
  const isThere = ({ place }: StoredPlan) =>
    'circuit' in place
      ? site.circuits.some(({ id }) => id === place.circuit)
      : 'chargePoint' in place &&
        site.devices.some(({ id, role }) => id === place.chargePoint && role === 'chargePoint');
  return recordsOf(
    plans.filter(isThere).map(({ place, entries, source }) => ({
      ...{ place, entries },
      id: `plan:${placeId(place)}:outside`,
      source: `plan by ${source}`,
    })),
    site.timezone,
    wallMs,
  );
}

const noPlans: readonly BatteryPlan[] = [];

/** What batteries may do at most by the plans given for them, at a wall time; of several entries each is told. */
export function batteryPlans(plans: readonly StoredPlan[], site: Site, wallMs: number): readonly BatteryPlan[] {
  const given = plans.flatMap(({ place, entries }) =>
    'battery' in place && site.batteries.some(({ device }) => device === place.battery)
      ? [{ device: place.battery, entries }]
      : [],
  );
  const moments = given.length === 0 ? undefined : localMoments(site.timezone, wallMs);
  if (moments === undefined) return noPlans;
  return given.flatMap(({ device, entries }) =>
    entries.flatMap((entry) =>
      'limitW' in entry && spanOf(entry, moments, wallMs) !== undefined
        ? [{ device, of: entry.of, maxW: entry.limitW }]
        : [],
    ),
  );
}

function recordsOf(plans: readonly GivenPlan[], timezone: string, wallMs: number): readonly LimitRecord[] {
  const full = plans.filter(({ entries }) => entries.length > 0);
  if (full.length === 0) return [];
  const moments = localMoments(timezone, wallMs);
  if (moments === undefined) return [];
  return full.flatMap(({ place, entries, id, source }) =>
    entries.flatMap((entry, k) => {
      const span = spanOf(entry, moments, wallMs);
      if (span === undefined || !('limitA' in entry)) return [];
      return [
        {
          ...place,
          id: `${id}:${k}`,
          origin: 'plan',
          scope: 'all',
          unit: 'mA',
          value: Math.floor(entry.limitA * 1000 + 1e-6),
          sinceMs: span.fromMs,
          untilMs: span.toMs,
          source,
          failed: false,
          variables: [],
        } as const,
      ];
    }),
  );
}

const spanOf = (entry: OutsideEntry, moments: LocalMoments, wallMs: number) =>
  'from' in entry ? datedSpanAt(entry, wallMs) : spanAt(entry, moments, wallMs);

/** The span of an entry that a time lies in: that of today, or of yesterday when it runs over midnight. */
function spanAt(entry: Pick<PlanEntry, 'fromMin' | 'minutes' | 'days'>, moments: LocalMoments, wallMs: number) {
  for (const day of [moments.todayMs, moments.todayMs - dayMs]) {
    const weekday = weekdays[new Date(day).getUTCDay()];
    if (weekday === undefined || !entry.days.includes(weekday)) continue;
    const from = day + entry.fromMin * minuteMs;
    const fromMs = moments.beginAt(from);
    const toMs = moments.endAt(from + entry.minutes * minuteMs);
    if (wallMs >= fromMs && wallMs < toMs) return { fromMs, toMs };
  }
  return undefined;
}

function datedSpanAt({ from, until }: Extract<OutsideEntry, { from: string }>, wallMs: number) {
  const fromMs = Date.parse(from);
  const toMs = Date.parse(until);
  return wallMs >= fromMs && wallMs < toMs ? { fromMs, toMs } : undefined;
}
