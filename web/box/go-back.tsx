import { useState } from 'preact/hooks';
import { rollBack, type UpdatesView } from '../api/box.ts';
import { AskFirst } from '../part/ask-first.tsx';
import { Problem } from '../part/problem.tsx';
import { useBoxWords } from '../words/box/speech.ts';
import { useSpeech } from '../words/speech.ts';
import { problemText } from './problem-text.ts';

interface GoBackProps {
  readonly other: UpdatesView['other'];
  readonly onBegun: (version: string) => void;
}

/** Back to the version in the other slot, by hand. */
export function GoBack({ other, onBegun }: GoBackProps) {
  const { words } = useSpeech();
  const w = useBoxWords();
  const [asks, setAsks] = useState(false);
  const [sends, setSends] = useState(false);
  const [fault, setFault] = useState('');
  const version = other.state === 'good' ? other.version : null;

  async function goBack(): Promise<void> {
    setSends(true);
    const outcome = await rollBack();
    setSends(false);
    setAsks(false);
    setFault(outcome.ok ? '' : problemText(words, w, outcome));
    if (outcome.ok) onBegun(version ?? '');
  }

  return (
    <section aria-labelledby="go-back">
      <h3 id="go-back">{w.rollback.title}</h3>
      <p class="note">{version === null ? w.rollback.none : w.rollback.does(other.slot, version)}</p>
      {version !== null && (
        <div class="buttons">
          <button class="plain-button" type="button" onClick={() => setAsks(true)}>
            {w.rollback.start(version)}
          </button>
        </div>
      )}
      {version !== null && asks && (
        <AskFirst
          question={w.rollback.ask(version)}
          yes={w.rollback.yes}
          no={w.cancel}
          busy={sends}
          onYes={() => void goBack()}
          onNo={() => setAsks(false)}
        />
      )}
      <Problem text={fault} />
    </section>
  );
}
