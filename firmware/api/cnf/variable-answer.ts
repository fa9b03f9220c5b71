import type { VariableView } from '../ports.ts';

/** `{"var1":1.5,"var2":null}`: what is set, null for a formula that has no value. What is declared only is left out. */
export function flatAnswer(variables: readonly VariableView[]): Record<string, number | null> {
  return Object.fromEntries(variables.filter(isSet).map(({ name, value }) => [name, value]));
}

/** With `detail=1`: everything that is known of each variable, also of those that are declared and not set. */
export function detailedAnswer(variables: readonly VariableView[]): Record<string, Omit<VariableView, 'name'>> {
  return Object.fromEntries(variables.map(({ name, ...rest }) => [name, rest]));
}

const isSet = ({ value, expr }: VariableView): boolean => value !== null || expr !== null;
