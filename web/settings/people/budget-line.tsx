import type { BudgetView } from '../../../firmware/api/shapes.ts';
import { Bar } from '../../part/bar.tsx';
import { Mark } from '../../part/mark.tsx';
import { usePeopleWords } from '../../words/people/speech.ts';
import type { Budget } from './budget-draft.ts';
import { useBudgetText } from './budget-text.ts';

interface BudgetLineProps {
  readonly budget: Budget;
  /** How it stands, with top-ups; undefined while not read. */
  readonly stands: BudgetView | undefined;
}

/** A budget: what it is, what of it is used, as a bar and as text. */
export function BudgetLine({ budget, stands }: BudgetLineProps) {
  const w = usePeopleWords().people;
  const text = useBudgetText();
  if (stands === undefined) return <>{text.budget(budget)}</>;
  const { unit, amount, used } = stands;
  const left = amount - used;
  return (
    <div class="budget-line">
      <span>{text.budget(budget)}</span>
      <Bar fill={amount === 0 ? 1 : used / amount} kind={left <= 0 ? 'over' : 'cars'} />
      <small>
        {w.used(text.amount(used, unit), text.amount(amount, unit))},{' '}
        {left > 0 ? (
          w.left(text.amount(left, unit))
        ) : (
          <b>
            <Mark tone="limited" /> {left === 0 ? w.usedUp : w.over(text.amount(-left, unit))}
          </b>
        )}
      </small>
    </div>
  );
}
