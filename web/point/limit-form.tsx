import { useRef, useState } from 'preact/hooks';
import type { ChargePointState } from '../../firmware/api/shapes.ts';
import { Choice, focusWrong, TextField } from '../part/field.tsx';
import { FormButtons } from '../part/form-buttons.tsx';
import { numberOf, textOf } from '../part/number-text.ts';
import { usePointWords } from '../words/point/speech.ts';
import { useSpeech } from '../words/speech.ts';
import { nextTime } from './amounts.ts';
import { TimeField } from './time-field.tsx';
import type { Orders } from './use-orders.ts';

interface LimitFormProps {
  readonly chargePoint: ChargePointState;
  readonly orders: Orders;
  readonly onClose: () => void;
}

const nominalVoltageV = 230;

/** At most so many amperes, until the car is unplugged or a time; what that is in kW stands beside it. */
export function LimitForm({ chargePoint, orders, onClose }: LimitFormProps) {
  const { words, language, setting, kilowatt, time, timeZone } = useSpeech();
  const w = usePointWords();
  const { minA, maxA, phases } = chargePoint;
  const held = chargePoint.orders?.override ?? null;
  const [current, setCurrent] = useState(textOf(held?.limitA || minA, language));
  const [until, setUntil] = useState<'unplug' | 'time'>('unplug');
  const [clock, setClock] = useState('');
  const [tried, setTried] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const limitA = numberOf(current);
  const limitWrong =
    limitA === undefined || limitA < 0 || limitA > maxA ? w.does.currentWrong(setting(0), setting(maxA)) : undefined;
  const at = until === 'unplug' ? 'unplug' : nextTime(timeZone, clock)?.toISOString();
  const note =
    limitA === undefined || limitWrong !== undefined
      ? undefined
      : limitA < minA
        ? w.does.belowMin(setting(minA))
        : w.does.power(kilowatt(limitA * nominalVoltageV * phases.length), phases.join(' '));

  async function send(event: Event): Promise<void> {
    event.preventDefault();
    setTried(true);
    if (limitA === undefined || limitWrong !== undefined || at === undefined) return focusWrong(form.current);
    if (orders.busy) return;
    const end = at === 'unplug' ? w.holds.untilUnplug : words.until(time(at, new Date().toISOString()));
    const said = w.does.said.limited(setting(limitA), end);
    if (await orders.override({ limitA, until: at, rulesOff: held?.rulesOff === true }, said)) onClose();
  }

  return (
    <form class="form form-box" ref={form} noValidate onSubmit={(event) => void send(event)}>
      <TextField
        id="limit-current"
        label={w.does.current}
        value={current}
        onValue={setCurrent}
        note={note}
        wrong={tried ? limitWrong : undefined}
        numeric
      />
      <Choice
        id="limit-until"
        label={w.does.until}
        value={until}
        choices={{ unplug: w.does.unplug, time: w.does.atTime }}
        onValue={setUntil}
      />
      {until === 'time' && (
        <TimeField
          id="limit-time"
          label={w.does.time}
          value={clock}
          onValue={setClock}
          wrong={tried && at === undefined ? w.does.timeMissing : undefined}
        />
      )}
      <FormButtons yes={w.does.limit} no={words.common.cancel} busy={orders.busy} onCancel={onClose} />
    </form>
  );
}
