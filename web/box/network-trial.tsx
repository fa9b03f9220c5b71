import { useEffect, useRef, useState } from 'preact/hooks';
import { confirmNetwork, type NetworkSetting, type NetworkView } from '../api/box.ts';
import type { Read } from '../live/use-read.ts';
import { Mark } from '../part/mark.tsx';
import { Done, Problem } from '../part/problem.tsx';
import { useBoxWords } from '../words/box/speech.ts';
import { useSpeech } from '../words/speech.ts';
import { addressAfter } from './network-draft.ts';
import { problemText } from './problem-text.ts';
import { useTrial } from './use-trial.ts';

interface NetworkTrialProps {
  readonly network: Read<NetworkView>;
  /** What this browser has put, while it has not seen what became of it. */
  readonly put: NetworkSetting | undefined;
  /** The clock of the box. */
  readonly now: string;
  readonly onEnd: () => void;
}

/** A change on trial: how long still, where to confirm, and what became of it. */
export function NetworkTrial({ network, put, now, onEnd }: NetworkTrialProps) {
  const { words } = useSpeech();
  const w = useBoxWords();
  const { leftMs, end } = useTrial(network, put, now, onEnd);
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState('');
  const isHere = network.failure?.status !== 0 && network.value?.state.trial != null;

  async function confirm(): Promise<void> {
    if (busy) return;
    setBusy(true);
    const outcome = await confirmNetwork();
    setBusy(false);
    setFault(outcome.ok ? '' : problemText(words, w, outcome));
    await network.again();
  }

  return (
    <>
      {leftMs !== undefined && (
        <div class="ask trial">
          <TrialHeading />
          <p class="countdown" role="timer">
            {w.network.trial.left(minutes(leftMs))}
          </p>
          {isHere ? (
            <>
              <p>{w.network.trial.here}</p>
              <div class="buttons">
                <button class="main-button" type="button" aria-disabled={busy} onClick={() => void confirm()}>
                  {w.network.trial.confirm}
                </button>
              </div>
            </>
          ) : (
            put !== undefined && <Elsewhere put={put} />
          )}
        </div>
      )}
      <Problem text={end === 'over' ? w.network.trial.over : fault} />
      <Done text={end === 'kept' ? w.network.trial.kept : ''} />
    </>
  );
}

/** Has the focus when it appears: the form that was sent is gone, and there is little time. */
function TrialHeading() {
  const w = useBoxWords();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <h3 ref={heading} tabIndex={-1}>
      <Mark tone="limited" /> {w.network.trial.title}
    </h3>
  );
}

function Elsewhere({ put }: { put: NetworkSetting }) {
  const w = useBoxWords();
  const where = addressAfter(put, location);
  return (
    <>
      <p>{w.network.trial.elsewhere(where)}</p>
      <div class="buttons">
        <a class="main-button" href={where} target="_blank" rel="noreferrer">
          {w.network.trial.open}
        </a>
      </div>
    </>
  );
}

/** "1:42". */
function minutes(leftMs: number): string {
  const leftS = Math.ceil(leftMs / 1000);
  return `${Math.floor(leftS / 60)}:${String(leftS % 60).padStart(2, '0')}\u00a0min`;
}
