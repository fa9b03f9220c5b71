import { control, Field } from '../part/field.tsx';
import { sameDay } from '../time/calendar.ts';
import { usePointWords } from '../words/point/speech.ts';
import { useSpeech } from '../words/speech.ts';
import { nextTime } from './amounts.ts';

interface TimeFieldProps {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly onValue: (value: string) => void;
  readonly wrong?: string | undefined;
}

/** A time of day; which day that is stands below it at once. */
export function TimeField({ id, label, value, onValue, wrong }: TimeFieldProps) {
  const { time, timeZone } = useSpeech();
  const { does } = usePointWords();
  const next = nextTime(timeZone, value);
  const today = next !== undefined && sameDay(timeZone, next.getTime(), Date.now());
  const at = next?.toISOString() ?? '';
  return (
    <Field
      id={id}
      label={label}
      wrong={wrong}
      note={next === undefined ? undefined : today ? does.today(time(at, at)) : does.tomorrow(time(at, at))}
    >
      <input
        {...control(id, wrong)}
        type="time"
        value={value}
        onInput={(event) => onValue(event.currentTarget.value)}
      />
    </Field>
  );
}
