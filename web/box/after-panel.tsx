import { useEffect, useState } from 'preact/hooks';
import type { UpdatesView } from '../api/box.ts';
import { useNow } from '../live/use-now.ts';
import type { Read } from '../live/use-read.ts';
import { Mark, type Tone } from '../part/mark.tsx';
import type { BoxWords } from '../words/box/en.ts';
import { useBoxWords } from '../words/box/speech.ts';
import { useSpeech } from '../words/speech.ts';
import { type Expected, isOver, type Outcome } from './expected.ts';
import { FailedWhy } from './failed-why.tsx';

interface AfterPanelProps {
  readonly expected: Expected;
  readonly outcome: Outcome;
  readonly updates: Read<UpdatesView>;
  readonly onClose: () => void;
}

/** A box that has been silent for this long has trouble: it needs about a minute. */
const longMs = 5 * 60_000;

/** What became of an update, a way back or a restart that this browser asked for. */
export function AfterPanel({ expected, outcome, updates, onClose }: AfterPanelProps) {
  const { seconds } = useSpeech();
  const w = useBoxWords();
  const silentSince = useSilentSince(updates.failure?.status === 0 && !isOver(outcome));
  const silentMs = useNow(silentSince !== undefined) - (silentSince ?? Number.POSITIVE_INFINITY);
  const bad = outcome.kind === 'failed' || outcome.kind === 'wentBack';
  return (
    <section class={`panel after${bad ? ' after-bad' : ''}`} aria-labelledby="after" data-after={outcome.kind}>
      <h2 id="after">{w.after.title}</h2>
      <div role="status">
        <p>
          <Mark tone={tones[outcome.kind]} /> {textOf(w, expected, outcome, updates.value?.running.version ?? '')}
        </p>
        {outcome.kind === 'failed' && updates.value !== undefined && <FailedWhy progress={updates.value.progress} />}
        {silentMs > longMs && (
          <p class="problem">
            <Mark tone="fault" /> {w.after.silentLong}
          </p>
        )}
      </div>
      {silentMs >= 1000 && <p class="note">{w.after.silent(seconds(silentMs / 1000))}</p>}
      {isOver(outcome) && (
        <div class="buttons">
          <button class="plain-button" type="button" onClick={onClose}>
            {w.after.close}
          </button>
        </div>
      )}
    </section>
  );
}

const tones: Record<Outcome['kind'], Tone> = {
  underway: 'waiting',
  watched: 'waiting',
  updated: 'ok',
  rolledBack: 'ok',
  restarted: 'ok',
  wentBack: 'fault',
  failed: 'fault',
};

function textOf(w: BoxWords, expected: Expected, outcome: Outcome, runs: string): string {
  switch (outcome.kind) {
    case 'underway':
      if (expected.what === 'restart') return w.after.restarting;
      return (expected.what === 'install' ? w.after.installing : w.after.goingBack)(expected.version);
    case 'wentBack':
      return w.after.wentBack(outcome.tried, runs);
    case 'restarted':
      return w.after.restarted;
    default:
      return w.after[outcome.kind](runs);
  }
}

/** Since when the box gives no answer, wall clock of this browser in ms. */
function useSilentSince(silent: boolean): number | undefined {
  const [since, setSince] = useState<number>();
  useEffect(() => setSince(silent ? Date.now() : undefined), [silent]);
  return since;
}
