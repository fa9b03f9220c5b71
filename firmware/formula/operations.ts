import { power } from './power.ts';
import type { BinaryOperator, ValueFunction } from './syntax.ts';

/**
 * Values of a formula while it runs, one cell for each of its parts; NaN in a cell = no value. Operations take cell
 * numbers and leave their result in a cell: a number handed from function to function would become an object of its own.
 */
export type Cells = Float64Array;
export type BinaryOperation = (cells: Cells, a: number, b: number, out: number) => void;
export type FunctionOperation = (cells: Cells, of: readonly number[], out: number) => void;

export const none = Number.NaN;
export const at = (cells: Cells, cell: number): number => cells[cell] ?? none;
export const finite = (value: number): number => (Number.isFinite(value) ? value : none);

/** 1 or 0, but no value when one of the two has none. */
export const told = (a: number, b: number, holds: boolean): number =>
  Number.isNaN(a) || Number.isNaN(b) ? none : holds ? 1 : 0;

/** `& |` work on whole numbers of 32 bits without a sign; a fraction is cut off. */
const isBits = (value: number): boolean => value > -1 && value < 4_294_967_296;

/** Operators that always look at both sides; `||` and `&&` do not. */
export const binaryOperations: Readonly<Record<Exclude<BinaryOperator, '||' | '&&'>, BinaryOperation>> = {
  '+': (c, a, b, out) => {
    c[out] = finite(at(c, a) + at(c, b));
  },
  '-': (c, a, b, out) => {
    c[out] = finite(at(c, a) - at(c, b));
  },
  '*': (c, a, b, out) => {
    c[out] = finite(at(c, a) * at(c, b));
  },
  '/': (c, a, b, out) => {
    c[out] = finite(at(c, a) / at(c, b));
  },
  '%': (c, a, b, out) => {
    c[out] = finite(at(c, a) % at(c, b));
  },
  '^': (c, a, b, out) => {
    // Without the check a missing value to the power of 0 would be 1.
    c[out] = Number.isNaN(at(c, a)) ? none : finite(power(at(c, a), at(c, b)));
  },
  '|': (c, a, b, out) => {
    c[out] = isBits(at(c, a)) && isBits(at(c, b)) ? (at(c, a) | at(c, b)) >>> 0 : none;
  },
  '&': (c, a, b, out) => {
    c[out] = isBits(at(c, a)) && isBits(at(c, b)) ? (at(c, a) & at(c, b)) >>> 0 : none;
  },
  '==': (c, a, b, out) => {
    c[out] = told(at(c, a), at(c, b), at(c, a) === at(c, b));
  },
  '!=': (c, a, b, out) => {
    c[out] = told(at(c, a), at(c, b), at(c, a) !== at(c, b));
  },
  '<': (c, a, b, out) => {
    c[out] = told(at(c, a), at(c, b), at(c, a) < at(c, b));
  },
  '<=': (c, a, b, out) => {
    c[out] = told(at(c, a), at(c, b), at(c, a) <= at(c, b));
  },
  '>': (c, a, b, out) => {
    c[out] = told(at(c, a), at(c, b), at(c, a) > at(c, b));
  },
  '>=': (c, a, b, out) => {
    c[out] = told(at(c, a), at(c, b), at(c, a) >= at(c, b));
  },
};

export const functionOperations: Readonly<Record<ValueFunction, FunctionOperation>> = {
  min: (c, of, out) => {
    let lowest = Number.POSITIVE_INFINITY;
    for (let k = 0; k < of.length; k += 1) lowest = Math.min(lowest, at(c, of[k] ?? -1));
    c[out] = lowest;
  },
  max: (c, of, out) => {
    let highest = Number.NEGATIVE_INFINITY;
    for (let k = 0; k < of.length; k += 1) highest = Math.max(highest, at(c, of[k] ?? -1));
    c[out] = highest;
  },
  abs: (c, of, out) => {
    c[out] = Math.abs(at(c, of[0] ?? -1));
  },
  sqrt: (c, of, out) => {
    c[out] = Math.sqrt(at(c, of[0] ?? -1));
  },
  round: (c, of, out) => {
    const value = at(c, of[0] ?? -1);
    c[out] = Math.sign(value) * Math.round(Math.abs(value));
  },
  clamp: (c, of, out) => {
    const low = at(c, of[1] ?? -1);
    const high = at(c, of[2] ?? -1);
    // A range that ends before it begins holds nothing.
    c[out] = low > high ? none : Math.min(Math.max(at(c, of[0] ?? -1), low), high);
  },
};
