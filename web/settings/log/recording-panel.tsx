import { useRef, useState } from 'preact/hooks';
import { type RecordingStatus, readRecording, recordingLink, startRecording, stopRecording } from '../../api/log.ts';
import type { Outcome } from '../../api/request.ts';
import { megabytes } from '../../box/megabytes.ts';
import { useRead } from '../../live/use-read.ts';
import { AskFirst } from '../../part/ask-first.tsx';
import { Fact } from '../../part/fact.tsx';
import { faultText } from '../../part/fault-text.ts';
import { focusWrong, TextField } from '../../part/field.tsx';
import { Icon } from '../../part/icon.tsx';
import { Mark } from '../../part/mark.tsx';
import { Panel } from '../../part/panel.tsx';
import { Problem } from '../../part/problem.tsx';
import { useLogWords } from '../../words/log/speech.ts';
import { useSpeech } from '../../words/speech.ts';

const everyMs = 5_000;
const most = 1440;

/** The recording of what is read and decided: started, stopped, taken home. */
export function RecordingPanel({ now }: { now: string }) {
  const { words } = useSpeech();
  const w = useLogWords();
  const read = useRead(readRecording, 'recording', everyMs);
  const [minutes, setMinutes] = useState('60');
  const [wrong, setWrong] = useState(false);
  const [asks, setAsks] = useState(false);
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState('');
  const form = useRef<HTMLFormElement>(null);
  const status = read.value;
  const wanted = /^\d{1,4}$/.test(minutes.trim()) ? Number(minutes) : 0;

  async function send(work: () => Promise<Outcome<RecordingStatus>>): Promise<void> {
    setBusy(true);
    const outcome = await work();
    setBusy(false);
    setAsks(false);
    const full = !outcome.ok && outcome.code === 'notPersisted';
    setFault(outcome.ok ? '' : full ? w.recording.noRoom : faultText(words, outcome));
    await read.again();
  }

  function start(event: Event): void {
    event.preventDefault();
    if (busy) return;
    const fits = wanted >= 1 && wanted <= most;
    setWrong(!fits);
    if (!fits) focusWrong(form.current);
    else if (status !== undefined && status.bytes > 0) setAsks(true);
    else void send(() => startRecording(wanted));
  }

  return (
    <Panel id="recording" title={w.recording.title}>
      <p>{w.recording.does}</p>
      <p class="warning">
        <Mark tone="limited" /> {w.recording.persons}
      </p>
      {status === undefined ? (
        <p class="note">{read.failure === undefined ? w.tail.reading : faultText(words, read.failure)}</p>
      ) : (
        <Standing status={status} now={now} busy={busy} onStop={() => void send(stopRecording)} />
      )}
      {status?.running === false && !asks && (
        <form class="form" ref={form} onSubmit={start} noValidate>
          <TextField
            id="recording-minutes"
            label={w.recording.minutes}
            note={w.recording.minutesNote}
            value={minutes}
            numeric={true}
            wrong={wrong ? w.recording.minutesWrong : undefined}
            onValue={(value) => {
              setMinutes(value);
              setWrong(false);
            }}
          />
          <div class="buttons">
            <button class="plain-button" type="submit" aria-disabled={busy}>
              {w.recording.start}
            </button>
          </div>
        </form>
      )}
      {asks && (
        <AskFirst
          question={w.recording.replaces}
          yes={w.recording.yes}
          no={words.common.cancel}
          busy={busy}
          onYes={() => void send(() => startRecording(wanted))}
          onNo={() => setAsks(false)}
        />
      )}
      <Problem text={fault} />
    </Panel>
  );
}

interface StandingProps {
  readonly status: RecordingStatus;
  readonly now: string;
  readonly busy: boolean;
  readonly onStop: () => void;
}

/** Whether it runs, how the last one ended, and what is there to take. */
function Standing({ status, now, busy, onStop }: StandingProps) {
  const { locale, time } = useSpeech();
  const w = useLogWords();
  const { running, ended, bytes, since, until } = status;
  return (
    <>
      <p role="status" data-running={running}>
        <Mark tone={running ? 'ok' : 'idle'} />{' '}
        {running ? w.recording.runs : ended === null || bytes === 0 ? w.recording.none : w.recording.ended[ended]}
      </p>
      {bytes > 0 && (
        <dl class="facts">
          {since !== null && <Fact term={w.recording.since}>{time(since, now)}</Fact>}
          {until !== null && <Fact term={w.recording.until}>{time(until, now)}</Fact>}
          <Fact term={w.recording.size}>{megabytes(locale, bytes)}</Fact>
        </dl>
      )}
      {(running || bytes > 0) && (
        <div class="buttons">
          {running && (
            <button class="main-button" type="button" aria-disabled={busy} onClick={() => !busy && onStop()}>
              {w.recording.stop}
            </button>
          )}
          {bytes > 0 && (
            <a class="plain-button" href={recordingLink} download="recording.jsonl">
              <Icon name="download" /> {w.recording.take}
            </a>
          )}
        </div>
      )}
    </>
  );
}
