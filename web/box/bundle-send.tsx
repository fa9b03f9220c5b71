import { useEffect, useRef, useState } from 'preact/hooks';
import type { Failure } from '../api/request.ts';
import { type Upload, upload } from '../api/upload.ts';
import { Done, Problem } from '../part/problem.tsx';
import { useBoxWords } from '../words/box/speech.ts';
import { useSpeech } from '../words/speech.ts';
import { BundleFetch } from './bundle-fetch.tsx';
import { megabytes } from './megabytes.ts';
import { Refusal } from './refusal.tsx';

/** As much as the box takes. */
const maxBytes = 512 * 1024 * 1024;

interface BundleSendProps {
  readonly sources: readonly string[];
  /** The box works on an update: nothing else can be sent. */
  readonly busy: boolean;
  /** Code of what is told of the last attempt already. */
  readonly told: string | null;
  /** This browser begins or ends to send. */
  readonly onSending: (on: boolean) => void;
  readonly onChanged: () => Promise<void>;
}

/** The two ways in which a bundle comes to the box: from this browser, or fetched by the box. */
export function BundleSend({ sources, busy, told, onSending, onChanged }: BundleSendProps) {
  const w = useBoxWords();
  const [sent, setSent] = useState<{ readonly file: File; readonly share: number }>();
  const [unfit, setUnfit] = useState('');
  const [failure, setFailure] = useState<Failure>();
  const [stopped, setStopped] = useState(false);
  const running = useRef<Upload | undefined>(undefined);
  // Whoever leaves the screen stops sending.
  useEffect(() => () => running.current?.cancel(), []);

  async function send(file: File): Promise<void> {
    setStopped(false);
    setFailure(undefined);
    setUnfit(file.size === 0 ? w.update.fileEmpty : file.size > maxBytes ? w.update.fileLarge : '');
    if (file.size === 0 || file.size > maxBytes) return;
    setSent({ file, share: 0 });
    onSending(true);
    running.current = upload('updates', file, (share) => setSent({ file, share }));
    const outcome = await running.current.done;
    running.current = undefined;
    setSent(undefined);
    onSending(false);
    if (!outcome.ok && outcome.code === 'cancelled') setStopped(true);
    else if (!outcome.ok) setFailure(outcome);
    await onChanged();
  }

  if (busy && sent === undefined) return null;
  return (
    <div class="bundle-send">
      {sent === undefined ? (
        <>
          <label class="file-button plain-button">
            {w.update.file}
            <input
              class="unseen"
              type="file"
              accept=".raucb"
              aria-describedby="bundle-file-note"
              onChange={(event) => {
                const [file] = event.currentTarget.files ?? [];
                if (file !== undefined) void send(file);
                // The same file may be chosen again.
                event.currentTarget.value = '';
              }}
            />
          </label>
          <p class="note" id="bundle-file-note">
            {w.update.fileNote}
          </p>
        </>
      ) : (
        <Sending file={sent.file} share={sent.share} onStop={() => running.current?.cancel()} />
      )}
      <Done text={stopped ? w.update.stopped : ''} />
      <Problem text={unfit} />
      <Refusal failure={failure} told={told} />
      {sent === undefined && <BundleFetch sources={sources} onChanged={onChanged} />}
    </div>
  );
}

function Sending({ file, share, onStop }: { file: File; share: number; onStop: () => void }) {
  const { language } = useSpeech();
  const w = useBoxWords();
  const stop = useRef<HTMLButtonElement>(null);
  // The button that was pressed is gone; this one is the next to press.
  useEffect(() => stop.current?.focus(), []);
  const percent = Math.floor(share * 100);
  return (
    <div class="under-way">
      <p role="status">{w.update.sending(file.name)}</p>
      <progress max={100} value={percent} aria-label={w.update.sendingName} />
      <span class="note">
        {percent} % · {megabytes(language, file.size * share)} / {megabytes(language, file.size)}
      </span>
      <button class="plain-button" type="button" ref={stop} onClick={onStop}>
        {w.update.stop}
      </button>
    </div>
  );
}
