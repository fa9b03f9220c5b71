import type { ComponentChildren } from 'preact';

interface PasswordFieldProps {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly shown: boolean;
  readonly complete: 'current-password' | 'new-password' | 'off';
  readonly focus?: boolean;
  readonly wrong?: boolean;
  readonly onValue: (value: string) => void;
  /** What holds for the field as it is, told beside it. */
  readonly children?: ComponentChildren;
}

export function PasswordField(props: PasswordFieldProps) {
  const { id, label, value, shown, complete, focus, wrong = false, onValue, children } = props;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        {...(shown ? { type: 'text' as const } : { type: 'password' as const })}
        autocomplete={complete}
        autocapitalize="none"
        spellcheck={false}
        value={value}
        ref={(input) => {
          if (focus === true && input !== null && input.dataset.focused === undefined) {
            input.dataset.focused = '';
            input.focus();
          }
        }}
        aria-describedby={`${id}-note`}
        aria-invalid={wrong || undefined}
        onInput={(event) => onValue(event.currentTarget.value)}
      />
      <div class="note" id={`${id}-note`}>
        {children}
      </div>
    </div>
  );
}

export function ShowToggle({
  label,
  shown,
  onShown,
}: {
  label: string;
  shown: boolean;
  onShown: (on: boolean) => void;
}) {
  return (
    <label class="toggle">
      <input type="checkbox" checked={shown} onChange={(event) => onShown(event.currentTarget.checked)} />
      {label}
    </label>
  );
}
