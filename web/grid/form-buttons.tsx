import { FormButtons as Buttons } from '../part/form-buttons.tsx';
import { useGridWords } from '../words/grid/speech.ts';

interface FormButtonsProps {
  /** What the main button says. */
  readonly yes: string;
  readonly busy: boolean;
  readonly onCancel: () => void;
}

/** The end of a form: back, and the button that sends it. */
export const FormButtons = (props: FormButtonsProps) => <Buttons {...props} no={useGridWords().cancel} />;
