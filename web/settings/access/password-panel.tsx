import { useRef, useState } from 'preact/hooks';
import { putPassword } from '../../api/access.ts';
import { signIn } from '../../api/request.ts';
import { faultText } from '../../part/fault-text.ts';
import { Mark } from '../../part/mark.tsx';
import { Panel } from '../../part/panel.tsx';
import { PasswordField, ShowToggle } from '../../part/password-field.tsx';
import { Done, Problem } from '../../part/problem.tsx';
import { useAccessWords } from '../../words/access/speech.ts';
import { useSpeech } from '../../words/speech.ts';

/** As the box wants it. */
const shortest = 10;
type FieldName = 'current' | 'next' | 'repeat';

/** Changes the password and stays signed in here. */
export function PasswordPanel() {
  const { words, locale } = useSpeech();
  const w = useAccessWords();
  const [entry, setEntry] = useState<Readonly<Record<FieldName, string>>>({ current: '', next: '', repeat: '' });
  const [shown, setShown] = useState(false);
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<{ readonly field: FieldName; readonly text: string }>();
  const [fault, setFault] = useState('');
  const [done, setDone] = useState('');
  const form = useRef<HTMLFormElement>(null);
  const { current, next, repeat } = entry;
  const length = [...next].length;
  const same = repeat !== '' && repeat === next;
  const number = new Intl.NumberFormat(locale);

  function refuse(field: FieldName, text: string): void {
    setWrong({ field, text });
    form.current?.querySelector<HTMLElement>(`#password-${field}`)?.focus();
  }

  async function change(event: Event): Promise<void> {
    event.preventDefault();
    if (busy) return;
    setDone('');
    setFault('');
    if (current === '') return refuse('current', w.password.missing);
    if (length < shortest) return refuse('next', '');
    if (!same) return refuse('repeat', '');
    setBusy(true);
    const outcome = await putPassword(current, next);
    // Everybody was signed out; whoever has just given the new one is not asked for it.
    if (outcome.ok) await signIn(next);
    setBusy(false);
    if (outcome.ok) {
      setEntry({ current: '', next: '', repeat: '' });
      setDone(w.password.changed);
    } else if (outcome.code === 'wrongPassword') refuse('current', w.password.wrong);
    else if (outcome.code === 'weakPassword') refuse('next', w.password.weak);
    else setFault(faultText(words, outcome));
  }

  const field = (name: FieldName, complete: 'current-password' | 'new-password') => ({
    ...{ id: `password-${name}`, label: w.password[name], value: entry[name], shown, complete },
    wrong: wrong?.field === name,
    onValue: (value: string) => {
      setEntry({ ...entry, [name]: value });
      setWrong(undefined);
      setFault('');
    },
  });
  const said = (name: FieldName) =>
    wrong?.field === name && wrong.text !== '' ? (
      <p class="problem">
        <Mark tone="fault" /> {wrong.text}
      </p>
    ) : null;
  return (
    <Panel id="password" title={w.password.title}>
      <p class="note">{w.password.does}</p>
      <form class="form" ref={form} onSubmit={(event) => void change(event)} noValidate>
        <input
          class="unseen"
          type="text"
          autocomplete="username"
          value="admin"
          readOnly
          tabIndex={-1}
          aria-hidden="true"
        />
        <PasswordField {...field('current', 'current-password')}>{said('current')}</PasswordField>
        <PasswordField {...field('next', 'new-password')}>
          {said('next') ?? (
            <Check met={length >= shortest} text={w.password.length(number.format(length), number.format(shortest))} />
          )}
        </PasswordField>
        <PasswordField {...field('repeat', 'new-password')}>
          <Check met={same} text={same ? w.password.same : w.password.notSame} />
        </PasswordField>
        <ShowToggle label={w.password.show} shown={shown} onShown={setShown} />
        <div class="buttons">
          <button class="main-button" type="submit" aria-disabled={busy}>
            {w.password.change}
          </button>
        </div>
      </form>
      <Problem text={fault} />
      <Done text={done} />
    </Panel>
  );
}

const Check = ({ met, text }: { met: boolean; text: string }) => (
  <span class="check">
    <Mark tone={met ? 'ok' : 'idle'} /> {text}
  </span>
);
