/** Operators between two values, as they are written. */
export type BinaryOperator =
  | '||'
  | '&&'
  | '|'
  | '&'
  | '=='
  | '!='
  | '<'
  | '<='
  | '>'
  | '>='
  | '+'
  | '-'
  | '*'
  | '/'
  | '%'
  | '^';

/** Functions of values. */
export type ValueFunction = 'min' | 'max' | 'abs' | 'clamp' | 'round' | 'sqrt';

/** Functions of the prices ahead. */
export type PriceFunction = 'min_price' | 'max_price' | 'min_price_secs' | 'max_price_secs';

/** A formula taken apart. `slot` counts in the formula's list of names. */
export type Node =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'name'; readonly slot: number }
  | { readonly kind: 'exists'; readonly slot: number }
  | { readonly kind: 'unary'; readonly operator: '-' | '!'; readonly operand: Node }
  | { readonly kind: 'binary'; readonly operator: BinaryOperator; readonly left: Node; readonly right: Node }
  | { readonly kind: 'conditional'; readonly condition: Node; readonly yes: Node; readonly no: Node }
  | { readonly kind: 'call'; readonly name: ValueFunction; readonly values: readonly Node[] }
  | { readonly kind: 'price'; readonly name: PriceFunction; readonly until: Node };

/** How tightly an operator holds its operands: higher binds first; equal ones from left to right, `^` from right to left. */
export const binding: ReadonlyMap<string, number> = new Map<BinaryOperator, number>([
  ['||', 2],
  ['&&', 3],
  ['|', 4],
  ['&', 5],
  ['==', 6],
  ['!=', 6],
  ['<', 7],
  ['<=', 7],
  ['>', 7],
  ['>=', 7],
  ['+', 8],
  ['-', 8],
  ['*', 9],
  ['/', 9],
  ['%', 9],
  ['^', 11],
]);
/** `? :` binds last of all. */
export const conditionalBinding = 1;
/** A sign or `!` binds before `* / %`, but after `^`: -2^2 is -4. */
export const unaryBinding = 10;

export const isBinaryOperator = (text: string): text is BinaryOperator => binding.has(text);

const valueFunctions: ReadonlySet<string> = new Set<ValueFunction>(['min', 'max', 'abs', 'clamp', 'round', 'sqrt']);
export const isValueFunction = (name: string): name is ValueFunction => valueFunctions.has(name);

const priceFunctions: ReadonlySet<string> = new Set<PriceFunction>([
  ...(['min_price', 'max_price', 'min_price_secs', 'max_price_secs'] as const),
]);
export const isPriceFunction = (name: string): name is PriceFunction => priceFunctions.has(name);
