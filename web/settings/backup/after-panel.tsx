import { useEffect, useState } from 'preact/hooks';
import { useNow } from '../../live/use-now.ts';
import { Mark } from '../../part/mark.tsx';
import { Panel } from '../../part/panel.tsx';
import { useBackupWords } from '../../words/backup/speech.ts';
import { useSpeech } from '../../words/speech.ts';

/** While the box restarts with what was restored. */
export function AfterPanel({ silent }: { silent: boolean }) {
  const { seconds } = useSpeech();
  const w = useBackupWords();
  const [since, setSince] = useState<number>();
  useEffect(() => setSince(silent ? Date.now() : undefined), [silent]);
  const silentMs = useNow(since !== undefined) - (since ?? Number.POSITIVE_INFINITY);
  return (
    <Panel id="after-restore" title={w.after.title}>
      <p role="status">
        <Mark tone="waiting" /> {w.after.underway}
      </p>
      {silentMs >= 1000 && <p class="note">{w.after.silent(seconds(silentMs / 1000))}</p>}
    </Panel>
  );
}
