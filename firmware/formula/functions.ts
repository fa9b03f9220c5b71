/** What the parser needs to know of a function. */
export interface FunctionFact {
  readonly minArguments: number;
  readonly maxArguments: number;
  /** It is in the grammar, but does nothing yet. */
  readonly notYet?: true;
}

const fact = (minArguments: number, maxArguments: number): FunctionFact => ({ minArguments, maxArguments });
const later: FunctionFact = { minArguments: 1, maxArguments: 1, notYet: true };

/** Functions by their name in small letters; `exists` takes a name, all others take values. */
export const functions: ReadonlyMap<string, FunctionFact> = new Map([
  ['min', fact(1, Number.POSITIVE_INFINITY)],
  ['max', fact(1, Number.POSITIVE_INFINITY)],
  ['abs', fact(1, 1)],
  ['clamp', fact(3, 3)],
  ['round', fact(1, 1)],
  ['sqrt', fact(1, 1)],
  ['exists', fact(1, 1)],
  ['min_price', later],
  ['max_price', later],
  ['min_price_secs', later],
  ['max_price_secs', later],
  /** Takes the name or number of a parameter, inside charging rules. */
  ['param', fact(1, 1)],
]);
