import type { FormulaFault } from './types.ts';

/** How lexer and parser stop; `compile` turns it into a result, it never leaves this folder. */
export class FormulaFaultError extends Error {
  readonly fault: FormulaFault;

  constructor(code: string, message: string, place: { readonly from: number; readonly to: number }) {
    super(message);
    this.name = 'FormulaFaultError';
    this.fault = { code, message, from: place.from, to: place.to };
  }
}
