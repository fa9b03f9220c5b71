import type { ComponentChildren } from 'preact';
import { control, Field } from '../part/field.tsx';
import { useGridWords } from '../words/grid/speech.ts';

interface PemFieldProps {
  readonly id: string;
  readonly label: string;
  readonly note?: string;
  readonly wrong: ComponentChildren;
  readonly value: string;
  readonly onValue: (value: string) => void;
}

/** A certificate as text, pasted or from a file. */
export function PemField(props: PemFieldProps) {
  const { id, value, wrong, onValue } = props;
  const w = useGridWords();
  return (
    <Field {...props}>
      <textarea
        {...control(id, wrong)}
        class="pem"
        rows={4}
        spellcheck={false}
        autocomplete="off"
        placeholder="-----BEGIN CERTIFICATE-----"
        value={value}
        onInput={(event) => onValue(event.currentTarget.value)}
      />
      <label class="file-button plain-button">
        {w.channels.form.file}
        <input
          class="unseen"
          type="file"
          accept=".pem,.crt,.cer"
          onChange={(event) => {
            const [file] = event.currentTarget.files ?? [];
            void file?.text().then((text) => onValue(text.slice(0, 64 * 1024)));
          }}
        />
      </label>
    </Field>
  );
}
