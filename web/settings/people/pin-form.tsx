import { useRef, useState } from 'preact/hooks';
import { putPin, removePin } from '../../api/people.ts';
import { faultText } from '../../part/fault-text.ts';
import { focusWrong, TextField } from '../../part/field.tsx';
import { useFormFocus } from '../../part/focus-return.ts';
import { Problem } from '../../part/problem.tsx';
import { usePeopleWords } from '../../words/people/speech.ts';
import { useSpeech } from '../../words/speech.ts';
import type { SiteUser } from './site-parts.ts';

interface PinFormProps {
  readonly user: SiteUser;
  readonly has: boolean;
  readonly onDone: (said: string) => Promise<void>;
  readonly onClose: () => void;
}

/** Sets a PIN, or takes it away. */
export function PinForm({ user, has, onDone, onClose }: PinFormProps) {
  const { words } = useSpeech();
  const w = usePeopleWords().pin;
  const [pin, setPin] = useState('');
  const [wrong, setWrong] = useState<string>();
  const [fault, setFault] = useState('');
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  useFormFocus(form);

  async function send(what: 'set' | 'remove'): Promise<void> {
    if (busy) return;
    setFault('');
    if (what === 'set' && !/^\d{4,12}$/.test(pin)) {
      setWrong(w.wrong);
      return focusWrong(form.current);
    }
    setBusy(true);
    const outcome = await (what === 'set' ? putPin(user.id, pin) : removePin(user.id));
    setBusy(false);
    if (outcome.ok) return onDone(what === 'set' ? w.done(user.name) : w.removed(user.name));
    if (outcome.code === 'exists') {
      setWrong(w.taken);
      focusWrong(form.current);
    } else setFault(faultText(words, outcome));
  }

  return (
    <form
      ref={form}
      class="form form-box"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void send('set');
      }}
    >
      <h3>{w.title(user.name)}</h3>
      <TextField
        id="pin"
        label={w.field}
        note={w.note}
        value={pin}
        numeric
        wrong={wrong}
        onValue={(value) => {
          setPin(value);
          setWrong(undefined);
        }}
      />
      <Problem text={fault} />
      <div class="buttons">
        <button class="plain-button" type="button" onClick={onClose}>
          {words.common.cancel}
        </button>
        {has && (
          <button class="plain-button" type="button" onClick={() => void send('remove')}>
            {w.remove}
          </button>
        )}
        <button class="main-button" type="submit" aria-disabled={busy}>
          {w.set}
        </button>
      </div>
    </form>
  );
}
