import { useState } from 'preact/hooks';
import { reboot } from '../api/box.ts';
import { AskFirst } from '../part/ask-first.tsx';
import { Problem } from '../part/problem.tsx';
import { useBoxWords } from '../words/box/speech.ts';
import { useSpeech } from '../words/speech.ts';
import { problemText } from './problem-text.ts';
import { ResetForm } from './reset-form.tsx';

interface RestartPanelProps {
  /** False: the computer is not ours to restart. */
  readonly onImage: boolean;
  readonly boxId: string | undefined;
  readonly onBegun: () => void;
}

/** A restart, and the way back to a box without owner. */
export function RestartPanel({ onImage, boxId, onBegun }: RestartPanelProps) {
  const w = useBoxWords();
  const [resets, setResets] = useState(false);
  const [begun, setBegun] = useState(false);
  return (
    <section class="panel" aria-labelledby="restart">
      <h2 id="restart">{onImage ? w.restart.title : w.reset.title}</h2>
      {onImage && <Restart onBegun={onBegun} />}
      <section aria-labelledby={onImage ? 'reset' : undefined}>
        {onImage && <h3 id="reset">{w.reset.title}</h3>}
        <p class="note">{w.reset.does}</p>
        <ul class="lost">
          {w.reset.lost.map((what) => (
            <li key={what}>{what}</li>
          ))}
        </ul>
        <p class="note">{w.reset.stays}</p>
        {resets && !begun ? (
          <ResetForm boxId={boxId} onBegun={() => setBegun(true)} onCancel={() => setResets(false)} />
        ) : (
          !begun && (
            <div class="buttons">
              <button class="plain-button" type="button" onClick={() => setResets(true)}>
                {w.reset.start}
              </button>
            </div>
          )
        )}
        <p role="status" class="warning">
          {begun && w.reset.begun}
        </p>
      </section>
    </section>
  );
}

function Restart({ onBegun }: { onBegun: () => void }) {
  const { words } = useSpeech();
  const w = useBoxWords();
  const [asks, setAsks] = useState(false);
  const [sends, setSends] = useState(false);
  const [fault, setFault] = useState('');

  async function restart(): Promise<void> {
    setSends(true);
    const outcome = await reboot();
    setSends(false);
    setAsks(false);
    setFault(outcome.ok ? '' : problemText(words, w, outcome));
    if (outcome.ok) onBegun();
  }

  return (
    <>
      <div class="buttons">
        <button class="plain-button" type="button" onClick={() => setAsks(true)}>
          {w.restart.start}
        </button>
      </div>
      {asks && (
        <AskFirst
          question={w.restart.ask}
          yes={w.restart.yes}
          no={w.cancel}
          busy={sends}
          onYes={() => void restart()}
          onNo={() => setAsks(false)}
        />
      )}
      <Problem text={fault} />
    </>
  );
}
