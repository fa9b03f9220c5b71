import { useRef, useState } from 'preact/hooks';
import { type Correction, correctSession } from '../api/sessions.ts';
import { faultText } from '../part/fault-text.ts';
import { Choice, focusWrong, TextField } from '../part/field.tsx';
import { useFormFocus } from '../part/focus-return.ts';
import { FormButtons } from '../part/form-buttons.tsx';
import { numberOf, textOf } from '../part/number-text.ts';
import { Problem } from '../part/problem.tsx';
import { useSessionsWords } from '../words/sessions/speech.ts';
import { useSpeech } from '../words/speech.ts';
import type { SessionPanelProps } from './marks.tsx';
import type { Names } from './names.ts';

interface CorrectionFormProps extends SessionPanelProps {
  readonly names: Names;
  readonly onDone: () => Promise<void>;
  readonly onCancel: () => void;
}

type Name = 'user' | 'tag' | 'energy' | 'cost' | 'why';
type Draft = Readonly<Record<Name, string>>;

/** Whose the session was, how much it was, what it cost: what differs from what counts now is sent, with the reason. */
export function CorrectionForm({ session, names, onDone, onCancel }: CorrectionFormProps) {
  const { words, language } = useSpeech();
  const w = useSessionsWords();
  const d = w.detail;
  const [first] = useState<Draft>(() => ({
    user: session.user ?? '',
    tag: session.tag ?? '',
    energy: textOf(session.energyWh / 1000, language),
    cost: textOf(Math.round(session.costCt) / 100, language),
    why: '',
  }));
  const [draft, setDraft] = useState(first);
  const [wrong, setWrong] = useState<Partial<Record<Name, string>>>({});
  const [fault, setFault] = useState('');
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  useFormFocus(form);

  async function save(event: Event): Promise<void> {
    event.preventDefault();
    if (busy) return;
    const found = faultsOf();
    setWrong(found);
    setFault('');
    if (Object.keys(found).length > 0) return focusWrong(form.current);
    setBusy(true);
    const outcome = await correctSession(session.id, correctionOf());
    setBusy(false);
    if (outcome.ok) await onDone();
    else setFault(faultText(words, outcome));
  }

  const differs = (name: Name): boolean => draft[name].trim() !== first[name];

  function faultsOf(): Partial<Record<Name, string>> {
    const energy = numberOf(draft.energy);
    const why = draft.why.trim() === '';
    const what = !(['user', 'tag', 'energy', 'cost'] as const).some(differs);
    return {
      ...(energy === undefined || energy < 0 || energy > 10_000 ? { energy: d.badEnergy } : {}),
      ...(numberOf(draft.cost) === undefined ? { cost: d.badCost } : {}),
      ...(why ? { why: d.needWhy } : {}),
      ...(what ? { user: d.needWhat } : {}),
    };
  }

  function correctionOf(): Correction {
    return {
      why: draft.why.trim(),
      ...(differs('user') ? { user: draft.user || null } : {}),
      ...(differs('tag') ? { tag: draft.tag || null } : {}),
      ...(differs('energy') ? { energyWh: Math.round((numberOf(draft.energy) ?? 0) * 1000) } : {}),
      ...(differs('cost') ? { costCt: (numberOf(draft.cost) ?? 0) * 100 } : {}),
    };
  }

  const field = (name: Name) => ({
    id: `correct-${name}`,
    value: draft[name],
    wrong: wrong[name],
    onValue(value: string) {
      setDraft((was) => ({ ...was, [name]: value }));
      setWrong(({ [name]: _, ...rest }) => rest);
    },
  });
  const people = (known: ReadonlyMap<string, string>, own: string | null, none: string) => ({
    '': none,
    ...Object.fromEntries(known),
    ...(own === null || known.has(own) ? {} : { [own]: own }),
  });

  return (
    <form ref={form} class="form form-box" onSubmit={(event) => void save(event)} noValidate>
      <h3>{d.correctTitle}</h3>
      <Choice {...field('user')} label={w.head.user} choices={people(names.users, session.user, w.nobody)} />
      <Choice {...field('tag')} label={w.head.tag} choices={people(names.tags, session.tag, '–')} />
      <TextField {...field('energy')} label={d.energyField} numeric />
      <TextField {...field('cost')} label={d.costField} numeric />
      <TextField {...field('why')} label={d.whyField} note={d.whyNote} />
      <Problem text={fault} />
      <FormButtons yes={d.save} no={words.common.cancel} busy={busy} onCancel={onCancel} />
    </form>
  );
}
