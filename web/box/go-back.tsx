import { useState } from 'preact/hooks';
import { rollBack, type UpdatesView } from '../api/box.ts';
import type { Failure } from '../api/request.ts';
import { AskFirst } from '../part/ask-first.tsx';
import { useBoxWords } from '../words/box/speech.ts';
import { Refusal } from './refusal.tsx';

interface GoBackProps {
  readonly other: UpdatesView['other'];
  /** Code of what is told of the last attempt already. */
  readonly told: string | null;
  readonly onChanged: () => Promise<void>;
  readonly onBegun: (version: string) => void;
}

/** Back to the version in the other slot, by hand. */
export function GoBack({ other, told, onChanged, onBegun }: GoBackProps) {
  const w = useBoxWords();
  const [asks, setAsks] = useState(false);
  const [sends, setSends] = useState(false);
  const [failure, setFailure] = useState<Failure>();
  const version = other.state === 'good' ? other.version : null;

  async function goBack(): Promise<void> {
    setSends(true);
    const outcome = await rollBack();
    setSends(false);
    setAsks(false);
    setFailure(outcome.ok ? undefined : outcome);
    if (outcome.ok) onBegun(version ?? '');
    await onChanged();
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
      <Refusal failure={failure} told={told} />
    </section>
  );
}
