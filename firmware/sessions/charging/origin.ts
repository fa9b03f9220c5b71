import type { FlowState } from '../../domain/state.ts';

/** Grid, solar, battery: parts of one, or whole Wh of a sum. */
export type ByOrigin = readonly [grid: number, solar: number, battery: number];

/** What nobody knows comes from the grid: the dearest. */
export const fromGrid: ByOrigin = [1, 0, 0];
const nothing: ByOrigin = [0, 0, 0];

/**
 * Where the energy that the site uses comes from at this moment, as parts of one. What is fed in or charges a battery is
 * no use: it is taken off the sun first, then off the battery.
 */
export function originOf({ gridW, solarW, batteryW }: FlowState): ByOrigin {
  if (gridW === null) return fromGrid;
  const away = Math.max(0, -gridW) + Math.max(0, -(batteryW ?? 0));
  const sun = Math.max(0, solarW ?? 0);
  const discharge = Math.max(0, batteryW ?? 0);
  const grid = Math.max(0, gridW);
  const afterSun = Math.max(0, away - sun);
  const solar = Math.max(0, sun - away);
  const battery = Math.max(0, discharge - afterSun);
  const sum = grid + solar + battery;
  return sum > 0 ? [grid / sum, solar / sum, battery / sum] : fromGrid;
}

/** What a split needs after a restart. */
export interface SplitState {
  readonly weights: ByOrigin;
  readonly owed: ByOrigin;
}

/**
 * Splits whole Wh by origin into whole Wh: the parts add up to the sum each time, and what rounding takes from one it gets
 * the next time. Counters move in steps, so what flows between two steps is weighed.
 */
export class OriginSplit {
  #weights: ByOrigin;
  #owed: ByOrigin;

  constructor({ weights, owed }: SplitState = { weights: nothing, owed: nothing }) {
    this.#weights = weights;
    this.#owed = owed;
  }

  get state(): SplitState {
    return { weights: this.#weights, owed: this.#owed };
  }

  /** So much flowed from there. */
  flowed(amount: number, origin: ByOrigin): void {
    const [g, s, b] = this.#weights;
    this.#weights = [g + amount * origin[0], s + amount * origin[1], b + amount * origin[2]];
  }

  /** The parts of a sum; `origin` where nothing was weighed since the last one. */
  split(wh: number, origin: ByOrigin): ByOrigin {
    const [g, s, b] = this.#weights;
    const sum = g + s + b;
    const parts = sum > 0 ? ([g / sum, s / sum, b / sum] as const) : origin;
    this.#weights = nothing;
    const wanted = parts.map((part, k) => part * wh + (this.#owed[k] ?? 0));
    const given = wholeParts(wanted, wh);
    const owed = wanted.map((want, k) => want - (given[k] ?? 0));
    this.#owed = [owed[0] ?? 0, owed[1] ?? 0, owed[2] ?? 0];
    return given;
  }
}

/** Whole numbers near those wanted, none below zero, that add up to the sum. */
function wholeParts(wanted: readonly number[], sum: number): ByOrigin {
  const given = wanted.map((want) => Math.max(0, Math.floor(want + 1e-9)));
  for (let left = sum - given.reduce((a, b) => a + b, 0); left !== 0; left -= Math.sign(left)) {
    const behind = given.map((have, k) => ((wanted[k] ?? 0) - have) * Math.sign(left));
    const candidates = behind.map((d, k) => (left < 0 && given[k] === 0 ? Number.NEGATIVE_INFINITY : d));
    const k = candidates.indexOf(Math.max(...candidates));
    given[k] = (given[k] ?? 0) + Math.sign(left);
  }
  return [given[0] ?? 0, given[1] ?? 0, given[2] ?? 0];
}
