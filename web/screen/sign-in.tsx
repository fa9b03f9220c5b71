import { useState } from 'preact/hooks';
import { signIn } from '../api/request.ts';
import { faultText } from '../part/fault-text.ts';
import { Mark } from '../part/mark.tsx';
import { PasswordField, ShowToggle } from '../part/password-field.tsx';
import { useSpeech } from '../words/speech.ts';

interface SignInProps {
  /** There was a session, and it has ended. */
  readonly over: boolean;
  /** The wall display was asked for: it says how it needs no password. */
  readonly wall: boolean;
  readonly onDone: () => void;
  /** Where reads are open: on without signing in. */
  readonly onWithout: (() => void) | undefined;
}

/** Asks for the password only: the user is admin. */
export function SignIn({ over, wall, onDone, onWithout }: SignInProps) {
  const { words } = useSpeech();
  const [password, setPassword] = useState('');
  const [shown, setShown] = useState(false);
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState('');

  async function send(event: Event): Promise<void> {
    event.preventDefault();
    if (busy) return;
    if (password === '') return setFault(words.signIn.missing);
    setBusy(true);
    const outcome = await signIn(password);
    setBusy(false);
    if (outcome.ok) return onDone();
    setFault(outcome.status === 401 ? words.signIn.wrong : faultText(words, outcome));
  }

  return (
    <main class="gate">
      <h1>{words.signIn.title}</h1>
      {over && <p class="soft">{words.signIn.over}</p>}
      {wall && onWithout === undefined && <p class="soft">{words.signIn.wall}</p>}
      <form onSubmit={(event) => void send(event)} noValidate>
        <input
          class="unseen"
          type="text"
          name="username"
          autocomplete="username"
          value="admin"
          readOnly
          tabIndex={-1}
          aria-hidden="true"
        />
        <PasswordField
          id="password"
          label={words.signIn.password}
          value={password}
          shown={shown}
          complete="current-password"
          focus={true}
          onValue={(value) => {
            setPassword(value);
            setFault('');
          }}
        />
        <ShowToggle label={words.signIn.show} shown={shown} onShown={setShown} />
        <p class="problem" role="alert">
          {fault !== '' && (
            <>
              <Mark tone="fault" /> {fault}
            </>
          )}
        </p>
        <button class="main-button" type="submit" aria-disabled={busy}>
          {words.signIn.send}
        </button>
        {onWithout !== undefined && (
          <button class="plain-button" type="button" onClick={onWithout}>
            {words.signIn.without}
          </button>
        )}
      </form>
    </main>
  );
}
