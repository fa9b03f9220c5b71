import { usePeopleWords } from '../../words/people/speech.ts';
import { useSpeech } from '../../words/speech.ts';
import { useBudgetText } from '../people/budget-text.ts';
import { functionOf } from './card-function.ts';

/** What a card does, in words; a function that this page does not know is shown as it is written. */
export function useFunctionSentence(): (text: string) => string {
  const { card, does } = usePeopleWords();
  const { short } = useSpeech();
  const budget = useBudgetText();
  return (text) => {
    const draft = functionOf(text);
    if (draft === undefined) return text;
    const { kind, value, unit, period } = draft;
    switch (kind) {
      case 'budgetSet':
        return does.budgetSet(budget.budget({ unit, amount: Number(value), period }));
      case 'budgetTopUp':
        return does.budgetTopUp(budget.amount(Number(value), unit));
      case 'button':
        return does.button(card.colours[value as keyof typeof card.colours] ?? value);
      case 'current':
        return does.current(short(Number(value)));
      default:
        return does[kind](value);
    }
  };
}
