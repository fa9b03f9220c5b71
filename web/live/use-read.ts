import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { Outcome } from '../api/request.ts';

export interface Read<T> {
  /** What was last read; undefined: nothing yet. A box that does not answer for a moment takes nothing away. */
  readonly value: T | undefined;
  /** Why the last reading gave nothing. */
  readonly failure: Extract<Outcome<T>, { ok: false }> | undefined;
  /** Reads again now, after a change of ours. */
  readonly again: () => Promise<void>;
}

/**
 * Something of the box that is not in the live state: read at once, again whenever `key` changes, and every `everyMs` while
 * the page is seen.
 */
export function useRead<T>(read: () => Promise<Outcome<T>>, key: string, everyMs?: number): Read<T> {
  const [found, setFound] = useState<Pick<Read<T>, 'value' | 'failure'>>({ value: undefined, failure: undefined });
  const reading = useRef(read);
  reading.current = read;
  const stale = useRef(false);
  const running = useRef<Promise<void> | undefined>(undefined);
  const again = useCallback((): Promise<void> => {
    // One question at a time: what changed while it was answered is asked for once more.
    stale.current = true;
    running.current ??= (async () => {
      while (stale.current) {
        stale.current = false;
        const outcome = await reading.current();
        setFound(({ value }) =>
          outcome.ok ? { value: outcome.value, failure: undefined } : { value, failure: outcome },
        );
      }
      running.current = undefined;
    })();
    return running.current;
  }, []);
  // The key says when to read anew.
  useEffect(() => void again(), [again, key]);
  useEffect(() => {
    if (everyMs === undefined) return;
    const timer = setInterval(() => document.visibilityState === 'visible' && void again(), everyMs);
    return () => clearInterval(timer);
  }, [again, everyMs]);
  return { ...found, again };
}
