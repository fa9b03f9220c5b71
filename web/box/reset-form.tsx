import { useRef, useState } from 'preact/hooks';
import { proofLink, resetBox } from '../api/box.ts';
import { focusWrong, TextField } from '../part/field.tsx';
import { useFormFocus } from '../part/focus-return.ts';
import { FormButtons } from '../part/form-buttons.tsx';
import { Problem } from '../part/problem.tsx';
import { useBoxWords } from '../words/box/speech.ts';
import { useSpeech } from '../words/speech.ts';
import { problemText } from './problem-text.ts';

interface ResetFormProps {
  /** Undefined: the box does not say. */
  readonly boxId: string | undefined;
  readonly onBegun: () => void;
  readonly onCancel: () => void;
}

/** Offers the proof, then has the id of the box typed: nobody erases a box by a slip of the hand. */
export function ResetForm({ boxId, onBegun, onCancel }: ResetFormProps) {
  const { words } = useSpeech();
  const w = useBoxWords();
  const [id, setId] = useState('');
  const [wrong, setWrong] = useState<string>();
  const [fault, setFault] = useState('');
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  useFormFocus(form);

  async function erase(event: Event): Promise<void> {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    const outcome = await resetBox(id.trim());
    setBusy(false);
    if (outcome.ok) return onBegun();
    if (outcome.path === 'confirm') {
      setWrong(w.reset.idWrong);
      focusWrong(form.current);
    } else setFault(problemText(words, w, outcome));
  }

  return (
    <form ref={form} class="form form-box" onSubmit={(event) => void erase(event)} noValidate>
      <h3>{w.reset.form}</h3>
      <p>{w.reset.first}</p>
      <div class="buttons">
        <a class="plain-button" href={proofLink} download="grid-log.csv">
          {w.reset.proof}
        </a>
      </div>
      <TextField
        id="reset-id"
        label={w.reset.id}
        note={boxId === undefined ? w.reset.idUnknown : w.reset.idNote(boxId)}
        value={id}
        wrong={wrong}
        onValue={(value) => {
          setId(value);
          setWrong(undefined);
          setFault('');
        }}
      />
      <Problem text={fault} />
      <FormButtons yes={w.reset.yes} no={w.cancel} busy={busy} onCancel={onCancel} />
    </form>
  );
}
