import type { UpdatesView } from '../api/box.ts';
import { BoxSays } from '../part/box-says.tsx';
import { useBoxWords } from '../words/box/speech.ts';

/** Why the last attempt came to nothing, in words of ours where its code is known, and in those of the box. */
export function FailedWhy({ progress }: { progress: UpdatesView['progress'] }) {
  const w = useBoxWords();
  if (progress.phase !== 'failed') return null;
  const known: Readonly<Record<string, string>> = w.problem;
  return (
    <div class="note failed-why">
      {progress.code !== null && known[progress.code] !== undefined && <p>{known[progress.code]}</p>}
      {progress.message !== '' && <BoxSays lead={w.boxSays} message={progress.message} />}
    </div>
  );
}
