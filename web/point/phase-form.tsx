import { useState } from 'preact/hooks';
import type { ChargePointState, OrdersState } from '../../firmware/api/shapes.ts';
import { putPhases } from '../api/point.ts';
import { Choice } from '../part/field.tsx';
import { FormButtons } from '../part/form-buttons.tsx';
import { usePointWords } from '../words/point/speech.ts';
import { useSpeech } from '../words/speech.ts';
import type { Orders } from './use-orders.ts';

interface PhaseFormProps {
  readonly chargePoint: ChargePointState;
  readonly orders: Orders;
  readonly onClose: () => void;
}

type Wanted = '1' | '3' | 'auto';
const asNumber = (wanted: Wanted): OrdersState['phases'] => (wanted === 'auto' ? wanted : wanted === '1' ? 1 : 3);

/** One phase, three, or as the box sees fit. */
export function PhaseForm({ chargePoint: { id, orders: held }, orders, onClose }: PhaseFormProps) {
  const { words } = useSpeech();
  const w = usePointWords();
  const was = held?.phases ?? 'auto';
  const [wanted, setWanted] = useState<Wanted>(String(was) as Wanted);

  async function send(event: Event): Promise<void> {
    event.preventDefault();
    if (orders.busy) return;
    const taken = await orders.order(
      () => putPhases(id, asNumber(wanted)),
      w.does.said.phases(w.does.phaseChoice[wanted]),
      () => putPhases(id, was),
    );
    if (taken) onClose();
  }

  return (
    <form class="form form-box" onSubmit={(event) => void send(event)}>
      <Choice
        id="phase-choice"
        label={w.does.phases}
        value={wanted}
        choices={w.does.phaseChoice}
        note={w.does.phaseNote}
        onValue={setWanted}
      />
      <FormButtons yes={words.common.save} no={words.common.cancel} busy={orders.busy} onCancel={onClose} />
    </form>
  );
}
