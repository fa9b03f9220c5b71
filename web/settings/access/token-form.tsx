import { useRef, useState } from 'preact/hooks';
import type { Role } from '../../../firmware/api/shapes.ts';
import { makeToken } from '../../api/access.ts';
import { faultText } from '../../part/fault-text.ts';
import { Choice, control, Field, focusWrong, TextField } from '../../part/field.tsx';
import { useFormFocus } from '../../part/focus-return.ts';
import { FormButtons } from '../../part/form-buttons.tsx';
import { Problem } from '../../part/problem.tsx';
import { dayEnds } from '../../time/calendar.ts';
import { useAccessWords } from '../../words/access/speech.ts';
import { useSpeech } from '../../words/speech.ts';
import type { MadeToken } from './shown-once.tsx';

interface TokenFormProps {
  /** The clock of the box. */
  readonly now: string;
  readonly onMade: (token: MadeToken) => void;
  readonly onCancel: () => void;
}

const fits = /^[a-z0-9][a-z0-9-]{0,31}$/;
const taken: readonly string[] = ['admin', 'site'];

/** Name, rights and last day of a new token. */
export function TokenForm({ now, onMade, onCancel }: TokenFormProps) {
  const { words, timeZone } = useSpeech();
  const w = useAccessWords();
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>('viewer');
  const [day, setDay] = useState('');
  const [wrong, setWrong] = useState<Readonly<Record<string, string>>>({});
  const [fault, setFault] = useState('');
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  useFormFocus(form);

  function refuse(path: string, text: string): void {
    setWrong({ [path]: text });
    focusWrong(form.current);
  }

  async function make(event: Event): Promise<void> {
    event.preventDefault();
    if (busy) return;
    setFault('');
    if (!fits.test(name) || taken.includes(name)) return refuse('name', w.tokens.nameWrong);
    // To the end of that day, by the clock of the site.
    const endMs = dayEnds(timeZone, day);
    if (endMs !== undefined && endMs <= Date.parse(now)) return refuse('expires', w.tokens.expiresWrong);
    setBusy(true);
    const outcome = await makeToken(name, role, endMs === undefined ? null : new Date(endMs).toISOString());
    setBusy(false);
    if (outcome.ok) return onMade({ name: outcome.value.name, token: outcome.value.token });
    if (outcome.code === 'exists') refuse('name', w.tokens.nameTaken);
    else if (outcome.path === 'expires') refuse('expires', w.tokens.expiresWrong);
    else if (outcome.path === 'name') refuse('name', w.tokens.nameWrong);
    else setFault(faultText(words, outcome));
  }

  return (
    <form class="form form-box" ref={form} onSubmit={(event) => void make(event)} noValidate>
      <h3>{w.tokens.addTitle}</h3>
      <TextField
        id="token-name"
        label={w.tokens.name}
        note={w.tokens.nameNote}
        value={name}
        wrong={wrong.name}
        onValue={(value) => {
          setName(value);
          setWrong({});
        }}
      />
      <Choice<Role>
        id="token-role"
        label={w.tokens.role}
        note={w.tokens.roleNote}
        value={role}
        choices={w.tokens.roles}
        onValue={setRole}
      />
      <Field id="token-expires" label={w.tokens.expires} note={w.tokens.expiresNote} wrong={wrong.expires}>
        <input
          {...control('token-expires', wrong.expires)}
          type="date"
          min={now.slice(0, 10)}
          value={day}
          onInput={(event) => {
            setDay(event.currentTarget.value);
            setWrong({});
          }}
        />
      </Field>
      <Problem text={fault} />
      <FormButtons yes={w.tokens.make} no={words.common.cancel} busy={busy} onCancel={onCancel} />
    </form>
  );
}
