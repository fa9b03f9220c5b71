import { useRef, useState } from 'preact/hooks';
import type { CertificateCurve } from '../../firmware/api/shapes.ts';
import { makeCertificate } from '../api/grid.ts';
import { faultText } from '../part/fault-text.ts';
import { Choice, focusWrong, TextField } from '../part/field.tsx';
import { useFormFocus } from '../part/focus-return.ts';
import { Problem } from '../part/problem.tsx';
import { useGridWords } from '../words/grid/speech.ts';
import { useSpeech } from '../words/speech.ts';
import { FormButtons } from './form-buttons.tsx';

export interface CertificateFormProps {
  /** Told the name. */
  readonly onDone: (name: string) => void;
  readonly onCancel: () => void;
}

/** Has the box make a key and a certificate for it. */
export function CertificateMake({ onDone, onCancel }: CertificateFormProps) {
  const { words } = useSpeech();
  const w = useGridWords();
  const [name, setName] = useState('');
  const [curve, setCurve] = useState<CertificateCurve>('brainpoolP256r1');
  const [wrong, setWrong] = useState<string>();
  const [fault, setFault] = useState('');
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  useFormFocus(form);

  async function make(event: Event): Promise<void> {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    const outcome = await makeCertificate(name.trim(), curve);
    setBusy(false);
    if (outcome.ok) return onDone(name.trim());
    const aboutName = outcome.path === 'name' || outcome.code === 'exists' || outcome.code === 'badName';
    if (aboutName) setWrong(w.notTaken[outcome.code] ?? w.wrong.name);
    else setFault(w.notTaken[outcome.code] ?? faultText(words, outcome));
    focusWrong(form.current);
  }

  return (
    <form ref={form} class="form form-box" onSubmit={(event) => void make(event)} noValidate>
      <h3>{w.certificates.make}</h3>
      <TextField
        id="make-name"
        label={w.certificates.name}
        note={w.certificates.nameNote}
        value={name}
        wrong={wrong}
        onValue={(value) => {
          setName(value);
          setWrong(undefined);
          setFault('');
        }}
      />
      <Choice
        id="make-curve"
        label={w.certificates.curve}
        value={curve}
        choices={w.certificates.curves}
        onValue={setCurve}
      />
      <Problem text={fault} />
      <FormButtons yes={w.certificates.makeYes} busy={busy} onCancel={onCancel} />
    </form>
  );
}
