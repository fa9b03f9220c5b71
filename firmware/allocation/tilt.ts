import { type PhaseIndex, phaseIndexes } from '../domain/phases.ts';
import type { AllocationRequest } from './types.ts';

/** Two phases of the house connection: `over` is held against `under`. */
export interface PhasePair {
  readonly over: PhaseIndex;
  readonly under: PhaseIndex;
}

/** Every phase against every other. */
export const phasePairs: readonly PhasePair[] = phaseIndexes.flatMap((over) =>
  phaseIndexes.filter((under) => under !== over).map((under) => ({ over, under })),
);

/**
 * What a mA of a charge point can add to `over` beyond `under`: 1 when it may use the one without the other, -1 when it
 * surely uses `under` only, else 0.
 */
export type Tilt = -1 | 0 | 1;

/** One for whom no pair can differ. */
export const noTilts: readonly Tilt[] = phasePairs.map(() => 0);

/** The tilt of a charge point on each pair, whatever its car turns out to use. */
export function tiltsOf(request: AllocationRequest): readonly Tilt[] {
  const { skewPhases = [], possiblePhases = [] } = request;
  if (skewPhases.length + possiblePhases.length === 0) return noTilts;
  const tilts = phasePairs.map(({ over, under }) => tiltOn(over, under, skewPhases, possiblePhases));
  return tilts.every((tilt) => tilt === 0) ? noTilts : tilts;
}

function tiltOn(
  over: PhaseIndex,
  under: PhaseIndex,
  sure: readonly PhaseIndex[],
  possible: readonly PhaseIndex[],
): Tilt {
  const place = possible.indexOf(over);
  if (sure.includes(under)) return place >= 0 || sure.includes(over) ? 0 : -1;
  if (sure.includes(over)) return 1;
  if (place < 0) return 0;
  // It uses the earlier one without the later, but never the later without the earlier.
  const otherPlace = possible.indexOf(under);
  return otherPlace < 0 || place < otherPlace ? 1 : 0;
}
