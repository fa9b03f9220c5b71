import { useState } from 'preact/hooks';
import { dropRestore, type Looked, lookInto, type RestoreView, restore } from '../../api/backup.ts';
import type { Failure } from '../../api/request.ts';
import { megabytes } from '../../box/megabytes.ts';
import type { Read } from '../../live/use-read.ts';
import { BoxSays } from '../../part/box-says.tsx';
import { faultText } from '../../part/fault-text.ts';
import { Mark } from '../../part/mark.tsx';
import { Panel } from '../../part/panel.tsx';
import { PasswordField, ShowToggle } from '../../part/password-field.tsx';
import { Done, Problem } from '../../part/problem.tsx';
import { useBackupWords } from '../../words/backup/speech.ts';
import { useSpeech } from '../../words/speech.ts';
import { FileSend } from './file-send.tsx';
import { Inside } from './inside.tsx';
import { problemText } from './problem-text.ts';

interface RestorePanelProps {
  readonly view: Read<RestoreView>;
  readonly now: string;
  readonly onBegun: () => void;
}

/** File, password, what is in it, the question, and then it is done: nothing happens before the last step. */
export function RestorePanel({ view, now, onBegun }: RestorePanelProps) {
  const { words, locale } = useSpeech();
  const w = useBackupWords();
  const [password, setPassword] = useState('');
  const [shown, setShown] = useState(false);
  const [busy, setBusy] = useState(false);
  const [looked, setLooked] = useState<Looked>();
  const [failure, setFailure] = useState<Failure>();
  const [missing, setMissing] = useState(false);
  const [dropped, setDropped] = useState(false);
  const fileBytes = view.value?.fileBytes ?? null;

  async function open(event: Event): Promise<void> {
    event.preventDefault();
    if (busy) return;
    setMissing(password === '');
    if (password === '') return document.getElementById('restore-password')?.focus();
    setBusy(true);
    setFailure(undefined);
    const outcome = await lookInto(password);
    setBusy(false);
    if (outcome.ok) return setLooked(outcome.value);
    setFailure(outcome);
    if (outcome.code === 'noFile') await view.again();
    document.getElementById('restore-password')?.focus();
  }

  async function drop(): Promise<void> {
    const outcome = await dropRestore();
    setFailure(outcome.ok ? undefined : outcome);
    if (outcome.ok) forget();
    setDropped(outcome.ok);
    await view.again();
  }

  function forget(): void {
    setLooked(undefined);
    setPassword('');
    setFailure(undefined);
  }

  async function begin(keys: boolean | undefined): Promise<void> {
    setBusy(true);
    const outcome = await restore(password, keys);
    setBusy(false);
    if (outcome.ok) onBegun();
    else setFailure(outcome);
  }

  return (
    <Panel id="restore" title={w.restore.title}>
      <p>{w.restore.does}</p>
      {view.value === undefined && view.failure !== undefined && <Problem text={faultText(words, view.failure)} />}
      {view.value !== undefined && fileBytes === null && (
        <FileSend
          onBegun={() => setDropped(false)}
          onSent={async () => {
            forget();
            await view.again();
          }}
        />
      )}
      {fileBytes !== null && looked === undefined && (
        <form class="form" onSubmit={(event) => void open(event)} noValidate>
          <p>{w.restore.here(megabytes(locale, fileBytes))}</p>
          <PasswordField
            id="restore-password"
            label={w.restore.password}
            value={password}
            shown={shown}
            complete="off"
            focus={true}
            wrong={missing || failure?.code === 'wrongPassword'}
            onValue={(value) => {
              setPassword(value);
              setMissing(false);
            }}
          >
            {missing && (
              <span class="problem">
                <Mark tone="fault" /> {w.restore.missing}
              </span>
            )}
          </PasswordField>
          <ShowToggle label={w.make.show} shown={shown} onShown={setShown} />
          {busy && (
            <p role="status">
              <Mark tone="waiting" /> {w.restore.opening}
            </p>
          )}
          <div class="buttons">
            <button class="main-button" type="submit" aria-disabled={busy}>
              {w.restore.open}
            </button>
            <button class="plain-button" type="button" onClick={() => void drop()}>
              {w.restore.drop}
            </button>
          </div>
        </form>
      )}
      {looked !== undefined && (
        <Inside
          looked={looked}
          now={now}
          busy={busy}
          onRestore={(keys) => void begin(keys)}
          onDrop={() => void drop()}
        />
      )}
      <Problem text={failure === undefined ? '' : problemText(words, w, failure)} />
      {failure?.code === 'badBackup' && <BoxSays lead={words.common.boxSays} message={failure.message} />}
      <Done text={dropped ? w.restore.dropped : ''} />
    </Panel>
  );
}
