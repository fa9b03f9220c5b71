import { useRef, useState } from 'preact/hooks';
import { fetchBundle } from '../api/box.ts';
import { focusWrong, TextField } from '../part/field.tsx';
import { Problem } from '../part/problem.tsx';
import { useBoxWords } from '../words/box/speech.ts';
import { useSpeech } from '../words/speech.ts';
import { problemText } from './problem-text.ts';

interface BundleFetchProps {
  readonly sources: readonly string[];
  readonly onChanged: () => Promise<void>;
}

/** Has the box fetch a bundle from an address that is listed, or lies under one that is. */
export function BundleFetch({ sources, onChanged }: BundleFetchProps) {
  const { words } = useSpeech();
  const w = useBoxWords();
  const [url, setUrl] = useState('');
  const [wrong, setWrong] = useState<string>();
  const [fault, setFault] = useState('');
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);

  function fail(text: string): void {
    setWrong(text);
    focusWrong(form.current);
  }

  async function send(event: Event): Promise<void> {
    event.preventDefault();
    if (busy) return;
    if (url.trim() === '') return fail(w.update.urlMissing);
    setBusy(true);
    const outcome = await fetchBundle(url.trim());
    setBusy(false);
    if (outcome.ok) setUrl('');
    else if (outcome.path === 'url' || outcome.code === 'notListed') fail(problemText(words, w, outcome));
    else setFault(problemText(words, w, outcome));
    await onChanged();
  }

  if (sources.length === 0) return <p class="note">{w.update.urlNone}</p>;
  return (
    <form ref={form} class="form" onSubmit={(event) => void send(event)} noValidate>
      <datalist id="update-sources">
        {sources.map((source) => (
          <option key={source} value={source} />
        ))}
      </datalist>
      <TextField
        id="bundle-url"
        label={w.update.url}
        note={w.update.urlNote}
        list="update-sources"
        value={url}
        placeholder={sources[0]}
        wrong={wrong}
        onValue={(value) => {
          setUrl(value);
          setWrong(undefined);
          setFault('');
        }}
      />
      <Problem text={fault} />
      <div class="buttons">
        <button class="plain-button" type="submit" aria-disabled={busy}>
          {w.update.fetch}
        </button>
      </div>
    </form>
  );
}
