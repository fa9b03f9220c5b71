import { useRef, useState } from 'preact/hooks';
import type { BudgetChange } from '../../../firmware/api/shapes.ts';
import { changeBudget } from '../../api/people.ts';
import { AskFirst } from '../../part/ask-first.tsx';
import { faultText } from '../../part/fault-text.ts';
import { focusWrong, TextField } from '../../part/field.tsx';
import { useFormFocus } from '../../part/focus-return.ts';
import { numberOf } from '../../part/number-text.ts';
import { Problem } from '../../part/problem.tsx';
import { usePeopleWords } from '../../words/people/speech.ts';
import { useSpeech } from '../../words/speech.ts';
import type { Budget } from './budget-draft.ts';
import { useBudgetText } from './budget-text.ts';
import type { SiteUser } from './site-parts.ts';

interface BudgetFormProps {
  readonly user: SiteUser;
  readonly unit: Budget['unit'];
  readonly onDone: (said: string) => Promise<void>;
  readonly onClose: () => void;
}

/** More for this period, or what was used no longer counts. */
export function BudgetForm({ user, unit, onDone, onClose }: BudgetFormProps) {
  const { words } = useSpeech();
  const { topUp: w, budget } = usePeopleWords();
  const text = useBudgetText();
  const [amount, setAmount] = useState('');
  const [wrong, setWrong] = useState(false);
  const [fault, setFault] = useState('');
  const [busy, setBusy] = useState(false);
  const [asks, setAsks] = useState<'clear' | 'delete'>();
  const form = useRef<HTMLFormElement>(null);
  useFormFocus(form);

  async function send(change: BudgetChange, said: string): Promise<void> {
    if (busy) return;
    setBusy(true);
    setFault('');
    const outcome = await changeBudget(user.id, change);
    setBusy(false);
    if (outcome.ok) await onDone(said);
    else setFault(outcome.code === 'noBudget' ? w.noBudget : faultText(words, outcome));
  }

  async function add(event: Event): Promise<void> {
    event.preventDefault();
    const number = numberOf(amount);
    if (number === undefined || number <= 0 || number > 1e6) {
      setWrong(true);
      return focusWrong(form.current);
    }
    await send({ kind: 'topUp', unit, amount: number }, w.added(text.amount(number, unit)));
  }

  return (
    <form ref={form} class="form form-box" onSubmit={(event) => void add(event)} noValidate>
      <h3>{w.title(user.name)}</h3>
      <TextField
        id="top-up"
        label={w.amount[unit]}
        value={amount}
        numeric
        wrong={wrong ? budget.wrong : undefined}
        onValue={(value) => {
          setAmount(value);
          setWrong(false);
        }}
      />
      <Problem text={fault} />
      <div class="buttons">
        <button class="plain-button" type="button" onClick={onClose}>
          {words.common.cancel}
        </button>
        <button class="main-button" type="submit" aria-disabled={busy}>
          {w.add}
        </button>
      </div>
      {asks === undefined ? (
        <div class="buttons">
          <button class="plain-button" type="button" onClick={() => setAsks('clear')}>
            {w.clear}
          </button>
          <button class="plain-button" type="button" onClick={() => setAsks('delete')}>
            {w.take}
          </button>
        </div>
      ) : (
        <AskFirst
          question={asks === 'clear' ? w.clearAsk : w.takeAsk}
          yes={asks === 'clear' ? w.clear : w.take}
          no={words.common.cancel}
          busy={busy}
          onYes={() => void send({ kind: asks }, asks === 'clear' ? w.cleared : w.taken)}
          onNo={() => setAsks(undefined)}
        />
      )}
    </form>
  );
}
