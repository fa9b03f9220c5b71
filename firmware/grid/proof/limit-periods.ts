import type { LimitPeriod, MeasuredPower } from '../../domain/limit-period.ts';
import type { ProofRow } from './row.ts';

type Row = Pick<ProofRow, 'seq' | 'atMs' | 'kind' | 'data'>;
type Data = Readonly<Record<string, unknown>>;

interface Found {
  readonly row: number;
  readonly kind: LimitPeriod['kind'];
  readonly atMs: number;
  readonly data: Data;
  appliedMs?: number;
  endedMs?: number;
  endedWhy?: string;
  limits: LimitPeriod['limits'];
  readonly confirmed: Set<string>;
  unconfirmed: readonly string[];
  confirmedMs?: number;
  readonly grid: Sum;
  readonly chargePoints: Sum;
}

interface Sum {
  sum: number;
  count: number;
  highest: number;
}

const minuteMs = 60_000;

/**
 * Folds rows of the log into what limited the site when: what was in force at any time between the two, oldest first. `grid`
 * begins early enough to have what still held at the beginning; both in the order of their numbers.
 */
export function limitPeriods(
  grid: Iterable<Row>,
  power: Iterable<Row>,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
): LimitPeriod[] {
  const all = new Map<number, Found>();
  const failsafe = new Map<string, Found>();
  for (const row of grid) {
    const data = JSON.parse(row.data) as Data;
    if (row.kind === 'command' || row.kind === 'many') {
      // What was refused never limited anybody.
      if (data.refused === undefined) all.set(row.seq, begun(row, row.kind, data));
    } else if (row.kind === 'failsafe') {
      const found = { ...begun(row, 'failsafe', data), appliedMs: row.atMs, limits: limitsOf(data) };
      all.set(row.seq, found);
      failsafe.set(String(data.variable), found);
    } else if (row.kind === 'failsafeOver') {
      const found = failsafe.get(String(data.variable));
      if (found !== undefined) Object.assign(found, { endedMs: row.atMs, endedWhy: 'over' });
    } else {
      const found = typeof data.cmd === 'number' ? all.get(data.cmd) : undefined;
      if (found !== undefined) follow(found, row, data);
    }
  }
  const periods = [...all.values()].filter(({ atMs, endedMs }) => atMs < toMs && (endedMs ?? toMs) >= fromMs);
  measure(periods, power);
  return periods.map(told);
}

const begun = ({ seq, atMs }: Row, kind: Found['kind'], data: Data): Found => ({
  ...{ row: seq, kind, atMs, data },
  limits: [],
  confirmed: new Set(),
  unconfirmed: [],
  grid: { sum: 0, count: 0, highest: Number.NEGATIVE_INFINITY },
  chargePoints: { sum: 0, count: 0, highest: Number.NEGATIVE_INFINITY },
});

function follow(found: Found, { atMs, kind }: Row, data: Data): void {
  switch (kind) {
    case 'applied':
      Object.assign(found, { appliedMs: atMs, limits: limitsOf(data) });
      return;
    case 'confirmed': {
      const now = typeof data.offeredA === 'object' && data.offeredA !== null ? Object.keys(data.offeredA) : [];
      for (const id of now) found.confirmed.add(id);
      found.unconfirmed = found.unconfirmed.filter((id) => !now.includes(id));
      found.confirmedMs = atMs;
      return;
    }
    case 'unconfirmed':
      found.unconfirmed = textsOf(data.points);
      return;
    case 'ended':
      Object.assign(found, { endedMs: atMs, endedWhy: String(data.why ?? '') });
      found.unconfirmed = textsOf(data.unconfirmed);
  }
}

/** Gives each period the minutes that lie in it as a whole. */
function measure(periods: readonly Found[], power: Iterable<Row>): void {
  const waiting = periods.filter(({ appliedMs }) => appliedMs !== undefined);
  let active: Found[] = [];
  for (const { atMs, data } of power) {
    while (waiting[0] !== undefined && (waiting[0].appliedMs ?? 0) <= atMs) active.push(...waiting.splice(0, 1));
    active = active.filter(({ endedMs }) => endedMs === undefined || endedMs >= atMs + minuteMs);
    if (active.length === 0) continue;
    const { gridW, chargePointsW } = JSON.parse(data) as Data;
    for (const found of active) {
      add(found.grid, gridW);
      add(found.chargePoints, chargePointsW);
    }
  }
}

function add(sum: Sum, value: unknown): void {
  if (typeof value !== 'number') return;
  sum.sum += value;
  sum.count += 1;
  sum.highest = Math.max(sum.highest, value);
}

function told(found: Found): LimitPeriod {
  const { row, kind, data, atMs, appliedMs, endedMs, confirmedMs, endedWhy = null } = found;
  return {
    ...{ row, kind, data, endedWhy },
    source: kind === 'failsafe' ? 'box' : String(data.source ?? 'box'),
    by: typeof data.by === 'string' ? data.by : null,
    at: iso(atMs),
    appliedAt: appliedMs === undefined ? null : iso(appliedMs),
    endedAt: endedMs === undefined ? null : iso(endedMs),
    limits: found.limits,
    confirmed: [...found.confirmed],
    unconfirmed: found.unconfirmed,
    confirmedAt: confirmedMs === undefined ? null : iso(confirmedMs),
    gridW: powerOf(found.grid),
    chargePointsW: powerOf(found.chargePoints),
  };
}

const powerOf = ({ sum, count, highest }: Sum): MeasuredPower | null =>
  count === 0 ? null : { meanW: Math.round(sum / count), highestW: highest };
const iso = (ms: number): string => new Date(ms).toISOString();
const textsOf = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);

function limitsOf({ limits }: Data): LimitPeriod['limits'] {
  if (!Array.isArray(limits)) return [];
  return limits.map(({ id, place, value, unit }: Record<string, unknown>) => ({
    id: String(id),
    place: String(place),
    value: Number(value),
    unit: unit === 'A' ? 'A' : 'W',
  }));
}
