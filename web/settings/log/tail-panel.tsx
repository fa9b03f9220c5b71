import { useEffect, useRef, useState } from 'preact/hooks';
import { type LogLevel, type LogLine, readLog } from '../../api/log.ts';
import { useRead } from '../../live/use-read.ts';
import { faultText } from '../../part/fault-text.ts';
import { Choice } from '../../part/field.tsx';
import { Mark, type Tone } from '../../part/mark.tsx';
import { Panel } from '../../part/panel.tsx';
import { Problem } from '../../part/problem.tsx';
import { useLogWords } from '../../words/log/speech.ts';
import { useSpeech } from '../../words/speech.ts';

const everyMs = 2_000;
type Shown = 'debug' | 'info' | 'warn' | 'error';

const tones: Record<LogLevel, Tone> = {
  ...{ trace: 'idle', debug: 'idle', info: 'info', warn: 'limited', error: 'fault', fatal: 'fault' },
};

/** The last lines of the log; it follows while it is wanted to. */
export function TailPanel() {
  const { words } = useSpeech();
  const w = useLogWords();
  const [level, setLevel] = useState<Shown>('info');
  const [follows, setFollows] = useState(true);
  const read = useRead(() => readLog(level), level, follows ? everyMs : undefined);
  const box = useRef<HTMLDivElement>(null);
  const lines = read.value?.lines ?? [];
  const newest = lines.at(-1)?.seq;
  // The newest line stays in sight, in its own box; the page itself is not moved.
  useEffect(() => {
    if (follows && newest !== undefined) box.current?.scrollTo({ top: box.current.scrollHeight });
  }, [newest, follows]);
  return (
    <Panel id="tail" title={w.tail.title}>
      <p class="note">{w.tail.does}</p>
      <div class="log-tools">
        <Choice<Shown> id="log-level" label={w.tail.level} value={level} choices={w.tail.levels} onValue={setLevel} />
        <label class="toggle">
          <input type="checkbox" checked={follows} onChange={(event) => setFollows(event.currentTarget.checked)} />
          {w.tail.follow}
        </label>
      </div>
      {lines.length === 0 ? (
        <p class="soft">{read.value === undefined && read.failure === undefined ? w.tail.reading : w.tail.none}</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard.
        <section class="log-lines" ref={box} tabIndex={0} aria-label={w.tail.lines}>
          <ol>
            {lines.map((line) => (
              <Line key={line.seq} line={line} />
            ))}
          </ol>
        </section>
      )}
      {!follows && <p class="note">{w.tail.stands}</p>}
      <Problem text={read.failure === undefined ? '' : faultText(words, read.failure)} />
    </Panel>
  );
}

function Line({ line }: { line: LogLine }) {
  const { clock } = useSpeech();
  const w = useLogWords();
  const { at, level, room, message, facts, timeUnsynced } = line;
  return (
    <li data-level={level}>
      <time datetime={at}>{clock(at)}</time> <Mark tone={tones[level]} /> <b>{w.tail.names[level]}</b>
      {room !== '' && <span class="soft"> {room}</span>}
      {timeUnsynced === true && <span class="soft"> · {w.tail.unsynced}</span>}
      <span class="log-text" lang="en">
        {message}
        {facts !== '' && <span class="soft"> {facts}</span>}
      </span>
    </li>
  );
}
