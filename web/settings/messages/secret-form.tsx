import { useRef, useState } from 'preact/hooks';
import { putSecret } from '../../api/messages.ts';
import { faultText } from '../../part/fault-text.ts';
import { TextField } from '../../part/field.tsx';
import { useFormFocus } from '../../part/focus-return.ts';
import { FormButtons } from '../../part/form-buttons.tsx';
import { PasswordField, ShowToggle } from '../../part/password-field.tsx';
import { Problem } from '../../part/problem.tsx';
import { useSiteWords } from '../../words/site/speech.ts';
import { useSpeech } from '../../words/speech.ts';

interface SecretFormProps {
  /** Of the secret. */
  readonly secret: string;
  /** Of the way. */
  readonly name: string;
  /** Whether a user belongs to it. */
  readonly withUser: boolean;
  readonly onDone: (kept: boolean) => void;
}

/** User and password of a way: only ever written. */
export function SecretForm({ secret, name, withUser, onDone }: SecretFormProps) {
  const { words } = useSpeech();
  const m = useSiteWords().messages;
  const [user, setUser] = useState('');
  const [password, setPassword] = useState('');
  const [shown, setShown] = useState(false);
  const [fault, setFault] = useState('');
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  useFormFocus(form);

  async function save(event: Event): Promise<void> {
    event.preventDefault();
    if (busy || password === '') return;
    setBusy(true);
    const outcome = await putSecret(secret, { ...(withUser && user !== '' ? { user } : {}), password });
    setBusy(false);
    if (outcome.ok) onDone(true);
    else setFault(faultText(words, outcome));
  }

  return (
    <form ref={form} class="form form-box" onSubmit={(event) => void save(event)} noValidate>
      <h3>{m.passwordOf(name)}</h3>
      {withUser && <TextField id="message-user" label={m.user} value={user} onValue={setUser} />}
      <PasswordField
        id="message-password"
        label={m.passwordWord}
        value={password}
        shown={shown}
        complete="off"
        onValue={setPassword}
      >
        <p>{m.passwordNote}</p>
      </PasswordField>
      <ShowToggle label={m.show} shown={shown} onShown={setShown} />
      <Problem text={fault} />
      <FormButtons yes={words.common.save} no={words.common.cancel} busy={busy} onCancel={() => onDone(false)} />
    </form>
  );
}
