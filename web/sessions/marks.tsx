import type { SessionDetail } from '../../firmware/api/shapes.ts';
import { Mark } from '../part/mark.tsx';
import { useSessionsWords } from '../words/sessions/speech.ts';

/** A panel about one session. */
export interface SessionPanelProps {
  readonly session: SessionDetail;
}

/** What the reader of the numbers must know. */
export function Marks({ session }: SessionPanelProps) {
  const w = useSessionsWords();
  return (
    <>
      {session.unpluggedAt === null && (
        <p class="warn">
          <Mark tone="ok" /> {w.detail.running}
        </p>
      )}
      {session.flags.map((flag) => (
        <p class="warn" key={flag}>
          <Mark tone="info" /> <b>{w.flags[flag].short}:</b> {w.flags[flag].long}
        </p>
      ))}
    </>
  );
}
