import { z } from 'zod';
import { lpcStates } from '../../domain/lpc.ts';
import { keptFrom } from '../kept-text.ts';
import { graceMs, type LpcLimit, type LpcMemory, type LpcSettings, lpcAtStart } from './machine.ts';

const amount = z.number().min(0).max(1e15);
/** A clock that stands in 1970 has moments before that. */
const moment = z.number().min(-1e15).max(1e15);
const shape = z.strictObject({
  state: z.enum(lpcStates),
  /** Wall ms. */
  sinceMs: moment,
  limitW: amount.optional(),
  untilMs: moment.optional(),
  durationMs: amount.optional(),
  failsafeW: amount.optional(),
  failsafeDurationMs: amount.optional(),
});

/** What has to survive a restart, as text: times on the wall clock, whole seconds, so that it changes only when something happens. */
export function lpcToText({ state, sinceMs, limit, failsafe }: LpcMemory, nowMs: number, wallMs: number): string {
  const wall = (ms: number) => Math.round((wallMs + (ms - nowMs)) / 1000) * 1000;
  return JSON.stringify({
    state,
    sinceMs: wall(sinceMs),
    ...(limit === undefined ? {} : { limitW: limit.valueW }),
    ...(limit?.untilMs === undefined ? {} : { untilMs: wall(limit.untilMs), durationMs: limit.durationMs }),
    ...(failsafe.limitW === undefined ? {} : { failsafeW: failsafe.limitW }),
    ...(failsafe.durationMs === undefined ? {} : { failsafeDurationMs: failsafe.durationMs }),
  });
}

/**
 * The memory of a program that starts anew. A limit goes on for what is left of it on the wall clock; a fail-safe goes on
 * too, everything else waits for the guard in `init`. A wall clock that went back shortens nothing, one that ran ahead
 * ends a limit early, and then the fail-safe limit holds. Undefined for a text that is none of ours.
 */
export function lpcFromText(text: string, settings: LpcSettings, nowMs: number, wallMs: number): LpcMemory | undefined {
  const kept = keptFrom(shape, text);
  if (kept === undefined) return undefined;
  const { state, sinceMs, failsafeW, failsafeDurationMs } = kept;
  const failsafe = {
    ...(failsafeW === undefined ? {} : { limitW: failsafeW }),
    ...(failsafeDurationMs === undefined ? {} : { durationMs: failsafeDurationMs }),
  };
  const start = { ...lpcAtStart(nowMs), limit: limitLeft(kept, nowMs, wallMs), failsafe };
  if (state !== 'failsafe') return start;
  // The guard gets its time after a start also when the duration is over.
  const longestMs = Math.max(0, (failsafeDurationMs ?? settings.failsafeDurationMs) - graceMs);
  return { ...start, state, sinceMs: nowMs - Math.min(Math.max(0, wallMs - sinceMs), longestMs) };
}

function limitLeft(
  { limitW, untilMs, durationMs }: z.output<typeof shape>,
  nowMs: number,
  wallMs: number,
): LpcLimit | undefined {
  if (limitW === undefined) return undefined;
  if (untilMs === undefined) return { valueW: limitW, untilMs, durationMs };
  const leftMs = Math.min(untilMs - wallMs, durationMs ?? Number.POSITIVE_INFINITY);
  return leftMs <= 0 ? undefined : { valueW: limitW, untilMs: nowMs + leftMs, durationMs };
}
