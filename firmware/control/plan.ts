import type { LimitRecord } from '../domain/limit.ts';
import type { Site } from '../domain/site/schema.ts';
import { type LocalMoments, localMoments } from './plan-moments.ts';

type PlanEntry = Site['circuits'][number]['plan'][number];

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
  if ([...site.circuits, ...chargePoints].every(({ plan }) => plan.length === 0)) return [];
  const moments = localMoments(site.timezone, wallMs);
  if (moments === undefined) return [];
  return [
    ...site.circuits.flatMap(({ id, plan }) => recordsOf(plan, id, { circuit: id }, moments, wallMs)),
    ...chargePoints.flatMap(({ id, plan }) => recordsOf(plan, id, { chargePoint: id }, moments, wallMs)),
  ];
}

function recordsOf(
  plan: readonly PlanEntry[],
  id: string,
  place: { readonly circuit: string } | { readonly chargePoint: string },
  moments: LocalMoments,
  wallMs: number,
): readonly LimitRecord[] {
  return plan.flatMap((entry, k) => {
    const span = spanAt(entry, moments, wallMs);
    if (span === undefined) return [];
    return [
      {
        ...place,
        id: `plan:${id}:${k}`,
        origin: 'plan',
        scope: 'all',
        unit: 'mA',
        value: Math.floor(entry.limitA * 1000 + 1e-6),
        sinceMs: span.fromMs,
        untilMs: span.toMs,
        source: 'plan of the site',
        failed: false,
        variables: [],
      },
    ];
  });
}

/** The span of an entry that a time lies in: that of today, or of yesterday when it runs over midnight. */
function spanAt(entry: PlanEntry, moments: LocalMoments, wallMs: number) {
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
