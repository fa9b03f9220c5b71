import type { ComponentChildren } from 'preact';
import { control, Field } from './field.tsx';

interface PemFieldProps {
  readonly id: string;
  readonly label: string;
  readonly note?: string | undefined;
  readonly wrong?: ComponentChildren;
  readonly value: string;
  readonly onValue: (value: string) => void;
  /** What the button says that takes it from a file. */
  readonly file: string;
}

/** More than any chain of certificates. */
const mostChars = 64 * 1024;

/** Certificates as text, pasted or from a file. */
export function PemField(props: PemFieldProps) {
  const { id, value, wrong, onValue, file } = props;
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
        {file}
        <input
          class="unseen"
          type="file"
          accept=".pem,.crt,.cer"
          onChange={(event) => {
            const [chosen] = event.currentTarget.files ?? [];
            void chosen?.text().then((text) => onValue(text.slice(0, mostChars)));
          }}
        />
      </label>
    </Field>
  );
}
