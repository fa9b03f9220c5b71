import { useRef, useState } from 'preact/hooks';
import { putSources } from '../api/box.ts';
import { BoxSays } from '../part/box-says.tsx';
import { control, Field, focusWrong } from '../part/field.tsx';
import { FormButtons } from '../part/form-buttons.tsx';
import { Done, Problem } from '../part/problem.tsx';
import { useBoxWords } from '../words/box/speech.ts';
import { useSpeech } from '../words/speech.ts';
import { problemText } from './problem-text.ts';

interface SourcesFormProps {
  readonly sources: readonly string[];
  readonly onChanged: () => Promise<void>;
}

/** The addresses from which the box may fetch updates, one a line. */
export function SourcesForm({ sources, onChanged }: SourcesFormProps) {
  const { words } = useSpeech();
  const w = useBoxWords();
  // Undefined: untouched, what the box has is shown.
  const [text, setText] = useState<string>();
  const [wrong, setWrong] = useState<string>();
  const [fault, setFault] = useState('');
  const [saved, setSaved] = useState(false);
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const listed = sources.join('\n');

  async function save(event: Event): Promise<void> {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    const lines = (text ?? listed).split('\n').map((line) => line.trim());
    const outcome = await putSources(lines.filter((line) => line !== ''));
    setBusy(false);
    setSaved(outcome.ok);
    if (outcome.ok) {
      await onChanged();
      setText(undefined);
    } else if (outcome.status === 400) {
      setWrong(outcome.message);
      focusWrong(form.current);
    } else setFault(problemText(words, w, outcome));
  }

  function changed(value: string | undefined): void {
    setText(value);
    setWrong(undefined);
    setFault('');
    setSaved(false);
  }

  const said = wrong !== undefined && (
    <>
      {w.sources.wrong} <BoxSays lead={w.boxSays} message={wrong} />
    </>
  );
  return (
    <form ref={form} class="form" onSubmit={(event) => void save(event)} noValidate>
      <Field id="sources" label={w.sources.title} note={w.sources.note} wrong={said || undefined}>
        <textarea
          {...control('sources', wrong)}
          rows={Math.max(2, Math.min(6, (text ?? listed).split('\n').length))}
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          value={text ?? listed}
          onInput={(event) => changed(event.currentTarget.value)}
        />
      </Field>
      {text !== undefined && <FormButtons yes={w.save} no={w.cancel} busy={busy} onCancel={() => changed(undefined)} />}
      <Problem text={fault} />
      <Done text={saved ? w.sources.saved : ''} />
    </form>
  );
}
