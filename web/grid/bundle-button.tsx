import { useState } from 'preact/hooks';
import { type BundleRead, readBundle } from '../api/grid.ts';
import { faultText } from '../part/fault-text.ts';
import { Done, Problem } from '../part/problem.tsx';
import { useGridWords } from '../words/grid/speech.ts';
import { useSpeech } from '../words/speech.ts';

/** A file of this kind has a few certificates and names. */
const maxBytes = 60 * 1024;

/** Has the box read the gateway administrator's file; what it says is for the form, nothing is put yet. */
export function BundleButton({ onRead }: { onRead: (read: BundleRead) => void }) {
  const { words } = useSpeech();
  const w = useGridWords();
  const f = w.channels.form;
  const [fault, setFault] = useState('');
  const [prints, setPrints] = useState('');

  async function read(file: File): Promise<void> {
    setFault('');
    setPrints('');
    const bundle = file.size > maxBytes ? undefined : objectOf(await file.text());
    if (bundle === undefined) return setFault(f.bundleWrong);
    const outcome = await readBundle(bundle);
    if (outcome.ok) {
      setPrints(`${f.bundleDone} ${outcome.value.peers.map(({ sha256 }) => sha256).join(', ')}`);
      onRead(outcome.value);
    } else setFault(outcome.status === 400 ? f.bundleWrong : faultText(words, outcome));
  }

  return (
    <div class="bundle">
      <label class="file-button plain-button">
        {f.bundle}
        <input
          class="unseen"
          type="file"
          accept=".json"
          onChange={(event) => {
            const [file] = event.currentTarget.files ?? [];
            if (file !== undefined) void read(file);
            // The same file may be chosen again.
            event.currentTarget.value = '';
          }}
        />
      </label>
      <p class="note">{f.bundleNote}</p>
      <Done text={prints} />
      <Problem text={fault} />
    </div>
  );
}

function objectOf(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
