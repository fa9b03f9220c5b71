import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { LearnView } from '../../../firmware/api/shapes.ts';
import { endLearning, readLearning, startLearning } from '../../api/people.ts';
import type { Failure } from '../../api/request.ts';

export type Learning =
  | { readonly kind: 'idle' }
  /** `leftS`: so long it is still waited. */
  | { readonly kind: 'waiting'; readonly leftS: number }
  | { readonly kind: 'read'; readonly uid: string }
  | { readonly kind: 'over' }
  | { readonly kind: 'failed'; readonly failure: Failure };

const lookMs = 1_000;
/** The box waits so long for a card. */
const waitsS = 60;

/** Reads the number of a card that nobody knows yet: waits a minute for it to be shown at a charge point. */
export function useLearning(onRead: (uid: string) => void) {
  const [learning, setLearning] = useState<Learning>({ kind: 'idle' });
  const read = useRef(onRead);
  read.current = onRead;
  const waiting = learning.kind === 'waiting';

  useEffect(() => {
    if (!waiting) return;
    const begunMs = performance.now();
    let wanted = true;
    const look = async (): Promise<void> => {
      const outcome = await readLearning();
      if (!wanted) return;
      const leftS = Math.max(0, Math.ceil(waitsS - (performance.now() - begunMs) / 1000));
      // A box that does not answer for a moment may still wait.
      setLearning(
        outcome.ok ? nextOf(outcome.value, leftS) : leftS === 0 ? { kind: 'over' } : { kind: 'waiting', leftS },
      );
      if (outcome.ok && outcome.value.uid !== null) {
        read.current(outcome.value.uid);
        void endLearning();
      }
    };
    const timer = setInterval(() => void look(), lookMs);
    return () => {
      wanted = false;
      clearInterval(timer);
    };
  }, [waiting]);

  // Whoever leaves the form waits no longer.
  const waits = useRef(waiting);
  waits.current = waiting;
  useEffect(
    () => () => {
      if (waits.current) void endLearning();
    },
    [],
  );

  const start = useCallback(async (): Promise<void> => {
    const outcome = await startLearning();
    setLearning(outcome.ok ? { kind: 'waiting', leftS: waitsS } : { kind: 'failed', failure: outcome });
  }, []);
  const stop = useCallback(async (): Promise<void> => {
    setLearning({ kind: 'idle' });
    await endLearning();
  }, []);
  return { learning, start, stop };
}

function nextOf({ open, uid }: LearnView, leftS: number): Learning {
  if (uid !== null) return { kind: 'read', uid };
  return open && leftS > 0 ? { kind: 'waiting', leftS } : { kind: 'over' };
}
