import { useEffect, useRef, useState } from 'preact/hooks';
import type { NetworkSetting, NetworkView } from '../api/box.ts';
import { useNow } from '../live/use-now.ts';
import type { Read } from '../live/use-read.ts';
import { isSame } from './network-draft.ts';

export interface Trial {
  /** ms until the setting before comes back; undefined: nothing is on trial. */
  readonly leftMs: number | undefined;
  /** What became of the last one that was seen. */
  readonly end: 'kept' | 'over' | undefined;
}

/** How long the box lets a change stand unconfirmed. */
const trialMs = 120_000;

/**
 * Follows a change on trial, also while the box cannot be heard under its old address. `put`: what this browser has put, until
 * `onEnd` is called; `now`: the clock of the box.
 */
export function useTrial(
  network: Read<NetworkView>,
  put: NetworkSetting | undefined,
  now: string,
  onEnd: () => void,
): Trial {
  const [end, setEnd] = useState<Trial['end']>();
  const known = network.failure?.status === 0 ? undefined : network.value;
  const until = network.value?.state.trial?.until;
  const endsAtMs = useEnd(put, until, now);
  const clock = useNow(endsAtMs !== undefined);
  const leftMs = endsAtMs === undefined ? undefined : Math.max(0, endsAtMs - clock);
  /** What stands or stood on trial, and whether the box has said so itself. */
  const tried = useRef<{ readonly setting: NetworkSetting; readonly seen: boolean } | undefined>(undefined);

  useEffect(() => {
    if (put === undefined) return;
    tried.current = { setting: put, seen: false };
    setEnd(undefined);
  }, [put]);

  const timeOver = leftMs === 0;
  useEffect(() => {
    if (known === undefined) return;
    if (until !== undefined) {
      tried.current = { setting: known, seen: true };
      return;
    }
    // What was read may be older than the change, as long as its trial was not seen.
    if (tried.current === undefined || !(tried.current.seen || timeOver)) return;
    setEnd(isSame(tried.current.setting, known) ? 'kept' : 'over');
    tried.current = undefined;
    onEnd();
  }, [known, until, timeOver, onEnd]);

  return { leftMs, end };
}

/** When the trial ends by the clock of this browser, ms; that of the box cannot be read while nobody hears it. */
function useEnd(put: NetworkSetting | undefined, until: string | undefined, now: string): number | undefined {
  const [endsAtMs, setEndsAtMs] = useState<number>();
  const clock = useRef(now);
  clock.current = now;
  useEffect(() => {
    if (until !== undefined) setEndsAtMs(Date.now() + Math.min(trialMs, Date.parse(until) - Date.parse(clock.current)));
    else setEndsAtMs(put === undefined ? undefined : Date.now() + trialMs);
  }, [put, until]);
  return endsAtMs;
}
