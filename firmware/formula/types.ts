/** A place in the text: `from` inclusive, `to` exclusive, in UTF-16 units from 0. */
export interface FormulaFault {
  readonly code: string;
  readonly message: string;
  readonly from: number;
  readonly to: number;
}

/** A formula ready to run. `names[i]` is what `slots[i]` must hold; NaN in a slot = no value. */
export interface Formula {
  readonly text: string;
  /** Names in canonical spelling (`CM.avail` for AVAIL, cm.Avail or CM.AVAIL; `M1.current_l1`, `date.hour`), each once. */
  readonly names: readonly string[];
  /** A finite number, or undefined when it has no value (missing name, division by zero, NaN, infinite). Allocates nothing. */
  evaluate(slots: Float64Array): number | undefined;
}

export type CompileResult =
  | { readonly ok: true; readonly formula: Formula }
  | { readonly ok: false; readonly fault: FormulaFault };
