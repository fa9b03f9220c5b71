/** A place in the text: `from` inclusive, `to` exclusive, in UTF-16 units from 0. */
export interface FormulaFault {
  readonly code: string;
  readonly message: string;
  readonly from: number;
  readonly to: number;
}

/**
 * The prices ahead, asked from now to a second of the day (0 to 86,400): today's if that is still to come, else
 * tomorrow's. NaN where no price is known in between.
 */
export interface PricesAhead {
  /** Lowest and highest price, ct/kWh. */
  lowestCt(untilDaySecond: number): number;
  highestCt(untilDaySecond: number): number;
  /** Seconds from now until the lowest or highest price begins to hold; 0 while it holds. The first, where several are alike. */
  secondsToLowest(untilDaySecond: number): number;
  secondsToHighest(untilDaySecond: number): number;
}

/** The name under which a formula with a price function reads prices; its slot holds any number while some are known. */
export const pricesName = 'prices.ahead';

/** A formula ready to run. `names[i]` is what `slots[i]` must hold; NaN in a slot = no value. */
export interface Formula {
  readonly text: string;
  /** Names in canonical spelling (`CM.avail` for AVAIL, cm.Avail or CM.AVAIL; `M1.current_l1`, `date.hour`), each once. */
  readonly names: readonly string[];
  /**
   * A finite number, or undefined when it has no value (missing name, division by zero, NaN, infinite). Allocates nothing.
   * Without `prices` its price functions have no value.
   */
  evaluate(slots: Float64Array, prices?: PricesAhead): number | undefined;
}

export type CompileResult =
  | { readonly ok: true; readonly formula: Formula }
  | { readonly ok: false; readonly fault: FormulaFault };
