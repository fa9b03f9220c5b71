import { ecoStart } from './eco-start.ts';
import type { RuleMemory } from './rule-memory.ts';
import type { Situation } from './situation.ts';

/** Prices that are not known yet may come at any moment, as after a start; they are waited for so long. */
const unknownMs = 60_000;

/**
 * When the eco rule at a place of a list starts, wall ms; NaN without a car. It is found anew for each car, and when prices
 * change as long as it has not begun; without prices it begins soon: there is nothing to wait for. A battery has no car: it charges for the duration, again and again.
 */
export function ecoTurn(
  memory: RuleMemory,
  place: number,
  situation: Situation,
  isBattery: boolean,
  maxDelayMs: number,
  durationMs: number,
): number {
  const { pluggedAtMs, pluggedForMs, nowMs, wallMs, prices, pricesSign } = situation;
  if (!isBattery && Number.isNaN(pluggedAtMs)) {
    memory.ecoSinceMs[place] = Number.NaN;
    return Number.NaN;
  }
  const startMs = memory.ecoStartMs[place] as number;
  const knownSinceMs = memory.ecoSinceMs[place] as number;
  const isOver = isBattery && wallMs >= startMs + durationMs;
  const isNew = isBattery ? Number.isNaN(knownSinceMs) || isOver : knownSinceMs !== pluggedAtMs;
  const sinceMs = isNew ? (isBattery ? nowMs : pluggedAtMs) : knownSinceMs;
  const isWaiting = isNew || startMs > wallMs;
  if (!isWaiting || (!isNew && memory.ecoSign[place] === pricesSign)) return startMs;
  const leftMs = Math.max(0, maxDelayMs - (isBattery ? nowMs - sinceMs : pluggedForMs));
  const found = ecoStart(prices, wallMs, wallMs + leftMs, durationMs) ?? wallMs + Math.min(leftMs, unknownMs);
  memory.ecoSinceMs[place] = sinceMs;
  memory.ecoSign[place] = pricesSign;
  memory.ecoStartMs[place] = found;
  return found;
}
