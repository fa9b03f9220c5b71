import type { Row } from './types.ts';

/**
 * A row being spent. Currents are whole mA; room is counted in thousandths of the row's own unit (µA or µW), so that
 * weights may have three decimals of a volt and every sum stays an exact integer.
 */
export interface LedgerRow {
  readonly row: Row;
  /** A cap against uneven phases, no circuit: who starts may go over it where it does not make them uneven (`skew.ts`). */
  readonly isCap: boolean;
  /** What the row bears, thousandths; rounded down, but for float noise. */
  capacity: number;
  /** What is left of it, thousandths. Negative only when the capacity was. */
  free: number;
  /** Of the charge points that are being filled now: sum of weights. */
  openWeight: number;
  /** … sum of weight * step: the most that ending on a step can cost above a level. */
  openSteps: number;
  /** … what they hold already, plus `free`. */
  openRoom: number;
  /** All of them may go to their first step at or over this level at once, in any order. */
  safeMa: number;
}

/** What a charge point weighs in a row: a mA of it takes `weight` thousandths. */
export interface Place {
  readonly row: LedgerRow;
  weight: number;
  readonly next: Place | undefined;
}

/** Float noise that a computed capacity or voltage may carry, in thousandths: one nanoampere. */
const noise = 0.001;

/** A row with nothing spent yet. */
export function toLedgerRow(row: Row, isCap = false): LedgerRow {
  const capacity = toCapacity(row.capacity);
  return { row, isCap, capacity, free: capacity, openWeight: 0, openSteps: 0, openRoom: 0, safeMa: 0 };
}

/** A capacity in thousandths. NaN is none at all: nothing may be handed out on a number that is not there. */
export const toCapacity = (capacity: number): number =>
  capacity > -Infinity ? Math.floor(capacity * 1000 + noise) : -Infinity;

/** A weight in thousandths; rounded up, but for float noise. */
export const toWeight = (weight: number): number => Math.ceil(weight * 1000 - noise);
