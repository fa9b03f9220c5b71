import { useEffect, useRef, useState } from 'preact/hooks';
import type { ScanResult } from '../../firmware/api/shapes.ts';
import { endScan, readScan, startScan } from '../api/devices.ts';
import { BoxSays } from '../part/box-says.tsx';
import { faultText } from '../part/fault-text.ts';
import { Mark } from '../part/mark.tsx';
import { useDeviceWords } from '../words/devices/speech.ts';
import { useSpeech } from '../words/speech.ts';
import type { DeviceEntry } from './device-draft.ts';
import { ReadValues } from './values.tsx';

interface TestReadProps {
  /** As it would stand in the site; asked for at the press of the button, undefined: something is wrong with it. */
  readonly entry: () => DeviceEntry | undefined;
  /** Changes whenever what was read is no longer what is typed. */
  readonly version: string;
  /** A path of the entry where the box found a fault. */
  readonly onFault?: (path: string | undefined) => void;
}

type Trial =
  | { readonly kind: 'none' }
  | { readonly kind: 'runs'; readonly id: string | undefined }
  | { readonly kind: 'read'; readonly result: ScanResult; readonly version: string }
  | { readonly kind: 'silent'; readonly message: string; readonly version: string }
  | { readonly kind: 'refused'; readonly said: string };

const everyMs = 500;

/** Reads a device as it would be read once it is saved. Nothing is saved, nothing is written to it. */
export function TestRead({ entry, version, onFault }: TestReadProps) {
  const { words } = useSpeech();
  const w = useDeviceWords().test;
  const [trial, setTrial] = useState<Trial>({ kind: 'none' });
  const running = useRef<string | undefined>(undefined);
  // Who leaves the form wants no answer any more.
  useEffect(() => () => void (running.current !== undefined && endScan(running.current)), []);

  async function read(): Promise<void> {
    const device = entry();
    if (device === undefined || trial.kind === 'runs') return;
    setTrial({ kind: 'runs', id: undefined });
    const started = await startScan({ device });
    if (!started.ok) {
      setTrial({ kind: 'refused', said: started.code === 'scanRuns' ? w.otherRuns : faultText(words, started) });
      return;
    }
    const { id } = started.value;
    running.current = id;
    setTrial({ kind: 'runs', id });
    while (running.current === id) {
      await new Promise((resolve) => setTimeout(resolve, everyMs));
      const outcome = await readScan(id);
      if (outcome.ok && outcome.value.state === 'running') continue;
      // Not heard of for a moment: it goes on in the box.
      if (!outcome.ok && outcome.status === 0) continue;
      running.current = undefined;
      if (!outcome.ok) setTrial({ kind: 'refused', said: faultText(words, outcome) });
      else if (outcome.value.state === 'done') setTrial({ kind: 'read', result: outcome.value, version });
      else if (outcome.value.state === 'ended') setTrial({ kind: 'none' });
      else {
        setTrial({ kind: 'silent', message: outcome.value.message ?? '', version });
        onFault?.(/^(device\.[\w.[\]]+):/.exec(outcome.value.message ?? '')?.[1]);
      }
    }
  }

  const old = (trial.kind === 'read' || trial.kind === 'silent') && trial.version !== version;
  return (
    <div class="test-read">
      <div class="buttons">
        <button class="plain-button" type="button" aria-disabled={trial.kind === 'runs'} onClick={() => void read()}>
          {w.read}
        </button>
        {trial.kind === 'runs' && trial.id !== undefined && (
          <button class="plain-button" type="button" onClick={() => void endScan(trial.id as string)}>
            {words.common.cancel}
          </button>
        )}
      </div>
      <div role="status">
        {trial.kind === 'none' && <p class="note">{w.note}</p>}
        {trial.kind === 'runs' && <p>{w.runs}</p>}
        {old && <p class="note">{w.old}</p>}
        {trial.kind === 'read' && !old && (
          <>
            <p class="done">
              <Mark tone="ok" /> {w.answers}
            </p>
            <ReadValues values={trial.result.found[0]?.products[0]?.values ?? {}} />
          </>
        )}
        {trial.kind === 'silent' && !old && (
          <p class="problem">
            <Mark tone="fault" /> {w.silent} <BoxSays lead={words.common.boxSays} message={trial.message} />
          </p>
        )}
        {trial.kind === 'refused' && (
          <p class="problem">
            <Mark tone="fault" /> {trial.said}
          </p>
        )}
      </div>
    </div>
  );
}
