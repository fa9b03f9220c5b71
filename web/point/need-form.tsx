import { useRef, useState } from 'preact/hooks';
import type { ChargePointState } from '../../firmware/api/shapes.ts';
import { putNeed } from '../api/point.ts';
import { focusWrong, TextField } from '../part/field.tsx';
import { FormButtons } from '../part/form-buttons.tsx';
import { numberOf, textOf } from '../part/number-text.ts';
import { clockText } from '../time/calendar.ts';
import { usePointWords } from '../words/point/speech.ts';
import { useSpeech } from '../words/speech.ts';
import { nextTime } from './amounts.ts';
import { TimeField } from './time-field.tsx';
import type { Orders } from './use-orders.ts';

interface NeedFormProps {
  readonly chargePoint: ChargePointState;
  readonly orders: Orders;
  readonly onClose: () => void;
}

/** How much the car needs, and by when. */
export function NeedForm({ chargePoint: { id, orders: held }, orders, onClose }: NeedFormProps) {
  const { words, language, timeZone } = useSpeech();
  const w = usePointWords();
  const was = held?.need ?? null;
  const [energy, setEnergy] = useState(was?.energyWh == null ? '' : textOf(was.energyWh / 1000, language));
  const [clock, setClock] = useState(was?.departure == null ? '' : clockText(timeZone, Date.parse(was.departure)));
  const [tried, setTried] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const kWh = numberOf(energy);
  const energyWrong = kWh === undefined || kWh <= 0 || kWh > 1000 ? w.does.energyWrong : undefined;
  const departure = nextTime(timeZone, clock)?.toISOString();

  async function send(event: Event): Promise<void> {
    event.preventDefault();
    setTried(true);
    if (kWh === undefined || energyWrong !== undefined || departure === undefined) return focusWrong(form.current);
    if (orders.busy) return;
    const taken = await orders.order(
      () => putNeed(id, { energyWh: Math.round(kWh * 1000), departure }),
      w.does.said.need,
      () => putNeed(id, was),
    );
    if (taken) onClose();
  }

  return (
    <form class="form form-box" ref={form} noValidate onSubmit={(event) => void send(event)}>
      <TextField
        id="need-energy"
        label={w.does.energy}
        value={energy}
        onValue={setEnergy}
        wrong={tried ? energyWrong : undefined}
        numeric
      />
      <TimeField
        id="need-departure"
        label={w.does.departure}
        value={clock}
        onValue={setClock}
        wrong={tried && departure === undefined ? w.does.timeMissing : undefined}
      />
      <p class="note">{w.does.needNote}</p>
      <FormButtons yes={words.common.save} no={words.common.cancel} busy={orders.busy} onCancel={onClose} />
    </form>
  );
}
