interface CheckProps {
  readonly label: string;
  readonly checked: boolean;
  readonly onChecked: (checked: boolean) => void;
}

/** A box to tick with its words behind it. */
export const Check = ({ label, checked, onChecked }: CheckProps) => (
  <label class="toggle">
    <input type="checkbox" checked={checked} onChange={(event) => onChecked(event.currentTarget.checked)} />
    <span>{label}</span>
  </label>
);
