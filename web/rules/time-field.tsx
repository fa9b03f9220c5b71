import type { ComponentChildren } from 'preact';
import { control, Field } from '../part/field.tsx';

interface TimeFieldProps {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly onValue: (value: string) => void;
  readonly wrong?: ComponentChildren;
}

/** A time of day; the browser brings its own picker. */
export const TimeField = (props: TimeFieldProps) => (
  <Field {...props}>
    <input
      {...control(props.id, props.wrong)}
      type="time"
      value={props.value}
      onInput={(event) => props.onValue(event.currentTarget.value)}
    />
  </Field>
);
