import { useRulesWords } from '../words/rules-screen/speech.ts';
import { type Weekday, week } from './whole-rule.ts';

interface DayPickerProps {
  readonly days: readonly Weekday[];
  readonly onDays: (days: readonly Weekday[]) => void;
}

/** The seven days, each a box to tick. */
export function DayPicker({ days, onDays }: DayPickerProps) {
  const w = useRulesWords();
  return (
    <fieldset class="days">
      <legend>{w.form.days}</legend>
      {week.map((day) => (
        <label key={day} class="toggle">
          <input
            type="checkbox"
            checked={days.includes(day)}
            onChange={(event) => {
              const on = event.currentTarget.checked;
              onDays(week.filter((one) => (one === day ? on : days.includes(one))));
            }}
          />
          {w.rule.day[day]}
        </label>
      ))}
    </fieldset>
  );
}
