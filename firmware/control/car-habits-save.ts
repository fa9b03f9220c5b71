import { type CarFacts, noDrawMa } from './car-habits.ts';

/** Cars draw up to this much less than they are offered: below it the offer, and not the battery, holds them back. */
const toleranceMa = 1000;
const chargedAfterMs = 60_000;
/** Mode 1 after a charge, mode 2 in any case. */
const stopAfterMs = { 1: 30_000, 2: 60_000 } as const;

/** What is remembered of a car whose battery is to be spared. */
export interface SaveMemory {
  /** It has drawn since it was offered something without a pause: before that it is waking up. */
  readonly draws: boolean;
  readonly aboveSinceMs: number | undefined;
  readonly belowSinceMs: number | undefined;
  /** It has drawn more than the threshold for a minute in this session. */
  readonly charged: boolean;
  /** Until it is unplugged. */
  readonly stopped: boolean;
}

export const nothingSaved: SaveMemory = {
  draws: false,
  aboveSinceMs: undefined,
  belowSinceMs: undefined,
  charged: false,
  stopped: false,
};

/**
 * Save battery 1 and 2 (C17): a car that draws less than `belowMa` although more is offered has taken what is good for
 * its battery and is stopped until it is unplugged. Mode 1: for 30 s, after a minute above. Mode 2: for 60 s.
 */
export function stepSaving(
  memory: SaveMemory,
  facts: CarFacts & { readonly belowMa: number; readonly mode: 1 | 2 },
): SaveMemory {
  const { nowMs, state, offerMa, drawnMa, belowMa, mode } = facts;
  if (state === 'A' || belowMa <= 0) return nothingSaved;
  if (memory.stopped) return memory;
  const silent = { aboveSinceMs: undefined, belowSinceMs: undefined };
  if (offerMa === 0) return { ...memory, ...silent, draws: false };
  if (drawnMa === undefined) return { ...memory, ...silent };
  const draws = memory.draws || drawnMa >= noDrawMa;
  if (drawnMa >= belowMa) {
    const aboveSinceMs = memory.aboveSinceMs ?? nowMs;
    const charged = memory.charged || nowMs - aboveSinceMs >= chargedAfterMs;
    return { ...memory, draws, charged, aboveSinceMs, belowSinceMs: undefined };
  }
  const isItsOwn = draws && offerMa >= belowMa + toleranceMa && (mode === 2 || memory.charged);
  const belowSinceMs = isItsOwn ? (memory.belowSinceMs ?? nowMs) : undefined;
  const stopped = belowSinceMs !== undefined && nowMs - belowSinceMs >= stopAfterMs[mode];
  return { ...memory, draws, aboveSinceMs: undefined, belowSinceMs, stopped };
}
