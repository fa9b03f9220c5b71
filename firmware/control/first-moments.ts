/** What the first moments after a start know of one charge point, mA. */
export interface FirstMoment {
  readonly targetMa: number;
  /** What the box holds; undefined: nobody has offered anything yet, and its set-point cannot be read. */
  readonly offerMa: number | undefined;
  readonly heldMa: number;
  /** The highest that its car drew in the last moments, on any phase. */
  readonly drawnMa: number;
  /** The least that its car can take. */
  readonly minMa: number;
  readonly stepMa: number;
}

/**
 * The most that may be offered while a meter and the boxes behind it may still show different moments: what cars draw is taken
 * off the meter, so nothing rises. Whoever holds less than his car can bear may rise all the same, and of whom nobody knows
 * what he holds goes on with what he draws, or with the least: none is stopped for want of a first reading.
 */
export function mostInFirstMoments({ targetMa, offerMa, heldMa, drawnMa, minMa, stepMa }: FirstMoment): number {
  if (heldMa > 0 && heldMa < minMa) return targetMa;
  if (offerMa !== undefined) return Math.min(targetMa, offerMa);
  return Math.min(targetMa, Math.max(Math.ceil(drawnMa / stepMa) * stepMa, minMa));
}
