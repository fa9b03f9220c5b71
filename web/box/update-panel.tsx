import { useState } from 'preact/hooks';
import type { UpdatesView } from '../api/box.ts';
import { Fact } from '../part/fact.tsx';
import { Mark, type Tone } from '../part/mark.tsx';
import { useBoxWords } from '../words/box/speech.ts';
import { useSpeech } from '../words/speech.ts';
import { BundleItem } from './bundle-item.tsx';
import { BundleSend } from './bundle-send.tsx';
import { isBusy } from './expected.ts';
import { GoBack } from './go-back.tsx';
import { LastAttempt } from './last-attempt.tsx';
import { ReleaseInstall } from './release-install.tsx';
import { SourcesForm } from './sources-form.tsx';

interface UpdatePanelProps {
  readonly updates: UpdatesView;
  /** The clock of the box. */
  readonly now: string;
  /** What became of the last attempt stands elsewhere. */
  readonly told: boolean;
  readonly onChanged: () => Promise<void>;
  /** An installation or a way back was begun: this version should run afterwards. */
  readonly onBegun: (what: 'install' | 'rollback', version: string) => void;
}

/** What runs, what may run next, and the way there and back. */
export function UpdatePanel({ updates, now, told, onChanged, onBegun }: UpdatePanelProps) {
  const w = useBoxWords();
  const { image, bundle, progress } = updates;
  const busy = isBusy(updates);
  const failed = progress.phase === 'failed' ? progress.code : null;
  const [sending, setSending] = useState(false);
  // While the new version is on trial the box calls itself restarting; that it runs on trial stands above.
  const shown = busy && updates.running.confirmed && !(sending && progress.phase === 'receiving');
  return (
    <section class="panel" aria-labelledby="update">
      <h2 id="update">{w.update.title}</h2>
      {image.development && (
        <p class="warning">
          <Mark tone="limited" /> {w.update.development}
        </p>
      )}
      <Slots updates={updates} />
      {shown && <Progress progress={progress} />}
      {!told && <LastAttempt updates={updates} onChanged={onChanged} />}
      {bundle !== null && (
        <BundleItem
          bundle={bundle}
          now={now}
          busy={busy}
          told={failed}
          onChanged={onChanged}
          onBegun={(version) => onBegun('install', version)}
        />
      )}
      <BundleSend sources={updates.sources} busy={busy} told={failed} onSending={setSending} onChanged={onChanged} />
      <SourcesForm sources={updates.sources} onChanged={onChanged} />
      {!busy && (
        <GoBack
          other={updates.other}
          told={failed}
          onChanged={onChanged}
          onBegun={(version) => onBegun('rollback', version)}
        />
      )}
      <ReleaseInstall until={updates.release.until} now={now} onChanged={onChanged} />
    </section>
  );
}

const tones: Record<UpdatesView['other']['state'], Tone> = {
  empty: 'idle',
  good: 'ok',
  bad: 'fault',
  untried: 'waiting',
};

function Slots({ updates }: { updates: UpdatesView }) {
  const { moment } = useSpeech();
  const w = useBoxWords();
  const { running, other, image } = updates;
  return (
    <dl class="facts">
      <Fact term={w.update.runs}>
        <b>{w.update.inSlot(running.version, running.slot)}</b>
        <br />
        <Mark tone={running.confirmed ? 'ok' : 'waiting'} /> {running.confirmed ? w.update.confirmed : w.update.onTrial}
      </Fact>
      <Fact term={w.update.built}>{moment({ dateStyle: 'medium' }).format(new Date(image.builtAt))}</Fact>
      <Fact term={w.update.other(other.slot)}>
        {other.version !== null && `${other.version} `}
        <Mark tone={tones[other.state]} /> {w.update.slotState[other.state]}
      </Fact>
    </dl>
  );
}

function Progress({ progress }: { progress: UpdatesView['progress'] }) {
  const w = useBoxWords();
  const { phase, percent } = progress;
  if (phase === 'idle' || phase === 'failed') return null;
  return (
    <div class="under-way">
      <p role="status">
        <Mark tone="waiting" /> {w.update.phase[phase]}
      </p>
      <progress max={100} value={percent} aria-label={w.update.percent} />
      <span class="note">{percent} %</span>
    </div>
  );
}
