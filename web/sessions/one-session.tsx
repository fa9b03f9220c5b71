import type { Role } from '../../firmware/api/shapes.ts';
import { readSession } from '../api/sessions.ts';
import { useRead } from '../live/use-read.ts';
import { linkTo } from '../live/use-route.ts';
import { faultText } from '../part/fault-text.ts';
import { Icon } from '../part/icon.tsx';
import { Problem } from '../part/problem.tsx';
import { keepsUsers } from '../part/role.ts';
import { useSessionsWords } from '../words/sessions/speech.ts';
import { useSpeech } from '../words/speech.ts';
import { CorrectionsPanel } from './corrections-panel.tsx';
import { CostsPanel } from './costs-panel.tsx';
import { FactsPanel } from './facts-panel.tsx';
import type { Names } from './names.ts';
import { OriginPanel } from './origin-panel.tsx';
import { QuartersPanel } from './quarters-panel.tsx';
import { SignedPanel } from './signed-panel.tsx';

interface OneSessionProps {
  readonly id: string;
  readonly role: Role;
  /** The month that was looked at, to go back to. */
  readonly query: Readonly<Record<string, string>>;
  readonly names: Names;
}

/** One that runs grows; a correction of somebody else is seen when the page is looked at again. */
const everyMs = 5_000;

/** One session, with all that the box knows of it. */
export function OneSession({ id, role, query, names }: OneSessionProps) {
  const { words } = useSpeech();
  const w = useSessionsWords();
  const read = useRead(() => readSession(id), id, everyMs);
  const session = read.value;
  return (
    <>
      <a class="settings-back session-back" href={linkTo('sessions', [], query)}>
        <Icon name="back" /> {w.detail.back}
      </a>
      {session === undefined ? (
        <div class="panel">
          {read.failure === undefined ? (
            <p role="status">{words.boot.reading}</p>
          ) : (
            <Problem text={read.failure.status === 404 ? w.detail.missing : faultText(words, read.failure)} />
          )}
        </div>
      ) : (
        <div class="session-board">
          <div class="grid-column">
            <FactsPanel session={session} names={names} />
            <OriginPanel session={session} />
            <CostsPanel session={session} />
          </div>
          <div class="grid-column">
            <CorrectionsPanel session={session} names={names} mayCorrect={keepsUsers(role)} onCorrected={read.again} />
            <QuartersPanel session={session} />
            <SignedPanel session={session} />
          </div>
        </div>
      )}
    </>
  );
}
