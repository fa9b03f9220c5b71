import type { Budget, BudgetOperation } from '../../domain/site/tag-functions.ts';

/** What was used in a time: energy in Wh, charging time in s. */
export interface Usage {
  readonly energyWh: number;
  readonly chargedS: number;
}

/** What operations have made of a budget; each holds in the period it was done in, named by its start. */
export interface BudgetMarks {
  /** More than the site gives, in the budget's unit. */
  readonly extra?: { readonly startMs: number; readonly amount: number };
  /** Used before, and no longer counted. */
  readonly cleared?: { readonly startMs: number; readonly used: number };
}

/** A budget as it stands: nothing is left when `used` reaches `amount`. */
export interface BudgetNow {
  readonly unit: Budget['unit'];
  readonly amount: number;
  readonly used: number;
}

/** How a budget stands in the period that began at `startMs`. */
export function budgetNow(budget: Budget, usage: Usage, marks: BudgetMarks, startMs: number): BudgetNow {
  const { unit, amount } = budget;
  const extra = marks.extra?.startMs === startMs ? marks.extra.amount : 0;
  const cleared = marks.cleared?.startMs === startMs ? marks.cleared.used : 0;
  return { unit, amount: amount + extra, used: Math.max(0, inUnit(unit, usage) - cleared) };
}

/** What an operation makes of the marks. Undefined: it is in another unit than the budget. */
export function marksWith(
  operation: Exclude<BudgetOperation, { readonly kind: 'set' }>,
  { budget, usage, marks, startMs }: { budget: Budget; usage: Usage; marks: BudgetMarks; startMs: number },
): BudgetMarks | undefined {
  const { extra, cleared } = marks;
  const now = {
    ...(extra?.startMs === startMs ? { extra } : {}),
    ...(cleared?.startMs === startMs ? { cleared } : {}),
  };
  switch (operation.kind) {
    case 'topUp':
      if (operation.unit !== budget.unit) return undefined;
      return { ...now, extra: { startMs, amount: (now.extra?.amount ?? 0) + operation.amount } };
    case 'delete': {
      const { extra: _, ...rest } = now;
      return rest;
    }
    case 'clear':
      return { ...now, cleared: { startMs, used: inUnit(budget.unit, usage) } };
  }
}

const inUnit = (unit: Budget['unit'], { energyWh, chargedS }: Usage): number =>
  unit === 'kWh' ? energyWh / 1000 : chargedS / 60;
