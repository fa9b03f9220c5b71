import { type CarFacts, noDrawMa } from './car-habits.ts';

/** After a pause a car takes up to 45 s until it draws (plant.md). */
const idleAfterMs = 60_000;

/** What is remembered of a car that may want nothing. */
export interface IdleMemory {
  /** Since when it has taken nothing of the offer it has. */
  readonly sinceMs: number | undefined;
  readonly idle: boolean;
}

export const notIdle: IdleMemory = { sinceMs: undefined, idle: false };

/**
 * Whether a car wants nothing: it took nothing of what it was offered last, for a minute. Every offer is looked at anew;
 * while it has none the last one counts.
 */
export function stepIdle(memory: IdleMemory, { nowMs, state, offerMa, drawnMa }: CarFacts): IdleMemory {
  if (state === 'A') return notIdle;
  if (offerMa === 0) return { sinceMs: undefined, idle: memory.idle };
  const draws = drawnMa === undefined ? state === 'C' || state === 'D' : drawnMa >= noDrawMa;
  if (draws) return notIdle;
  const sinceMs = memory.sinceMs ?? nowMs;
  return { sinceMs, idle: nowMs - sinceMs >= idleAfterMs };
}
