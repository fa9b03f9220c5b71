import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { LogCheck } from '../../firmware/api/shapes.ts';
import { checkLog } from '../api/grid.ts';
import { faultText } from '../part/fault-text.ts';
import { Done, Problem } from '../part/problem.tsx';
import { useGridWords } from '../words/grid/speech.ts';
import { useSpeech } from '../words/speech.ts';
import { BoxSays } from './box-says.tsx';

/** Has the box walk its log, and says what it found. The children stand beside the button. */
export function CheckLog({ children }: { children: ComponentChildren }) {
  const { words } = useSpeech();
  const w = useGridWords();
  const [busy, setBusy] = useState(false);
  const [found, setFound] = useState<LogCheck>();
  const [fault, setFault] = useState('');

  async function check(): Promise<void> {
    if (busy) return;
    setBusy(true);
    setFound(undefined);
    setFault('');
    const outcome = await checkLog();
    setBusy(false);
    if (outcome.ok) setFound(outcome.value);
    else setFault(faultText(words, outcome));
  }

  const chains: Readonly<Record<string, string>> = w.log.chains;
  const broken = found?.broken ?? undefined;
  const rows = Object.values(found?.rows ?? {}).reduce((a, b) => a + b, 0);
  return (
    <div class="check-log">
      <p class="note">{w.log.tamperEvident}</p>
      <div class="buttons">
        {children}
        <button class="plain-button" type="button" aria-disabled={busy} onClick={() => void check()}>
          {w.log.check}
        </button>
      </div>
      <p class="note" role="status">
        {busy && w.log.checking}
      </p>
      <Done text={found?.ok === true ? w.log.intact(rows) : ''} />
      <Problem text={broken === undefined ? fault : w.log.broken(chains[broken.chain] ?? broken.chain, broken.row)} />
      {broken !== undefined && (
        <p class="note">
          <BoxSays message={broken.why} />
        </p>
      )}
    </div>
  );
}
