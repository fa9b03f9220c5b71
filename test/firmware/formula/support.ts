import assert from 'node:assert/strict';
import { compile } from '../../../firmware/formula/compile.ts';
import type { Formula, FormulaFault } from '../../../firmware/formula/types.ts';

/** A formula that must compile. */
export function formulaOf(text: string): Formula {
  const result = compile(text);
  if (!result.ok) assert.fail(`${text}: ${result.fault.code} at ${result.fault.from}: ${result.fault.message}`);
  return result.formula;
}

/** A formula that must not compile. */
export function faultOf(text: string): FormulaFault {
  const result = compile(text);
  if (result.ok) assert.fail(`${text} compiled`);
  return result.fault;
}

/** Value of a formula; names are given in canonical spelling, a name left out has no value. */
export function resultOf(text: string, names: Readonly<Record<string, number>> = {}): number | undefined {
  const formula = formulaOf(text);
  return formula.evaluate(Float64Array.from(formula.names, (name) => names[name] ?? Number.NaN));
}
