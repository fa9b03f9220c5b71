import { useState } from 'preact/hooks';
import { dropBundle, installBundle, type UpdatesView } from '../api/box.ts';
import type { Failure } from '../api/request.ts';
import { AskFirst } from '../part/ask-first.tsx';
import { Fact } from '../part/fact.tsx';
import { useBoxWords } from '../words/box/speech.ts';
import { useSpeech } from '../words/speech.ts';
import { megabytes } from './megabytes.ts';
import { Refusal } from './refusal.tsx';

interface BundleItemProps {
  readonly bundle: NonNullable<UpdatesView['bundle']>;
  readonly now: string;
  /** The box works on an update: nothing else can be begun. */
  readonly busy: boolean;
  /** Code of what is told of the last attempt already. */
  readonly told: string | null;
  readonly onChanged: () => Promise<void>;
  readonly onBegun: (version: string) => void;
}

/** The bundle that lies on the box: what it is, what it changes, and the way to install it. */
export function BundleItem({ bundle, now, busy, told, onChanged, onBegun }: BundleItemProps) {
  const { language, time } = useSpeech();
  const w = useBoxWords();
  const [asks, setAsks] = useState<'install' | 'drop'>();
  const [sends, setSends] = useState(false);
  const [failure, setFailure] = useState<Failure>();
  const { version, target, sizeBytes, sha256, changes, receivedAt, by } = bundle;

  async function answer(): Promise<void> {
    setSends(true);
    const outcome = await (asks === 'install' ? installBundle() : dropBundle());
    setSends(false);
    setAsks(undefined);
    setFailure(outcome.ok ? undefined : outcome);
    if (outcome.ok && asks === 'install') onBegun(version);
    await onChanged();
  }

  const ask = (what: 'install' | 'drop') => () => {
    setFailure(undefined);
    setAsks(what);
  };

  return (
    <article class="form-box" aria-labelledby="bundle" data-bundle={version}>
      <h3 id="bundle">{(busy ? w.bundle.version : w.bundle.title)(version)}</h3>
      <dl class="facts">
        <Fact term={w.bundle.target}>{target}</Fact>
        <Fact term={w.bundle.size}>{megabytes(language, sizeBytes)}</Fact>
        <Fact term={w.bundle.received}>{w.bundle.by(time(receivedAt, now), by)}</Fact>
      </dl>
      <h4>{w.bundle.changes}</h4>
      {changes === null ? <p class="note">{w.bundle.noChanges}</p> : <p class="changes">{changes}</p>}
      <p class="note">
        {w.bundle.sha256} <span class="fingerprint">{sha256}</span>
      </p>
      {!busy && (
        <div class="buttons">
          <button class="main-button" type="button" onClick={ask('install')}>
            {w.bundle.install}
          </button>
          <button class="plain-button" type="button" onClick={ask('drop')}>
            {w.bundle.drop}
          </button>
        </div>
      )}
      {asks !== undefined && !busy && (
        <AskFirst
          key={asks}
          question={asks === 'install' ? w.bundle.installAsk(version) : w.bundle.dropAsk}
          yes={asks === 'install' ? w.bundle.installYes : w.bundle.drop}
          no={w.cancel}
          busy={sends}
          onYes={() => void answer()}
          onNo={() => setAsks(undefined)}
        />
      )}
      <Refusal failure={failure} told={told} />
    </article>
  );
}
