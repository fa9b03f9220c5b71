import { useState } from 'preact/hooks';
import { releaseInstall } from '../api/box.ts';
import { AskFirst } from '../part/ask-first.tsx';
import { Mark } from '../part/mark.tsx';
import { Problem } from '../part/problem.tsx';
import { useBoxWords } from '../words/box/speech.ts';
import { useSpeech } from '../words/speech.ts';
import { problemText } from './problem-text.ts';

interface ReleaseInstallProps {
  readonly until: string | null;
  readonly now: string;
  readonly onChanged: () => Promise<void>;
}

/** A person on the premises lets an administrator who comes through the gateway install an update. */
export function ReleaseInstall({ until, now, onChanged }: ReleaseInstallProps) {
  const { words, time } = useSpeech();
  const w = useBoxWords();
  const [asks, setAsks] = useState(false);
  const [sends, setSends] = useState(false);
  const [fault, setFault] = useState('');
  const holds = until !== null && Date.parse(until) > Date.parse(now);

  async function release(): Promise<void> {
    setSends(true);
    const outcome = await releaseInstall();
    setSends(false);
    setAsks(false);
    setFault(outcome.ok ? '' : problemText(words, w, outcome));
    await onChanged();
  }

  return (
    <section aria-labelledby="release">
      <h3 id="release">{w.release.title}</h3>
      <p class="note">{w.release.does}</p>
      <p role="status" class="release">
        {holds && (
          <>
            <Mark tone="limited" /> {w.release.until(time(until, now))}
          </>
        )}
      </p>
      {!holds && (
        <div class="buttons">
          <button class="plain-button" type="button" onClick={() => setAsks(true)}>
            {w.release.start}
          </button>
        </div>
      )}
      {asks && (
        <AskFirst
          question={w.release.ask}
          yes={w.release.yes}
          no={w.cancel}
          busy={sends}
          onYes={() => void release()}
          onNo={() => setAsks(false)}
        />
      )}
      <Problem text={fault} />
    </section>
  );
}
