import '../style/form.css';
import '../style/grid.css';
import '../style/box.css';
import { useEffect, useState } from 'preact/hooks';
import type { Role, State } from '../../firmware/api/shapes.ts';
import { dropBundle, readAbout, readUpdates } from '../api/box.ts';
import { AboutPanel } from '../box/about-panel.tsx';
import { AfterPanel } from '../box/after-panel.tsx';
import { type Expected, isBusy, isOver, outcomeOf } from '../box/expected.ts';
import { NetworkPanel } from '../box/network-panel.tsx';
import { Reading } from '../box/reading.tsx';
import { RestartPanel } from '../box/restart-panel.tsx';
import { TimePanel } from '../box/time-panel.tsx';
import { UpdatePanel } from '../box/update-panel.tsx';
import { useExpected } from '../box/use-expected.ts';
import { useRead } from '../live/use-read.ts';
import { keepsBox } from '../part/role.ts';
import { InBoxWords, useBoxWords } from '../words/box/speech.ts';

interface BoxProps {
  readonly state: State;
  readonly role: Role;
}

/** The box itself: what runs on it, how it is reached, and how it is restarted or emptied. */
export function Box({ state, role }: BoxProps) {
  return <InBoxWords>{keepsBox(role) ? <Kept state={state} /> : <Seen state={state} />}</InBoxWords>;
}

/** For whoever may not change the box. */
function Seen({ state }: { state: State }) {
  const w = useBoxWords();
  const about = useRead(readAbout, 'about');
  return (
    <div class="grid-board">
      <div class="grid-column">
        <AboutPanel about={about} now={state.at} />
        <p class="panel note">{w.notShown}</p>
      </div>
    </div>
  );
}

const everyMs = 15_000;
const whileWaitingMs = 2_000;

function Kept({ state }: { state: State }) {
  const w = useBoxWords();
  const about = useRead(readAbout, 'about');
  const [expected, setExpected] = useExpected();
  const [fast, setFast] = useState(false);
  const updates = useRead(readUpdates, 'updates', fast ? whileWaitingMs : everyMs);
  const view = updates.value;
  const outcome =
    expected === undefined
      ? undefined
      : outcomeOf(expected, view, { cycle: state.cycle, answers: updates.failure === undefined });
  const waits = (outcome !== undefined && !isOver(outcome)) || (view !== undefined && isBusy(view));
  useEffect(() => setFast(waits), [waits]);
  const silent = updates.failure?.status === 0;
  useEffect(() => {
    if (silent && expected?.lost === false) setExpected({ ...expected, lost: true });
  }, [silent, expected, setExpected]);
  const elsewhere = updates.failure?.code === 'notOnImage';
  // Nothing is asked in vain: first it has to be known where the program runs.
  const onImage = !elsewhere && (view !== undefined || updates.failure !== undefined);
  const expect = (what: Expected['what'], version: string): void => {
    setExpected({
      what,
      slot: view?.running.slot ?? '',
      version,
      cycle: state.cycle,
      since: view?.progress.since ?? '',
      lost: false,
    });
    void updates.again();
  };
  async function close(): Promise<void> {
    // What was seen here need not be told to the next one; but the call would take a bundle away as well.
    if (view?.progress.phase === 'failed' && view.bundle === null) {
      await dropBundle();
      await updates.again();
    }
    setExpected(undefined);
  }
  return (
    <div class="grid-board">
      <div class="grid-column">
        {elsewhere && <p class="panel">{w.notOnImage}</p>}
        {expected !== undefined && outcome !== undefined && (
          <AfterPanel expected={expected} outcome={outcome} updates={updates} onClose={() => void close()} />
        )}
        {view !== undefined ? (
          <UpdatePanel
            updates={view}
            now={state.at}
            told={outcome !== undefined}
            onChanged={updates.again}
            onBegun={expect}
          />
        ) : (
          !elsewhere && (
            <section class="panel" aria-labelledby="update">
              <h2 id="update">{w.update.title}</h2>
              <Reading read={updates} />
            </section>
          )
        )}
        <RestartPanel onImage={onImage} boxId={about.value?.id} onBegun={() => expect('restart', '')} />
      </div>
      <div class="grid-column">
        {onImage && (
          <>
            <NetworkPanel now={state.at} />
            <TimePanel now={state.at} />
          </>
        )}
        <AboutPanel about={about} now={state.at} />
      </div>
    </div>
  );
}
