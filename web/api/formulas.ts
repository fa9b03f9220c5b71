import type { FormulaNames, FormulaVerdict } from '../../firmware/api/shapes.ts';
import { call, type Outcome } from './request.ts';

export type { FormulaNames, FormulaVerdict };

/** Whose formula it shall be: inside rules more names are known, and a variable may not rest on itself. */
export interface FormulaWhere {
  readonly inRules?: boolean | undefined;
  readonly variable?: string | undefined;
  /** The charge point or battery whose rules it is in: its fields may stand bare. */
  readonly device?: string | undefined;
}

export const checkFormula = (formula: string, { inRules, variable, device }: FormulaWhere) =>
  call<FormulaVerdict>('POST', 'formulas/check', {
    formula,
    ...(inRules === undefined ? {} : { inRules }),
    ...(variable === undefined ? {} : { variable }),
    ...(device === undefined ? {} : { device }),
  });

let asked: Promise<Outcome<FormulaNames>> | undefined;

/** Everything that may stand in a formula; asked for once by a page, again only when the box did not answer. */
export function readFormulaNames(): Promise<Outcome<FormulaNames>> {
  asked ??= call<FormulaNames>('GET', 'formulas/names').then((outcome) => {
    if (!outcome.ok) asked = undefined;
    return outcome;
  });
  return asked;
}
