import '../style/form.css';
import type { ComponentChildren } from 'preact';
import { Mark } from './mark.tsx';

/** What stands around every control of a form: its label above, what holds for it and what is wrong with it below. */
interface FieldProps {
  readonly id: string;
  readonly label: string;
  readonly note?: string | undefined;
  /** What is wrong, in plain words; undefined: nothing. */
  readonly wrong?: ComponentChildren;
  readonly children: ComponentChildren;
}

export function Field({ id, label, note, wrong, children }: FieldProps) {
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children}
      <div class="note" id={`${id}-note`}>
        {wrong !== undefined && (
          <p class="problem">
            <Mark tone="fault" /> {wrong}
          </p>
        )}
        {note !== undefined && <p>{note}</p>}
      </div>
    </div>
  );
}

/** What every control of a field has: its id, its note, and whether it is wrong. */
export const control = (id: string, wrong?: unknown) => ({
  id,
  'aria-describedby': `${id}-note`,
  ...(wrong === undefined ? {} : { 'aria-invalid': true as const }),
});

interface TextFieldProps extends Omit<FieldProps, 'children'> {
  readonly value: string;
  readonly onValue: (value: string) => void;
  readonly placeholder?: string | undefined;
  readonly readOnly?: boolean;
  readonly numeric?: boolean;
  /** Id of a list of proposals. */
  readonly list?: string;
}

export function TextField(props: TextFieldProps) {
  const { id, value, onValue, wrong, placeholder, readOnly = false, numeric = false, list } = props;
  return (
    <Field {...props}>
      <input
        {...control(id, wrong)}
        type="text"
        autocomplete="off"
        autocapitalize="none"
        spellcheck={false}
        inputMode={numeric ? 'numeric' : undefined}
        value={value}
        placeholder={placeholder}
        readOnly={readOnly}
        list={list}
        onInput={(event) => onValue(event.currentTarget.value)}
      />
    </Field>
  );
}

interface ChoiceProps<T extends string> extends Omit<FieldProps, 'children'> {
  readonly value: T;
  /** Value to word, in the order of the list. */
  readonly choices: Readonly<Record<T, string>>;
  readonly onValue: (value: T) => void;
}

export function Choice<T extends string>(props: ChoiceProps<T>) {
  const { id, value, choices, onValue, wrong } = props;
  return (
    <Field {...props}>
      <select {...control(id, wrong)} value={value} onChange={(event) => onValue(event.currentTarget.value as T)}>
        {Object.entries<string>(choices).map(([one, word]) => (
          <option key={one} value={one}>
            {word}
          </option>
        ))}
      </select>
    </Field>
  );
}

/** After a refusal: to the first field that is wrong, so that nobody has to look for it. */
export function focusWrong(form: HTMLElement | null): void {
  // The marks of the fields are drawn a moment later.
  setTimeout(() => form?.querySelector<HTMLElement>('[aria-invalid]')?.focus());
}
