import { useState } from 'preact/hooks';
import { type ImportedMeter, importMeter } from '../api/devices.ts';
import { faultText } from '../part/fault-text.ts';
import { Done, Problem } from '../part/problem.tsx';
import { useDeviceWords } from '../words/devices/speech.ts';
import { useSpeech } from '../words/speech.ts';

/** More than the box takes. */
const mostCharacters = 60_000;

/** A meter file of the original, made into a product: looked at first, kept when a person says so. */
export function MeterFile() {
  const { words } = useSpeech();
  const w = useDeviceWords().meterFile;
  const [file, setFile] = useState<{ readonly file: string; readonly name: string }>();
  const [made, setMade] = useState<ImportedMeter>();
  const [fault, setFault] = useState('');
  const [busy, setBusy] = useState(false);

  async function look(chosen: File): Promise<void> {
    setMade(undefined);
    setFault('');
    if (chosen.size > mostCharacters) return setFault(w.large);
    const given = { file: await chosen.text(), name: chosen.name.slice(0, 100) };
    setFile(given);
    await take(given, false);
  }

  async function take(given: { readonly file: string; readonly name: string }, keep: boolean): Promise<void> {
    setBusy(true);
    const outcome = await importMeter({ ...given, keep });
    setBusy(false);
    if (outcome.ok) setMade(outcome.value);
    else setFault(outcome.code === 'badFile' ? w.bad(outcome.message) : faultText(words, outcome));
  }

  return (
    <details class="meter-file">
      <summary>{w.title}</summary>
      <div class="form">
        <p class="note">{w.note}</p>
        <label class="plain-button file-button">
          {w.choose}
          <input
            class="unseen"
            type="file"
            accept=".json,.json5,application/json"
            onChange={(event) => {
              const [chosen] = event.currentTarget.files ?? [];
              if (chosen !== undefined) void look(chosen);
            }}
          />
        </label>
        <Problem text={fault} />
        {made !== undefined && !made.kept && (
          <>
            <p>{w.becomes(made.definition.id)}</p>
            <LeftOut made={made} />
            <div class="buttons">
              <button
                class="main-button"
                type="button"
                aria-disabled={busy}
                onClick={() => !busy && file !== undefined && void take(file, true)}
              >
                {w.keep}
              </button>
            </div>
          </>
        )}
        <Done text={made?.kept === true ? w.kept(made.definition.id) : ''} />
      </div>
    </details>
  );
}

/** What of the file could not be taken over. */
function LeftOut({ made: { leftOut } }: { readonly made: ImportedMeter }) {
  const w = useDeviceWords().meterFile;
  if (leftOut.length === 0) return <p>{w.whole}</p>;
  return (
    <>
      <p>{w.leftOut}</p>
      <ul class="quirks" lang="en">
        {leftOut.map(({ path, why }) => (
          <li key={path}>
            {path}: {why}
          </li>
        ))}
      </ul>
    </>
  );
}
