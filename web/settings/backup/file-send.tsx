import { useEffect, useRef, useState } from 'preact/hooks';
import type { Failure } from '../../api/request.ts';
import { type Upload, upload } from '../../api/upload.ts';
import { megabytes } from '../../box/megabytes.ts';
import { Icon } from '../../part/icon.tsx';
import { Done, Problem } from '../../part/problem.tsx';
import { useBackupWords } from '../../words/backup/speech.ts';
import { useSpeech } from '../../words/speech.ts';
import { problemText } from './problem-text.ts';

/** As much as the box takes. */
const maxBytes = 128 * 1024 * 1024;

interface FileSendProps {
  readonly onBegun: () => void;
  readonly onSent: () => Promise<void>;
}

/** Chooses a backup and sends it to the box, closed as it is. */
export function FileSend({ onBegun, onSent }: FileSendProps) {
  const { words, locale } = useSpeech();
  const w = useBackupWords();
  const [sent, setSent] = useState<{ readonly file: File; readonly share: number }>();
  const [unfit, setUnfit] = useState('');
  const [failure, setFailure] = useState<Failure>();
  const [stopped, setStopped] = useState(false);
  const running = useRef<Upload | undefined>(undefined);
  useEffect(() => () => running.current?.cancel(), []);

  async function send(file: File): Promise<void> {
    onBegun();
    setStopped(false);
    setFailure(undefined);
    setUnfit(file.size === 0 ? w.restore.fileEmpty : file.size > maxBytes ? w.restore.fileLarge : '');
    if (file.size === 0 || file.size > maxBytes) return;
    setSent({ file, share: 0 });
    running.current = upload('restore', file, (share) => setSent({ file, share }));
    const outcome = await running.current.done;
    running.current = undefined;
    setSent(undefined);
    if (outcome.ok) return onSent();
    if (outcome.code === 'cancelled') setStopped(true);
    else setFailure(outcome);
  }

  if (sent !== undefined) {
    const percent = Math.floor(sent.share * 100);
    return (
      <div class="under-way">
        <p role="status">{w.restore.sending(sent.file.name)}</p>
        <progress max={100} value={percent} aria-label={w.restore.progress} />
        <span class="note">
          {percent} % · {megabytes(locale, sent.file.size * sent.share)} / {megabytes(locale, sent.file.size)}
        </span>
        <button class="plain-button" type="button" onClick={() => running.current?.cancel()}>
          {w.make.stop}
        </button>
      </div>
    );
  }
  return (
    <>
      <label class="file-button plain-button">
        <Icon name="upload" /> {w.restore.file}
        <input
          class="unseen"
          type="file"
          accept=".age"
          aria-describedby="restore-file-note"
          onChange={(event) => {
            const [file] = event.currentTarget.files ?? [];
            if (file !== undefined) void send(file);
            // The same file may be chosen again.
            event.currentTarget.value = '';
          }}
        />
      </label>
      <p class="note" id="restore-file-note">
        {w.restore.fileNote}
      </p>
      <Problem text={unfit === '' && failure !== undefined ? problemText(words, w, failure) : unfit} />
      <Done text={stopped ? w.restore.dropped : ''} />
    </>
  );
}
