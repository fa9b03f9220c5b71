import { control, Field } from '../../part/field.tsx';

interface DayFieldProps {
  readonly id: string;
  readonly label: string;
  readonly note: string;
  readonly value: string;
  readonly wrong?: string | undefined;
  readonly onValue: (value: string) => void;
}

/** A day, chosen from the browser's calendar or typed. */
export const DayField = ({ onValue, value, ...field }: DayFieldProps) => (
  <Field {...field}>
    <input
      {...control(field.id, field.wrong)}
      type="date"
      value={value}
      onInput={(event) => onValue(event.currentTarget.value)}
    />
  </Field>
);
