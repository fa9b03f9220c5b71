import { usePeopleWords } from '../../words/people/speech.ts';
import { useSpeech } from '../../words/speech.ts';
import type { Budget } from './budget-draft.ts';

/** Amounts of budgets in words: "31.4 kWh", "50 kWh a month". */
export function useBudgetText() {
  const { short } = useSpeech();
  const w = usePeopleWords().budget;
  const amount = (value: number, unit: Budget['unit']): string => `${short(value)}\u00a0${unit}`;
  return { amount, budget: (budget: Budget): string => w.per[budget.period](amount(budget.amount, budget.unit)) };
}
