import { closureOf } from './closures.ts';
import { FormulaFaultError } from './fault.ts';
import { parse } from './parser.ts';
import type { CompileResult, PricesAhead } from './types.ts';

/** Longest formula, in UTF-16 units. */
export const maxFormulaLength = 1000;

/**
 * Text to a formula that can run, or the first thing wrong with it and where. Never throws, never runs text as code.
 * Fault codes: `tooLong`, `tooDeep`, `empty`, `incomplete`, `unexpected`, `badCharacter`, `badNumber`, `badName`,
 * `unknownName`, `unknownFunction`, `arguments`.
 */
export function compile(text: string): CompileResult {
  try {
    if (text.length > maxFormulaLength)
      throw new FormulaFaultError('tooLong', `a formula has at most ${maxFormulaLength} characters`, {
        from: maxFormulaLength,
        to: text.length,
      });
    const { root, names } = parse(text);
    const run = closureOf(root);
    const evaluate = (slots: Float64Array, prices?: PricesAhead): number | undefined => {
      const value = run(slots, prices);
      if (!Number.isFinite(value)) return undefined;
      return value === 0 ? 0 : value; // no negative zero
    };
    return { ok: true, formula: { text, names, evaluate } };
  } catch (error) {
    if (error instanceof FormulaFaultError) return { ok: false, fault: error.fault };
    throw error;
  }
}
