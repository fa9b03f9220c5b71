import { useState } from 'preact/hooks';
import type { ChargePointState } from '../../firmware/api/shapes.ts';
import { type Override, putOverride } from '../api/point.ts';
import type { Outcome } from '../api/request.ts';
import { faultText } from '../part/fault-text.ts';
import { useUndo } from '../part/undo.tsx';
import { useSpeech } from '../words/speech.ts';

export interface Orders {
  readonly busy: boolean;
  /** Why the last order was not taken; empty: it was. */
  readonly fault: string;
  /** Sends an order; `said` is told with the offer to undo. True: it is taken. */
  order(send: () => Promise<Outcome<unknown>>, said: string, undo: () => Promise<Outcome<unknown>>): Promise<boolean>;
  /** Puts an override in the place of the one that holds; null ends it. */
  override(next: Omit<Override, 'source'> | null, said: string): Promise<boolean>;
}

/** What a person orders of one charge point: sent at once, taken back for ten seconds. */
export function useOrders({ id, orders }: ChargePointState): Orders {
  const { words } = useSpeech();
  const offer = useUndo();
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState('');

  const order: Orders['order'] = async (send, said, undo) => {
    setBusy(true);
    const outcome = await send();
    setBusy(false);
    setFault(outcome.ok ? '' : faultText(words, outcome));
    if (outcome.ok) offer({ said, undo });
    return outcome.ok;
  };
  return {
    busy,
    fault,
    order,
    override(next, said) {
      const was = orders?.override ?? null;
      return order(
        () => putOverride(id, next),
        said,
        () => putOverride(id, was),
      );
    },
  };
}
