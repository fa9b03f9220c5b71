import '../../style/box.css';
import '../../style/keep.css';
import { useEffect, useState } from 'preact/hooks';
import { readRestore } from '../../api/backup.ts';
import { useRead } from '../../live/use-read.ts';
import { keepsBox } from '../../part/role.ts';
import { InBackupWords, useBackupWords } from '../../words/backup/speech.ts';
import type { SectionProps } from '../sections.ts';
import { AfterPanel } from './after-panel.tsx';
import { useAwaited } from './awaited.ts';
import { LastRestore } from './last-restore.tsx';
import { MakePanel } from './make-panel.tsx';
import { RestorePanel } from './restore-panel.tsx';

/** Everything of the box as one closed file, and the way back from one. */
export const Backup = ({ state, role }: SectionProps) => (
  <InBackupWords>{keepsBox(role) ? <Kept now={state.at} /> : <NotForYou />}</InBackupWords>
);

function NotForYou() {
  const w = useBackupWords();
  return <p class="panel note">{w.adminOnly}</p>;
}

const whileWaitingMs = 2_000;

function Kept({ now }: { now: string }) {
  const [awaited, setAwaited] = useAwaited();
  const view = useRead(readRestore, 'restore', awaited === undefined ? undefined : whileWaitingMs);
  const last = view.value?.last ?? null;
  // The answer is that of the restored box where it tells of another restore than before.
  const over = awaited !== undefined && view.failure === undefined && last !== null && last.at !== awaited.before;
  useEffect(() => {
    if (over) setAwaited(undefined);
  }, [over, setAwaited]);
  const [fresh, setFresh] = useState(false);
  useEffect(() => {
    if (over) setFresh(true);
  }, [over]);
  if (awaited !== undefined && !over) return <AfterPanel silent={view.failure?.status === 0} />;
  const told = last !== null && <LastRestore last={last} now={now} fresh={fresh} />;
  return (
    <div class="keep">
      {fresh && told}
      <MakePanel />
      <RestorePanel view={view} now={now} onBegun={() => setAwaited({ before: last?.at ?? null })} />
      {!fresh && told}
    </div>
  );
}
