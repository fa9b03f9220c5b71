import { Choice, TextField } from '../../part/field.tsx';
import { usePeopleWords } from '../../words/people/speech.ts';
import type { BudgetDraft } from './budget-draft.ts';

interface BudgetFieldsProps {
  readonly id: string;
  readonly draft: BudgetDraft;
  readonly wrong: boolean;
  readonly note?: string | undefined;
  readonly onDraft: (draft: BudgetDraft) => void;
}

/** How much, of what, how often. */
export function BudgetFields({ id, draft, wrong, note, onDraft }: BudgetFieldsProps) {
  const w = usePeopleWords().budget;
  const { none, ...units } = w.kinds;
  return (
    <div class="budget-fields">
      <Choice
        id={`${id}-kind`}
        label={w.kind}
        value={draft.kind}
        choices={{ ...units, none }}
        onValue={(kind: BudgetDraft['kind']) => onDraft({ ...draft, kind })}
      />
      {draft.kind !== 'none' && (
        <>
          <TextField
            id={`${id}-amount`}
            label={w.amount[draft.kind]}
            value={draft.amount}
            numeric
            wrong={wrong ? w.wrong : undefined}
            onValue={(amount) => onDraft({ ...draft, amount })}
          />
          <Choice
            id={`${id}-period`}
            label={w.period}
            value={draft.period}
            choices={w.periods}
            note={note ?? w.note}
            onValue={(period) => onDraft({ ...draft, period })}
          />
        </>
      )}
    </div>
  );
}
