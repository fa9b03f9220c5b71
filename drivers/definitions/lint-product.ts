import type { Definition } from './schema.ts';

/** Checks of what every definition has, whatever its product speaks. */

/** Something in a definition that its shape allows and its sense does not. `path` as in `registers.3.words`. */
export interface DefinitionProblem {
  readonly path: string;
  readonly message: string;
}

const unitOf: readonly [RegExp, readonly string[]][] = [
  [/^current(_l[123])?$/, ['A']],
  [/^voltage(_l[123])?$/, ['V']],
  [/^power(_import|_export|_l[123])?$/, ['W', 'kW', 'VA']],
  [/^energy_(import|export|total)(_l[123])?$/, ['Wh', 'kWh', 'VAh', 'Ws']],
  [/^soc$/, ['%']],
  [/^frequency$/, ['Hz']],
];

/** A known quantity stands in a unit that we can turn into ours. */
export function unitProblems(
  path: string,
  part: { readonly quantity: string; readonly unit: string },
): DefinitionProblem[] {
  const units = unitOf.find(([name]) => name.test(part.quantity))?.[1];
  if (units === undefined || units.includes(part.unit)) return [];
  return [{ path, message: `${part.quantity} is in ${units.join(' or ')}, not "${part.unit}"` }];
}

interface Names {
  readonly readable: readonly string[];
  readonly known: readonly string[];
  /** What the parts of this definition are called. */
  readonly what: 'register' | 'value';
}

/** Whatever a condition, a rule or a doubt names has to be there. */
export function nameProblems(definition: Definition, { readable, known, what }: Names): DefinitionProblem[] {
  const out: DefinitionProblem[] = [];
  const mustRead = (path: string, quantity: string) => {
    if (!readable.includes(quantity)) out.push({ path, message: `"${quantity}" is not a ${what} that can be read` });
  };
  definition.detect?.forEach((condition, k) => {
    mustRead(`detect.${k}.quantity`, condition.quantity);
  });
  definition.onlyWhen?.forEach((rule, k) => {
    mustRead(`onlyWhen.${k}.when.quantity`, rule.when.quantity);
    for (const quantity of rule.quantities) mustRead(`onlyWhen.${k}.quantities`, quantity);
  });
  for (const quantity of stateQuantities(definition)) mustRead('state', quantity);
  definition.unverified.forEach((entry, k) => {
    for (const quantity of entry.quantities ?? [])
      if (!known.includes(quantity))
        out.push({ path: `unverified.${k}.quantities`, message: `"${quantity}" is not a ${what}` });
  });
  return out;
}

/** The quantities that the charge state is made of. */
export function stateQuantities({ state }: Pick<Definition, 'state'>): readonly string[] {
  if (state === undefined) return [];
  if ('cases' in state) return [...new Set(state.cases.flatMap((c) => c.when.map((w) => w.quantity)))];
  return [state.quantity];
}

/** A quantity per phase stands for all three phases or for none. */
export function phaseProblems(path: string, known: readonly string[]): DefinitionProblem[] {
  return ['current', 'power', 'voltage'].flatMap((kind) => {
    const missing = ['l1', 'l2', 'l3'].map((phase) => `${kind}_${phase}`).filter((name) => !known.includes(name));
    if (missing.length === 0 || missing.length === 3) return [];
    return [{ path, message: `${kind} stands for some phases only: there is no ${missing.join(' and no ')}` }];
  });
}

export function signProblems(definition: Definition, known: readonly string[]): DefinitionProblem[] {
  if (definition.sign !== undefined || !known.some((quantity) => /^power/.test(quantity))) return [];
  return [{ path: 'sign', message: 'a definition with a power says what its sign means' }];
}
