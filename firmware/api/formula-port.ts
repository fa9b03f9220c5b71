/** What is wrong with a formula: `from` inclusive, `to` exclusive, in UTF-16 units from 0. */
export interface FormulaFaultView {
  readonly code: string;
  readonly message: string;
  readonly from: number;
  readonly to: number;
}

export type FormulaVerdict =
  | {
      readonly ok: true;
      readonly names: readonly string[];
      readonly value: number | null;
      /** What it reads that has no value here. */
      readonly missing: readonly string[];
    }
  | { readonly ok: false; readonly fault: FormulaFaultView };

/** Everything that may stand in a formula. */
export interface FormulaNames {
  readonly names: readonly { readonly name: string; readonly unit: string; readonly says: string }[];
  readonly functions: readonly {
    readonly name: string;
    readonly leastValues: number;
    readonly mostValues: number | null;
  }[];
}

/** Formulas before they are saved. */
export interface FormulaPort {
  /**
   * `inRules`: `param()`, `_rule_val` and bare fields of the charge point `device` may stand in it. `variable`: whose
   * formula it shall be.
   */
  check(
    formula: string,
    where: { readonly inRules: boolean; readonly variable?: string; readonly device?: string },
  ): FormulaVerdict;
  names(): FormulaNames;
}
