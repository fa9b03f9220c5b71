import { numberOf, textOf } from '../../part/number-text.ts';
import type { SiteUser } from './site-parts.ts';

export type Budget = NonNullable<SiteUser['budget']>;
export type BudgetPeriod = Budget['period'];

/** A budget as it is typed. */
export interface BudgetDraft {
  readonly kind: 'none' | Budget['unit'];
  readonly amount: string;
  readonly period: BudgetPeriod;
}

export const noBudget: BudgetDraft = { kind: 'none', amount: '', period: 'month' };

export const budgetDraft = (budget: Budget | undefined, language: string): BudgetDraft =>
  budget === undefined
    ? noBudget
    : { kind: budget.unit, amount: textOf(budget.amount, language), period: budget.period };

/** Undefined: as much as wanted. Null: what is typed is no budget. */
export function budgetOf({ kind, amount, period }: BudgetDraft): Budget | undefined | null {
  if (kind === 'none') return undefined;
  const number = numberOf(amount);
  return number === undefined || number <= 0 || number > 1e6 ? null : { unit: kind, amount: number, period };
}
