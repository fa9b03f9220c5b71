import { useState } from 'preact/hooks';
import { dropBundle, type UpdatesView } from '../api/box.ts';
import type { Failure } from '../api/request.ts';
import { Mark } from '../part/mark.tsx';
import { useBoxWords } from '../words/box/speech.ts';
import { FailedWhy } from './failed-why.tsx';
import { Refusal } from './refusal.tsx';

interface LastAttemptProps {
  readonly updates: UpdatesView;
  readonly onChanged: () => Promise<void>;
}

/** What went wrong with the last attempt, whoever made it, until somebody has seen it. */
export function LastAttempt({ updates, onChanged }: LastAttemptProps) {
  const w = useBoxWords();
  const [failure, setFailure] = useState<Failure>();
  const { progress, bundle } = updates;

  async function close(): Promise<void> {
    const outcome = await dropBundle();
    setFailure(outcome.ok ? undefined : outcome);
    await onChanged();
  }

  return (
    <div role="alert">
      {progress.phase === 'failed' && (
        <div class="last-error">
          <p>
            <Mark tone="fault" /> <b>{w.update.failed}</b>
          </p>
          <FailedWhy progress={progress} />
          {/* With a bundle there the same call would take that away. */}
          {bundle === null && (
            <div class="buttons">
              <button class="plain-button" type="button" onClick={() => void close()}>
                {w.after.close}
              </button>
            </div>
          )}
          <Refusal failure={failure} told={null} />
        </div>
      )}
    </div>
  );
}
