import { type CarFacts, noDrawMa } from './car-habits.ts';

/** So long a car may take nothing of a new offer before it is woken. */
const sleepsAfterMs = 300_000;
const maxWakesOfSession = 3;

/** What is remembered of a car that may sleep. */
export interface WakeMemory {
  /** Since when it has been offered something without a pause. */
  readonly offeredSinceMs: number | undefined;
  /** It has drawn, or has been woken, since this offer began: one that stops by itself then is full. */
  readonly settled: boolean;
  readonly wakesOfSession: number;
}

export const noCarYet: WakeMemory = { offeredSinceMs: undefined, settled: false, wakesOfSession: 0 };

/**
 * Whether to interrupt the pilot now (C15): a car that took nothing of an offer for 5 minutes since it began, once for
 * each offer, at most 3 times a session.
 */
export function stepWaking(
  memory: WakeMemory,
  facts: CarFacts & { readonly canWake: boolean },
): { readonly memory: WakeMemory; readonly wake: boolean } {
  const { nowMs, state, offerMa, drawnMa, canWake } = facts;
  if (state === 'A') return { memory: noCarYet, wake: false };
  if (offerMa === 0) return { memory: { ...memory, offeredSinceMs: undefined, settled: false }, wake: false };
  const offeredSinceMs = memory.offeredSinceMs ?? nowMs;
  const draws = drawnMa === undefined ? state === 'C' || state === 'D' : drawnMa >= noDrawMa;
  const seen = { ...memory, offeredSinceMs, settled: memory.settled || draws };
  const isPlugged = state === 'B' || state === 'C' || state === 'D';
  const wake =
    canWake &&
    isPlugged &&
    !seen.settled &&
    nowMs - offeredSinceMs >= sleepsAfterMs &&
    seen.wakesOfSession < maxWakesOfSession;
  return wake
    ? { memory: { ...seen, settled: true, wakesOfSession: seen.wakesOfSession + 1 }, wake }
    : { memory: seen, wake };
}
