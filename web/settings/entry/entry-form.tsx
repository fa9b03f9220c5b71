import { useEffect, useRef, useState } from 'preact/hooks';
import { BoxSays } from '../../part/box-says.tsx';
import { focusWrong } from '../../part/field.tsx';
import { useFormFocus } from '../../part/focus-return.ts';
import { FormButtons } from '../../part/form-buttons.tsx';
import { SaveTrouble } from '../../site/save-trouble.tsx';
import { useSiteWords } from '../../words/site/speech.ts';
import { useSpeech } from '../../words/speech.ts';
import { useDesk } from './desk.tsx';
import { EntryField } from './entry-field.tsx';
import type { Wrongs } from './field-props.ts';
import { changesOf, type Draft, draftOf, type Entry, type FieldSpec, type Mistake, withChanges } from './field-spec.ts';
import type { EntryPlace } from './place.ts';

export interface EntryFormProps {
  /** Begins the ids of its fields. */
  readonly id: string;
  readonly title: string;
  readonly place: EntryPlace;
  readonly fields: readonly FieldSpec[];
  /** What the offer to undo says. */
  readonly said: (draft: Draft) => string;
  /** What a new entry begins with. */
  readonly begin?: Entry;
  readonly onClose: () => void;
  /** What of the box's refusals has words of its own, by key. */
  readonly refused?: Readonly<Record<string, string>>;
}

/**
 * A form of one entry of the document. Saved is what was changed in it, on top of what stands there now. What is refused is said at its
 * field; nothing that was typed is ever lost by a refusal, a conflict or a box that does not answer.
 */
export function EntryForm(props: EntryFormProps) {
  const { id, title, place, fields, said, begin, onClose, refused = {} } = props;
  const { words, language } = useSpeech();
  const w = useSiteWords();
  const { desk, site } = useDesk();
  const [was] = useState(() => place.entry(site));
  const [read] = useState(() => draftOf(fields, was ?? {}, language));
  const [draft, setDraft] = useState<Draft>(() => (was === undefined ? draftOf(fields, begin ?? {}, language) : read));
  const [mistakes, setMistakes] = useState<Readonly<Record<string, Mistake>>>({});
  const [touched, setTouched] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const path = useRef('');
  useFormFocus(form);
  const isNew = was === undefined;

  const { trouble } = desk;
  const failure = trouble?.kind === 'refused' && !touched ? trouble.failure : undefined;
  const at = failure?.path === undefined ? undefined : keyIn(path.current, failure.path, fields);
  useEffect(() => {
    if (at !== undefined) focusWrong(form.current);
  }, [at, failure]);

  async function save(event: Event): Promise<void> {
    event.preventDefault();
    if (desk.busy) return;
    const found = changesOf(fields, draft, read, isNew);
    setMistakes(found.mistakes);
    setTouched(false);
    if (Object.keys(found.mistakes).length > 0) return focusWrong(form.current);
    const saved = await desk.save((now) => {
      path.current = place.path(now);
      return place.withEntry(now, withChanges(place.entry(now) ?? was ?? begin ?? {}, found.changes));
    }, said(draft));
    if (saved) onClose();
  }

  const wrongs: Wrongs = {
    ...Object.fromEntries(
      Object.entries(mistakes).map(([key, mistake]) => [
        key,
        mistake === 'number' ? words.common.number : w.entry[mistake],
      ]),
    ),
    ...(at !== undefined && failure !== undefined
      ? {
          [at]: (
            <>
              {refused[at] ?? w.entry.refused} <BoxSays lead={words.common.boxSays} message={unplaced(failure)} />
            </>
          ),
        }
      : {}),
  };

  return (
    <form ref={form} class="form form-box entry-form" onSubmit={(event) => void save(event)} noValidate>
      <h3>{title}</h3>
      {fields
        .filter((spec) => (spec.shown?.(draft) ?? true) && (isNew || spec.onlyNew !== true))
        .map((spec) => (
          <EntryField
            key={`${spec.key}-${spec.kind}`}
            id={`${id}-${spec.key.replaceAll('.', '-')}`}
            spec={spec}
            draft={draft}
            wrongs={wrongs}
            path={spec.key}
            onValue={(value) => {
              setDraft((typed) => ({ ...typed, [spec.key]: value }));
              setTouched(true);
              const others = Object.entries(mistakes).filter(([key]) => key.split('[')[0] !== spec.key);
              setMistakes(Object.fromEntries(others));
            }}
          />
        ))}
      {at === undefined ? (
        <SaveTrouble
          desk={{
            ...desk,
            async again() {
              const saved = await desk.again();
              if (saved) onClose();
              return saved;
            },
            drop() {
              desk.drop();
              onClose();
            },
          }}
        />
      ) : (
        <p class="note">{words.common.notSaved}</p>
      )}
      <FormButtons yes={words.common.save} no={words.common.cancel} busy={desk.busy} onCancel={cancel} />
    </form>
  );

  function cancel(): void {
    if (desk.trouble !== undefined) desk.drop();
    onClose();
  }
}

/** Which field the box means; undefined: none of this form. */
function keyIn(path: string, named: string, fields: readonly FieldSpec[]): string | undefined {
  const inside = path === '' ? named : named.startsWith(path) ? named.slice(path.length).replace(/^\./, '') : undefined;
  if (inside === undefined || inside === '') return undefined;
  const spec = fields
    .filter(({ key }) => inside === key || inside.startsWith(`${key}.`) || inside.startsWith(`${key}[`))
    .sort((a, b) => b.key.length - a.key.length)[0];
  if (spec === undefined) return undefined;
  // A row names its cell; any other list is one field.
  return spec.kind === 'rows' && /\]\./.test(inside) ? inside : spec.key;
}

/** What the box says without the place: the field itself stands for it. */
const unplaced = ({ path = '', message }: { readonly path?: string; readonly message: string }): string =>
  message.startsWith(`${path}: `) ? message.slice(path.length + 2) : message;
