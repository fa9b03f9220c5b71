import type { BudgetPeriod } from '../people/budget-draft.ts';

/** What a card does, as it is chosen and typed (docs/people.md, "What cards do"). */
export interface FunctionDraft {
  readonly kind: FunctionKind;
  /** Amperes, phases, priority, amount, `NAME=1`, id of an output or rule set, colour. */
  readonly value: string;
  readonly unit: 'kWh' | 'min';
  readonly period: BudgetPeriod;
}

export const functionKinds = [
  'authorise',
  'toggleCharging',
  'end',
  'toggleUserRules',
  'current',
  'currentNone',
  'phases',
  'phasesAuto',
  'priority',
  'budgetSet',
  'budgetTopUp',
  'budgetDelete',
  'budgetClear',
  'ruleSet',
  'variable',
  'output',
  'auto',
  'button',
] as const;
export type FunctionKind = (typeof functionKinds)[number];

/** Kinds that need nothing typed, as they are written. */
const bare: Partial<Record<FunctionKind, string>> = {
  authorise: 'authorise',
  toggleCharging: 'toggleCharging',
  end: 'end',
  toggleUserRules: 'toggleUserRules',
  auto: 'auto',
  currentNone: 'current:none',
  phasesAuto: 'phases:auto',
  budgetDelete: 'budget:delete',
  budgetClear: 'budget:clear',
};

const plain = { value: '', unit: 'kWh', period: 'month' } as const;

/** A kind as it is begun with. */
export const newFunction = (kind: FunctionKind): FunctionDraft => ({
  ...{ ...plain, kind },
  ...(kind === 'phases' ? { value: '1' } : kind === 'button' ? { value: 'gray' } : {}),
});

/** Reads a function; one that this page does not know is undefined, and is kept as it is. */
export function functionOf(text: string): FunctionDraft | undefined {
  const known = functionKinds.find((kind) => bare[kind] === text);
  if (known !== undefined) return { ...plain, kind: known };
  if (text === 'button') return { ...plain, kind: 'button', value: 'gray' };
  const budget = /^budget:(\+?)([\d.]+)(kWh|min)(?:\/(\w+))?$/.exec(text);
  if (budget !== null) {
    const [, plus, value = '', unit, period] = budget;
    const kind = plus === '+' ? 'budgetTopUp' : 'budgetSet';
    return { kind, value, unit: unit as 'kWh', period: (period ?? 'month') as BudgetPeriod };
  }
  const [, kind = '', value = ''] = /^(current|phases|priority|ruleSet|variable|output|button):(.+)$/.exec(text) ?? [];
  return kind === '' ? undefined : { ...plain, kind: kind as FunctionKind, value };
}

/** As it is written in the site. */
export function functionText({ kind, value, unit, period }: FunctionDraft): string {
  const number = value.trim().replace(',', '.');
  if (kind === 'budgetSet') return `budget:${number}${unit}/${period}`;
  if (kind === 'budgetTopUp') return `budget:+${number}${unit}`;
  return bare[kind] ?? `${kind}:${kind === 'current' ? number : value.trim()}`;
}

/** What is wrong with what was typed; undefined: nothing. The box looks again, and knows names that this page does not. */
export function functionFault(
  draft: FunctionDraft,
): 'amount' | 'current' | 'priority' | 'variable' | 'name' | undefined {
  const text = draft.value.trim().replace(',', '.');
  const isNumber = /^\d{1,6}(\.\d{1,3})?$/.test(text);
  switch (draft.kind) {
    case 'budgetSet':
    case 'budgetTopUp':
      return isNumber && Number(text) > 0 ? undefined : 'amount';
    case 'current':
      return isNumber && (Number(text) === 0 || Number(text) >= 6) && Number(text) < 1000 ? undefined : 'current';
    case 'priority':
      return /^(\d{1,2}|100)$/.test(text) ? undefined : 'priority';
    case 'variable':
      return /^[A-Za-z][A-Za-z0-9_]*=-?\d+(\.\d+)?$/.test(text) ? undefined : 'variable';
    case 'output':
    case 'ruleSet':
      return text === '' ? 'name' : undefined;
    default:
      return undefined;
  }
}
