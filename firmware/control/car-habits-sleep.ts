import { type CarFacts, noDrawMa } from './car-habits.ts';

/** A charge that the car ends itself within this is a top-up. */
const topUpMs = 900_000;
/** A pause of the car shorter than this does not end a charge. */
const pauseMs = 30_000;
const topUpsBeforeSleep = 3;
const sleepMs = 3 * 3_600_000;

/** What is remembered of a car that keeps waking up for a little. */
export interface SleepMemory {
  readonly chargeSinceMs: number | undefined;
  readonly idleSinceMs: number | undefined;
  /** Top-ups one after the other. */
  readonly topUps: number;
  /** Until then it gets nothing. */
  readonly asleepUntilMs: number | undefined;
}

export const awake: SleepMemory = {
  chargeSinceMs: undefined,
  idleSinceMs: undefined,
  topUps: 0,
  asleepUntilMs: undefined,
};

/**
 * Let the car sleep (C16): after three short charges in a row that it ended itself it gets nothing for three hours, and
 * after each further one again. A charge that we end says nothing about the car.
 */
export function stepSleep(memory: SleepMemory, { nowMs, state, offerMa, drawnMa }: CarFacts): SleepMemory {
  if (state === 'A') return awake;
  if (memory.asleepUntilMs !== undefined) {
    return nowMs < memory.asleepUntilMs ? memory : { ...awake, topUps: memory.topUps - 1 };
  }
  if (offerMa === 0) return { ...memory, chargeSinceMs: undefined, idleSinceMs: undefined };
  if (drawnMa === undefined || (memory.chargeSinceMs === undefined && drawnMa < noDrawMa)) return memory;
  const chargeSinceMs = memory.chargeSinceMs ?? nowMs;
  if (drawnMa >= noDrawMa) return { ...memory, chargeSinceMs, idleSinceMs: undefined };
  const idleSinceMs = memory.idleSinceMs ?? nowMs;
  if (nowMs - idleSinceMs < pauseMs) return { ...memory, chargeSinceMs, idleSinceMs };
  const topUps = idleSinceMs - chargeSinceMs < topUpMs ? memory.topUps + 1 : 0;
  const asleepUntilMs = topUps >= topUpsBeforeSleep ? nowMs + sleepMs : undefined;
  return { chargeSinceMs: undefined, idleSinceMs: undefined, topUps, asleepUntilMs };
}
