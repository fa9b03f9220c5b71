interface FormButtonsProps {
  /** What the main button says. */
  readonly yes: string;
  /** The way back. */
  readonly no: string;
  readonly busy: boolean;
  readonly onCancel: () => void;
}

/** The end of a form: back, and the button that sends it. */
export const FormButtons = ({ yes, no, busy, onCancel }: FormButtonsProps) => (
  <div class="buttons">
    <button class="plain-button" type="button" onClick={onCancel}>
      {no}
    </button>
    <button class="main-button" type="submit" aria-disabled={busy}>
      {yes}
    </button>
  </div>
);
