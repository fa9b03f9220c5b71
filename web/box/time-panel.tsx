import { useRef, useState } from 'preact/hooks';
import { putTime, readTime, type TimeView } from '../api/box.ts';
import { useRead } from '../live/use-read.ts';
import { BoxSays } from '../part/box-says.tsx';
import { Fact } from '../part/fact.tsx';
import { focusWrong, TextField } from '../part/field.tsx';
import { FormButtons } from '../part/form-buttons.tsx';
import { Mark } from '../part/mark.tsx';
import { Done, Problem } from '../part/problem.tsx';
import { useBoxWords } from '../words/box/speech.ts';
import { useSpeech } from '../words/speech.ts';
import { parts } from './network-draft.ts';
import { problemText } from './problem-text.ts';
import { Reading } from './reading.tsx';

const everyMs = 15_000;

/** The clock of the box: whether it can be trusted, and who sets it. `now`: as the live state tells it. */
export function TimePanel({ now }: { now: string }) {
  const w = useBoxWords();
  const time = useRead(readTime, 'time', everyMs);
  return (
    <section class="panel" aria-labelledby="time">
      <h2 id="time">{w.time.title}</h2>
      {time.value === undefined ? <Reading read={time} /> : <Clock known={time.value} now={now} again={time.again} />}
    </section>
  );
}

function Clock({ known, now, again }: { known: TimeView; now: string; again: () => Promise<void> }) {
  const { words, moment } = useSpeech();
  const w = useBoxWords();
  // Undefined: untouched, what the box has is shown.
  const [servers, setServers] = useState<string>();
  const [wrong, setWrong] = useState<string>();
  const [fault, setFault] = useState('');
  const [done, setDone] = useState('');
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);

  async function put(list: readonly string[], clock?: string): Promise<void> {
    if (busy) return;
    setBusy(true);
    const outcome = await putTime(list, clock);
    setBusy(false);
    setDone(outcome.ok ? (clock === undefined ? w.time.saved : w.time.set) : '');
    if (outcome.ok) {
      await again();
      setServers(undefined);
    } else if (outcome.path?.startsWith('servers')) {
      setWrong(outcome.message);
      focusWrong(form.current);
    } else setFault(problemText(words, w, outcome));
  }

  function changed(value: string | undefined): void {
    setServers(value);
    setWrong(undefined);
    setFault('');
    setDone('');
  }

  const said = wrong !== undefined && (
    <>
      {w.time.serversWrong} <BoxSays lead={w.boxSays} message={wrong} />
    </>
  );
  return (
    <>
      <dl class="facts">
        <Fact term={w.time.clock}>
          {moment({ dateStyle: 'medium', timeStyle: 'short' }).format(new Date(now))}
          <br />
          <Mark tone={known.synchronised ? 'ok' : 'limited'} />{' '}
          {known.synchronised ? w.time.synchronised : w.time.unsynchronised}
        </Fact>
      </dl>
      {!known.synchronised && (
        <>
          <p class="note">{w.time.unsynchronisedNote}</p>
          <div class="buttons">
            <button
              class="plain-button"
              type="button"
              aria-disabled={busy}
              onClick={() => void put(known.servers, new Date().toISOString())}
            >
              {w.time.setHere}
            </button>
          </div>
        </>
      )}
      <form
        ref={form}
        class="form"
        onSubmit={(event) => {
          event.preventDefault();
          void put(parts(servers ?? known.servers.join(' ')));
        }}
        noValidate
      >
        <TextField
          id="time-servers"
          label={w.time.servers}
          note={w.time.serversNote}
          value={servers ?? known.servers.join(', ')}
          wrong={said || undefined}
          onValue={changed}
        />
        {servers !== undefined && (
          <FormButtons yes={w.save} no={w.cancel} busy={busy} onCancel={() => changed(undefined)} />
        )}
        <Problem text={fault} />
        <Done text={done} />
      </form>
    </>
  );
}
