import { useGridWords } from '../words/grid/speech.ts';

interface FormButtonsProps {
  /** What the main button says. */
  readonly yes: string;
  readonly busy: boolean;
  readonly onCancel: () => void;
}

/** The end of a form: back, and the button that sends it. */
export function FormButtons({ yes, busy, onCancel }: FormButtonsProps) {
  const w = useGridWords();
  return (
    <div class="buttons">
      <button class="plain-button" type="button" onClick={onCancel}>
        {w.cancel}
      </button>
      <button class="main-button" type="submit" aria-disabled={busy}>
        {yes}
      </button>
    </div>
  );
}
