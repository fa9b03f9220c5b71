/** What the parser needs to know of a function. */
export interface FunctionFact {
  readonly minArguments: number;
  readonly maxArguments: number;
}

const fact = (minArguments: number, maxArguments: number): FunctionFact => ({ minArguments, maxArguments });

/** Functions by their name in small letters; `exists` takes a name, all others take values. */
export const functions: ReadonlyMap<string, FunctionFact> = new Map([
  ['min', fact(1, Number.POSITIVE_INFINITY)],
  ['max', fact(1, Number.POSITIVE_INFINITY)],
  ['abs', fact(1, 1)],
  ['clamp', fact(3, 3)],
  ['round', fact(1, 1)],
  ['sqrt', fact(1, 1)],
  ['exists', fact(1, 1)],
  /** Of the prices ahead, up to a second of the day. */
  ['min_price', fact(1, 1)],
  ['max_price', fact(1, 1)],
  ['min_price_secs', fact(1, 1)],
  ['max_price_secs', fact(1, 1)],
  /** Takes the name or number of a parameter, inside charging rules. */
  ['param', fact(1, 1)],
]);
