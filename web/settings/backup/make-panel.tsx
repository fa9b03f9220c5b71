import { useEffect, useRef, useState } from 'preact/hooks';
import { makeBackup } from '../../api/backup.ts';
import { megabytes } from '../../box/megabytes.ts';
import { Mark } from '../../part/mark.tsx';
import { Panel } from '../../part/panel.tsx';
import { PasswordField, ShowToggle } from '../../part/password-field.tsx';
import { Done, Problem } from '../../part/problem.tsx';
import { saveBlob } from '../../part/save-text.ts';
import { useBackupWords } from '../../words/backup/speech.ts';
import { useSpeech } from '../../words/speech.ts';
import { problemText } from './problem-text.ts';

/** As the box wants it. */
const shortest = 10;

/** Asks for a password twice, has the box make the file, and gives it to the browser. */
export function MakePanel() {
  const { words, locale } = useSpeech();
  const w = useBackupWords();
  const [password, setPassword] = useState('');
  const [repeat, setRepeat] = useState('');
  const [shown, setShown] = useState(false);
  const [tried, setTried] = useState(false);
  const [bytes, setBytes] = useState<number>();
  const [fault, setFault] = useState('');
  const [done, setDone] = useState('');
  const running = useRef<AbortController | undefined>(undefined);
  const form = useRef<HTMLFormElement>(null);
  // Whoever leaves stops it.
  useEffect(() => () => running.current?.abort(), []);
  const length = [...password].length;
  const longEnough = length >= shortest;
  const same = repeat !== '' && repeat === password;
  const number = new Intl.NumberFormat(locale);

  async function make(event: Event): Promise<void> {
    event.preventDefault();
    if (bytes !== undefined) return;
    setTried(true);
    setDone('');
    if (!longEnough || !same) {
      form.current?.querySelector<HTMLElement>(longEnough ? '#backup-repeat' : '#backup-password')?.focus();
      return;
    }
    setFault('');
    setBytes(0);
    running.current = new AbortController();
    const outcome = await makeBackup(password, { signal: running.current.signal, onBytes: setBytes });
    setBytes(undefined);
    if (!outcome.ok && outcome.code === 'cancelled') return setDone(w.make.stopped);
    if (!outcome.ok) return setFault(problemText(words, w, outcome));
    saveBlob(outcome.value.name, outcome.value.blob);
    setDone(w.make.done(outcome.value.name, megabytes(locale, outcome.value.blob.size)));
    // It is nowhere any more but where the person keeps it.
    setPassword('');
    setRepeat('');
    setTried(false);
  }

  const changed = (set: (value: string) => void) => (value: string) => {
    set(value);
    setFault('');
  };
  return (
    <Panel id="make-backup" title={w.make.title}>
      <p>{w.make.does}</p>
      <p class="warning">
        <Mark tone="info" /> {w.make.why}
      </p>
      <form class="form" ref={form} onSubmit={(event) => void make(event)} noValidate>
        <PasswordField
          id="backup-password"
          label={w.make.password}
          value={password}
          shown={shown}
          complete="new-password"
          wrong={tried && !longEnough}
          onValue={changed(setPassword)}
        >
          <Check met={longEnough} text={w.make.length(number.format(length), number.format(shortest))} />
        </PasswordField>
        <PasswordField
          id="backup-repeat"
          label={w.make.repeat}
          value={repeat}
          shown={shown}
          complete="new-password"
          wrong={tried && !same}
          onValue={changed(setRepeat)}
        >
          <Check met={same} text={same ? w.make.same : w.make.notSame} />
        </PasswordField>
        <ShowToggle label={w.make.show} shown={shown} onShown={setShown} />
        {bytes === undefined ? (
          <div class="buttons">
            <button class="main-button" type="submit">
              {w.make.start}
            </button>
          </div>
        ) : (
          <div class="under-way">
            <p role="status">
              <Mark tone="waiting" /> {w.make.working}
            </p>
            <span class="note">{w.make.soFar(megabytes(locale, bytes))}</span>
            <button class="plain-button" type="button" onClick={() => running.current?.abort()}>
              {w.make.stop}
            </button>
          </div>
        )}
      </form>
      <Problem text={fault} />
      <Done text={done} />
      <details>
        <summary>{w.make.holds}</summary>
        <h3>{w.make.inside}</h3>
        <List items={w.make.insideList} />
        <h3>{w.make.outside}</h3>
        <List items={w.make.outsideList} />
      </details>
    </Panel>
  );
}

const List = ({ items }: { items: readonly string[] }) => (
  <ul class="lost">
    {items.map((item) => (
      <li key={item}>{item}</li>
    ))}
  </ul>
);

const Check = ({ met, text }: { met: boolean; text: string }) => (
  <span class="check">
    <Mark tone={met ? 'ok' : 'idle'} /> {text}
  </span>
);
