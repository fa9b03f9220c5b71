import type { LpcCommand, LpcRefusal, LpcState } from '../../domain/lpc.ts';
import { refusalOf } from './refusal.ts';

/** A heartbeat older than this counts as missing; the guard sends one at least every 60 s (notes §2.2). */
export const heartbeatTimeoutMs = 120_000;
/** LPC-906, LPC-913, LPC-921: what the guard gets to write a limit, after a start and after its heartbeat is back. */
export const graceMs = 120_000;

export interface LpcSettings {
  /** What holds in `init` and `failsafe`, unless the guard has written another. */
  readonly failsafeW: number;
  readonly failsafeDurationMs: number;
  /** When the guard is still silent after that duration. */
  readonly afterFailsafe: 'stay' | 'free';
  /** The least a fail-safe limit may be, W: §14a. A command may be lower. */
  readonly minimumW: number;
}

export interface LpcLimit {
  readonly valueW: number;
  /** Undefined: it does not end by itself. */
  readonly untilMs: number | undefined;
  readonly durationMs: number | undefined;
}

/** What is known at a moment; times are monotonic ms. */
export interface LpcMemory {
  readonly state: LpcState;
  readonly sinceMs: number;
  readonly heartbeatMs: number | undefined;
  /** In `failsafe`: since when heartbeats come again without a gap. */
  readonly backMs: number | undefined;
  /** The last active limit that was written and has not ended. */
  readonly limit: LpcLimit | undefined;
  /** Fail-safe values written by the guard. */
  readonly failsafe: { readonly limitW?: number; readonly durationMs?: number };
}

export const lpcAtStart = (nowMs: number): LpcMemory => ({
  ...{ state: 'init', sinceMs: nowMs, heartbeatMs: undefined, backMs: undefined, limit: undefined, failsafe: {} },
});

/** The fail-safe limit in force, W: never under the minimum power. */
export const lpcFailsafeW = ({ failsafe }: LpcMemory, settings: LpcSettings): number =>
  Math.max(failsafe.limitW ?? settings.failsafeW, settings.minimumW);

/** What holds, W; undefined = unlimited. A limit that was written never rises because the guard falls silent. */
export function lpcLimitW(memory: LpcMemory, settings: LpcSettings): number | undefined {
  const { state, limit } = memory;
  switch (state) {
    case 'init':
    case 'failsafe':
      return Math.min(lpcFailsafeW(memory, settings), limit?.valueW ?? Number.POSITIVE_INFINITY);
    case 'limited':
      return limit?.valueW;
    case 'unlimitedControlled':
    case 'unlimitedAutonomous':
      return undefined;
  }
}

/** Time passes: every deadline up to now acts at its own moment, the earliest first. */
export function lpcAdvance(memory: LpcMemory, settings: LpcSettings, nowMs: number): LpcMemory {
  let now = memory;
  for (;;) {
    const deadline = nextDeadline(now, settings);
    if (deadline === undefined || deadline.atMs > nowMs) return now;
    now = deadline.next;
  }
}

/** One message of the guard, after time has passed. A refused one changes nothing. */
export function lpcTake(
  before: LpcMemory,
  command: LpcCommand,
  settings: LpcSettings,
  nowMs: number,
): { readonly memory: LpcMemory; readonly refused?: LpcRefusal } {
  const memory = lpcAdvance(before, settings, nowMs);
  const refused = refusalOf(command, settings.minimumW);
  if (refused !== undefined) return { memory, refused };
  const heard = command.heartbeat === true ? afterHeartbeat(memory, nowMs) : memory;
  const told = command.failsafe === undefined ? heard : withFailsafe(heard, command.failsafe);
  return { memory: command.limit === undefined ? told : afterLimit(told, command.limit, nowMs) };
}

/** A heartbeat alone changes no state: LPC-916. */
function afterHeartbeat(memory: LpcMemory, nowMs: number): LpcMemory {
  const back = isAlive(memory, nowMs) ? (memory.backMs ?? nowMs) : nowMs;
  return { ...memory, heartbeatMs: nowMs, backMs: back };
}

function withFailsafe(memory: LpcMemory, { limitW, durationS }: NonNullable<LpcCommand['failsafe']>): LpcMemory {
  const failsafe = {
    ...memory.failsafe,
    ...(limitW === undefined ? {} : { limitW }),
    ...(durationS === undefined ? {} : { durationMs: durationS * 1000 }),
  };
  return { ...memory, failsafe };
}

/**
 * A limit write decides the state when a heartbeat came before it. Without one it only lowers: it holds beside the
 * fail-safe limit, or, where nobody was there, from now on with the guard's silence counted from this write.
 */
function afterLimit(memory: LpcMemory, write: NonNullable<LpcCommand['limit']>, nowMs: number): LpcMemory {
  const { active, limitW = 0, durationS = 0 } = write;
  const durationMs = durationS > 0 ? durationS * 1000 : undefined;
  const untilMs = durationMs === undefined ? undefined : nowMs + durationMs;
  const limit = active ? { valueW: limitW, untilMs, durationMs } : undefined;
  // In these two states silence would have ended them by now.
  const guarded = memory.state === 'limited' || memory.state === 'unlimitedControlled';
  const alone = !guarded && !isAlive(memory, nowMs);
  if (alone && memory.state !== 'unlimitedAutonomous') return { ...memory, limit };
  if (alone && !active) return memory;
  const state = active ? 'limited' : 'unlimitedControlled';
  return {
    ...enter(memory, memory.state === state ? memory.sinceMs : nowMs, state),
    ...{ limit, heartbeatMs: alone ? nowMs : memory.heartbeatMs },
  };
}

interface Deadline {
  readonly atMs: number;
  readonly next: LpcMemory;
}

function nextDeadline(memory: LpcMemory, settings: LpcSettings): Deadline | undefined {
  const due = [limitEnds(memory), stateEnds(memory, settings)].filter((deadline) => deadline !== undefined);
  return due.sort((a, b) => a.atMs - b.atMs)[0];
}

function limitEnds(memory: LpcMemory): Deadline | undefined {
  const atMs = memory.limit?.untilMs;
  if (atMs === undefined) return undefined;
  const ended = { ...memory, limit: undefined };
  return { atMs, next: memory.state === 'limited' ? enter(ended, atMs, 'unlimitedControlled') : ended };
}

function stateEnds(memory: LpcMemory, settings: LpcSettings): Deadline | undefined {
  const { state, sinceMs, heartbeatMs, backMs, limit, failsafe } = memory;
  switch (state) {
    case 'limited':
    case 'unlimitedControlled': {
      const atMs = (heartbeatMs ?? sinceMs) + heartbeatTimeoutMs;
      return { atMs, next: { ...enter(memory, atMs, 'failsafe'), backMs: undefined } };
    }
    case 'init': {
      // A box that was limited before its restart does not go free because the guard is not back in time.
      const free = settings.afterFailsafe === 'free' && limit === undefined;
      const atMs = sinceMs + graceMs;
      return { atMs, next: enter(memory, atMs, free ? 'unlimitedAutonomous' : 'failsafe') };
    }
    case 'failsafe': {
      if (settings.afterFailsafe === 'stay') return undefined;
      const atMs = sinceMs + (failsafe.durationMs ?? settings.failsafeDurationMs);
      const isBack = backMs !== undefined && heartbeatMs !== undefined && heartbeatMs + heartbeatTimeoutMs >= atMs;
      const graceEndsMs = isBack ? backMs + graceMs : atMs;
      const endsMs = Math.max(atMs, graceEndsMs);
      return { atMs: endsMs, next: { ...enter(memory, endsMs, 'unlimitedAutonomous'), limit: undefined } };
    }
    case 'unlimitedAutonomous':
      return undefined;
  }
}

const enter = (memory: LpcMemory, atMs: number, state: LpcState): LpcMemory => ({ ...memory, state, sinceMs: atMs });

const isAlive = ({ heartbeatMs }: LpcMemory, nowMs: number): boolean =>
  heartbeatMs !== undefined && nowMs - heartbeatMs < heartbeatTimeoutMs;
