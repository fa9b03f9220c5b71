/** A rule for the surplus is walked before all others; within each of the two the order of the list holds. */
interface Ordered {
  readonly id: string;
  readonly surplus?: boolean | undefined;
}

/** The two walks of a list, each with the place of its rules in the list. */
export interface Walks<R> {
  readonly surplus: readonly { readonly rule: R; readonly number: number }[];
  readonly rest: readonly { readonly rule: R; readonly number: number }[];
}

export function walksOf<R extends Ordered>(rules: readonly R[]): Walks<R> {
  const all = rules.map((rule, index) => ({ rule, number: index + 1 }));
  return {
    surplus: all.filter(({ rule }) => rule.surplus === true),
    rest: all.filter(({ rule }) => rule.surplus !== true),
  };
}

/** The list with a rule before or behind its neighbour of the same walk; the list itself where there is none. */
export function moved<R extends Ordered>(rules: readonly R[], id: string, step: 1 | -1): readonly R[] {
  const from = rules.findIndex((rule) => rule.id === id);
  const rule = rules[from];
  if (rule === undefined) return rules;
  const isNeighbour = (one: R) => (one.surplus === true) === (rule.surplus === true);
  let to = from + step;
  while (rules[to] !== undefined && !isNeighbour(rules[to] as R)) to += step;
  if (rules[to] === undefined) return rules;
  const without = rules.filter((one) => one.id !== id);
  return [...without.slice(0, to), rule, ...without.slice(to)];
}

/** With a rule in the place of the one of that id, else at the end. */
export const put = <R extends Ordered>(rules: readonly R[], rule: R): readonly R[] =>
  rules.some(({ id }) => id === rule.id) ? rules.map((one) => (one.id === rule.id ? rule : one)) : [...rules, rule];
