import { type ComponentChildren, createContext } from 'preact';
import { useCallback, useContext, useEffect, useState } from 'preact/hooks';
import type { Outcome } from '../api/request.ts';
import { useSpeech } from '../words/speech.ts';
import { faultText } from './fault-text.ts';

/** What was done and how it is taken back; `undo` gives what the box said to it. */
interface Done {
  readonly said: string;
  readonly undo: () => Promise<Outcome<unknown>>;
}

const UndoContext = createContext<(done: Done) => void>(() => {});

/** For who changed something that can be taken back: tells it, and offers the way back for ten seconds. */
export const useUndo = (): ((done: Done) => void) => useContext(UndoContext);

const offeredMs = 10_000;

/** Holds the last change, at the foot of the window. While the pointer or the focus is on it, it stays. */
export function UndoFrame({ children }: { readonly children: ComponentChildren }) {
  const { words } = useSpeech();
  const [done, setDone] = useState<Done>();
  const [held, setHeld] = useState(false);
  const [outcome, setOutcome] = useState('');
  const offer = useCallback((next: Done): void => {
    setOutcome('');
    setDone(next);
  }, []);
  useEffect(() => {
    if ((done === undefined && outcome === '') || held) return;
    const timer = setTimeout(() => {
      setDone(undefined);
      setOutcome('');
    }, offeredMs);
    return () => clearTimeout(timer);
  }, [done, outcome, held]);

  async function takeBack({ undo }: Done): Promise<void> {
    setDone(undefined);
    setHeld(false);
    const back = await undo();
    setOutcome(back.ok ? words.common.undone : back.status === 412 ? words.common.undoTooLate : faultText(words, back));
  }

  return (
    <UndoContext.Provider value={offer}>
      {children}
      <div class="undo-bar" role="status">
        {done !== undefined ? (
          <div
            class="undo"
            onPointerEnter={() => setHeld(true)}
            onPointerLeave={() => setHeld(false)}
            onFocusIn={() => setHeld(true)}
            onFocusOut={() => setHeld(false)}
          >
            <span>{done.said}</span>
            <button class="plain-button" type="button" onClick={() => void takeBack(done)}>
              {words.common.undo}
            </button>
          </div>
        ) : (
          outcome !== '' && <div class="undo">{outcome}</div>
        )}
      </div>
    </UndoContext.Provider>
  );
}
