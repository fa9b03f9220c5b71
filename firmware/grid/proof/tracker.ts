import type { CycleFacts, CycleValue, ProofLimit } from './facts.ts';
import type { NewRow } from './row.ts';

/** A command that the log has a row of. It acts through variables, or is a ceiling of its own (a test, LPC, relays). */
export interface TrackedCommand {
  /** Number of its row in the chain `grid`. */
  readonly cmd: number;
  /** `channel:emt1`, `lpc`: what it takes back is its own. */
  readonly source: string;
  /** By key; null = taken away. */
  readonly values: Readonly<Record<string, number | null>>;
  /** Whatever else this source has set goes. */
  readonly replace: boolean;
  /** Id of the ceiling that it is. */
  readonly limit?: string;
  readonly receivedMs: number;
}

interface Open extends TrackedCommand {
  readonly appliedMs?: number;
  /** Charge points that are still to confirm. */
  readonly waiting?: readonly string[];
  /** That it takes long has been said. */
  readonly lateTold?: true;
  /** Wall time of the last cycle, and how long it has waited: to be applied, then to be confirmed. */
  readonly seenMs?: number;
  readonly waitedMs?: number;
}

export interface TrackerKept {
  readonly open: readonly Open[];
  /** Keys of variables whose fail-safe value has joined in. */
  readonly failsafe: readonly string[];
}

/** The source of what somebody plays. */
export const testSource = 'test';

/** A command that is not in the limits, or not confirmed by all, after so long gets a row that says so. */
const lateMs = 60_000;
/** Cycles come every second: a wall clock that moved by more from one to the next was set, and nobody waited so long. */
const clockStepMs = 3_600_000;

/**
 * Turns commands and control cycles into rows: applied (the first cycle whose limits were computed with it), confirmed
 * (a charge point holds a set-point that was decided with it), ended. Knows no clock; the same input gives the same rows.
 */
export class CommandTracker {
  #open: readonly Open[];
  #failsafe: readonly string[];

  constructor(kept: TrackerKept = { open: [], failsafe: [] }) {
    this.#open = kept.open;
    this.#failsafe = kept.failsafe;
  }

  save(): TrackerKept {
    return { open: this.#open, failsafe: this.#failsafe };
  }

  /** A command that was accepted. What it overtakes ends. */
  take(command: TrackedCommand): readonly NewRow[] {
    const taken = new Set(Object.keys(command.values));
    const own = (other: Open) => command.replace && other.source === command.source;
    // A test joins in and ends by itself; what the operator said holds beside it.
    const beside = (other: Open) => (other.source === testSource) !== (command.source === testSource);
    const removed = this.#open
      .filter(own)
      .flatMap(({ values }) => Object.keys(values).filter((key) => !taken.has(key)));
    const rows: NewRow[] = [];
    this.#open = this.#open.flatMap((other) => {
      if (beside(other)) return [other];
      const left = withoutKeys(other, (key) => taken.has(key) || own(other));
      const overtaken = other.limit === undefined ? isEmpty(left) : other.limit === command.limit;
      if (!overtaken) return [{ ...other, values: left }];
      rows.push(ended(other, command.receivedMs, { why: 'overtaken', next: command.cmd }));
      return [];
    });
    const values = { ...Object.fromEntries(removed.map((key) => [key, null])), ...command.values };
    this.#open = [...this.#open, { ...command, values }];
    return rows;
  }

  /** One control cycle. `expected`: keys of commands that are being carried out and have no row yet. */
  observe(facts: CycleFacts, expected: ReadonlySet<string> = new Set()): readonly NewRow[] {
    const rows: NewRow[] = [];
    this.#open = this.#open.flatMap((command) => {
      const next = observed(command, facts, expected);
      rows.push(...next.rows);
      return next.open === undefined ? [] : [next.open];
    });
    rows.push(...this.#observeFailsafe(facts));
    return rows;
  }

  #observeFailsafe({ wallMs, variables, limits }: CycleFacts): readonly NewRow[] {
    const read = new Set(limits.flatMap((limit) => limit.variables));
    const now = [...variables].filter(([key, { stale }]) => stale && read.has(key)).map(([key]) => key);
    const before = this.#failsafe;
    this.#failsafe = now;
    const row = (kind: string) => (key: string) =>
      at(wallMs, kind, { variable: variables.get(key)?.name ?? key, limits: told(limits, { keys: [key] }) });
    return [
      ...now.filter((key) => !before.includes(key)).map(row('failsafe')),
      ...before.filter((key) => !now.includes(key)).map(row('failsafeOver')),
    ];
  }
}

interface Observed {
  readonly open: Open | undefined;
  readonly rows: readonly NewRow[];
}

function observed(before: Open, facts: CycleFacts, expected: ReadonlySet<string>): Observed {
  const stepMs = facts.wallMs - (before.seenMs ?? before.receivedMs);
  const waitedMs = (before.waitedMs ?? 0) + (stepMs > 0 && stepMs <= clockStepMs ? stepMs : 0);
  const command: Open = { ...before, seenMs: facts.wallMs, waitedMs };
  const { cmd, limit, appliedMs, waiting } = command;
  if (appliedMs !== undefined && waiting !== undefined) return followed(command, waiting, facts, expected);
  const inForce =
    limit === undefined
      ? Object.entries(command.values).every(([key, value]) => holds(facts, command, key, value, command.receivedMs))
      : facts.limits.some(({ id }) => id === limit);
  if (!inForce) {
    if (command.lateTold || waitedMs < lateMs) return { open: command, rows: [] };
    return {
      open: { ...command, lateTold: true },
      rows: [at(facts.wallMs, 'notApplied', { cmd, afterS: lateMs / 1000 })],
    };
  }
  const points = facts.observing ? [] : facts.points.map(({ id }) => id);
  const applied: Open = { ...withoutLate(command), appliedMs: facts.wallMs, waiting: points, waitedMs: 0 };
  const limits = told(facts.limits, { ...command, keys: Object.keys(command.values) });
  const next = followed(applied, points, facts, expected);
  return { open: next.open, rows: [at(facts.wallMs, 'applied', { cmd, limits }), ...next.rows] };
}

/** A command in force: who has confirmed it, and whether it is over. */
function followed(
  command: Open,
  waiting: readonly string[],
  facts: CycleFacts,
  expected: ReadonlySet<string>,
): Observed {
  const { cmd, limit, waitedMs = 0 } = command;
  const rows: NewRow[] = [];
  // A charge point that left the site has nothing to confirm any more.
  const known = facts.points.filter(({ id }) => waiting.includes(id));
  const done = known.filter(({ id }) => facts.confirmed.includes(id));
  if (done.length > 0) {
    const offeredA = Object.fromEntries(done.map(({ id, offeredA }) => [id, offeredA]));
    rows.push(at(facts.wallMs, 'confirmed', { cmd, offeredA }));
  }
  const left = known.filter((point) => !done.includes(point)).map(({ id }) => id);
  let open: Open = { ...command, waiting: left };
  if (left.length > 0 && open.lateTold === undefined && waitedMs >= lateMs) {
    open = { ...open, lateTold: true };
    rows.push(at(facts.wallMs, 'unconfirmed', { cmd, points: left, afterS: lateMs / 1000 }));
  }
  if (limit !== undefined) {
    if (facts.limits.some(({ id }) => id === limit)) return { open, rows };
    return { open: undefined, rows: [...rows, ended(open, facts.wallMs, { why: 'over' })] };
  }
  const changed = Object.entries(open.values).find(
    ([key, value]) => !expected.has(key) && !holds(facts, open, key, value, Number.NEGATIVE_INFINITY),
  );
  if (changed === undefined) return { open, rows };
  const values = withoutKeys(open, (key) => key === changed[0]);
  if (!isEmpty(values)) return { open: { ...open, values }, rows };
  const why =
    open.source === testSource ? { why: 'over' } : { why: 'changed', source: facts.variables.get(changed[0])?.source };
  return { open: undefined, rows: [...rows, ended(open, facts.wallMs, why)] };
}

/** Whether the limits of a cycle were computed with a value: on disk, or on its way there; of a test, whether it is played. */
function holds(
  facts: CycleFacts,
  { source }: TrackedCommand,
  key: string,
  value: number | null,
  sinceMs: number,
): boolean {
  const isIt = (row: CycleValue) => row.key === key && row.value === value && row.atMs >= sinceMs;
  if (source === testSource) return facts.played?.some(isIt) === true;
  const coming = facts.candidates.some(isIt);
  const row = facts.variables.get(key);
  if (row === undefined) return coming || value === null;
  return coming || (row.value === value && row.atMs >= sinceMs);
}

function ended(command: Open, atMs: number, why: Readonly<Record<string, unknown>>): NewRow {
  const { cmd, appliedMs, waiting = [] } = command;
  return at(atMs, 'ended', {
    cmd,
    ...why,
    ...(appliedMs === undefined ? { applied: false } : {}),
    ...(waiting.length === 0 ? {} : { unconfirmed: waiting }),
  });
}

interface Told {
  readonly keys: readonly string[];
  /** Of a command. */
  readonly source?: string;
  readonly limit?: string;
}

/** The limits that a command has a say in: of a test those of the person, of anybody else the others. */
const told = (limits: readonly ProofLimit[], { keys, source, limit: id }: Told) =>
  limits
    .filter(({ origin }) => (origin === 'manual') === (source === testSource))
    .filter((limit) => limit.id === id || limit.variables.some((key) => keys.includes(key)))
    .map(({ id: name, place, value, unit }) => ({ id: name, place, value, unit }));

const at = (atMs: number, kind: string, data: NewRow['data']): NewRow => ({ stream: 'grid', atMs, kind, data });
const withoutKeys = ({ values }: Open, gone: (key: string) => boolean) =>
  Object.fromEntries(Object.entries(values).filter(([key]) => !gone(key)));
const isEmpty = (values: object): boolean => Object.keys(values).length === 0;
const withoutLate = ({ lateTold: _told, ...rest }: Open): Open => rest;
