import { useRef, useState } from 'preact/hooks';
import { bringCertificate } from '../api/grid.ts';
import type { Failure } from '../api/request.ts';
import { faultText } from '../part/fault-text.ts';
import { control, Field, focusWrong, TextField } from '../part/field.tsx';
import { useFormFocus } from '../part/focus-return.ts';
import { PasswordField, ShowToggle } from '../part/password-field.tsx';
import { Problem } from '../part/problem.tsx';
import { useGridWords } from '../words/grid/speech.ts';
import { useSpeech } from '../words/speech.ts';
import { BoxSays } from './box-says.tsx';
import { type BroughtFiles, readFiles } from './brought-files.ts';
import type { CertificateFormProps } from './certificate-make.tsx';
import { FormButtons } from './form-buttons.tsx';

type Wrong = { readonly field: 'name' | 'files' | 'password'; readonly text: string; readonly message?: string };

/** Brings a certificate from files: PEM with or without its key, or PKCS#12 with its password. */
export function CertificateBring({ onDone, onCancel }: CertificateFormProps) {
  const { words } = useSpeech();
  const w = useGridWords();
  const [name, setName] = useState('');
  const [brought, setBrought] = useState<BroughtFiles>({ kind: 'none' });
  const [password, setPassword] = useState('');
  const [shown, setShown] = useState(false);
  const [wrong, setWrong] = useState<Wrong>();
  const [fault, setFault] = useState('');
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  useFormFocus(form);

  function fail(next: Wrong): void {
    setWrong(next);
    focusWrong(form.current);
  }

  async function send(event: Event): Promise<void> {
    event.preventDefault();
    if (busy) return;
    if (!/^[a-z0-9-]{1,32}$/.test(name.trim())) return fail({ field: 'name', text: w.wrong.name });
    const body = bodyOf(brought, password);
    if (body === undefined) return fail({ field: 'files', text: filesText() });
    setBusy(true);
    const outcome = await bringCertificate(name.trim(), body);
    setBusy(false);
    if (outcome.ok) return onDone(name.trim());
    refuse(outcome);
  }

  function refuse(outcome: Failure): void {
    const text = w.notTaken[outcome.code];
    if (text === undefined) {
      setFault(faultText(words, outcome));
      return;
    }
    const field = outcome.code === 'wrongPassword' ? 'password' : ofName.has(outcome.code) ? 'name' : 'files';
    fail({ field, text, ...(field === 'files' ? { message: outcome.message } : {}) });
  }

  function filesText(): string {
    if (brought.kind === 'tooLarge') return w.certificates.filesBig;
    return brought.kind === 'mixed' ? w.certificates.filesMixed : w.certificates.filesMissing;
  }

  const wrongOf = (field: Wrong['field']) =>
    wrong?.field === field ? (
      <>
        {wrong.text} {wrong.message !== undefined && <BoxSays message={wrong.message} />}
      </>
    ) : undefined;
  const changed = () => {
    setWrong(undefined);
    setFault('');
  };

  return (
    <form ref={form} class="form form-box" onSubmit={(event) => void send(event)} noValidate>
      <h3>{w.certificates.bring}</h3>
      <TextField
        id="bring-name"
        label={w.certificates.name}
        note={w.certificates.nameNote}
        value={name}
        wrong={wrongOf('name')}
        onValue={(value) => {
          setName(value);
          changed();
        }}
      />
      <Field id="bring-files" label={w.certificates.files} note={w.certificates.bringNote} wrong={wrongOf('files')}>
        <input
          {...control('bring-files', wrongOf('files'))}
          type="file"
          multiple
          accept=".pem,.crt,.cer,.key,.p12,.pfx"
          onChange={(event) => {
            changed();
            void readFiles([...(event.currentTarget.files ?? [])]).then(setBrought);
          }}
        />
      </Field>
      {brought.kind === 'pkcs12' && (
        <>
          <PasswordField
            id="bring-password"
            label={w.certificates.password}
            value={password}
            shown={shown}
            complete="off"
            wrong={wrong?.field === 'password'}
            onValue={(value) => {
              setPassword(value);
              changed();
            }}
          >
            <Problem text={wrong?.field === 'password' ? wrong.text : ''} />
          </PasswordField>
          <ShowToggle label={w.certificates.show} shown={shown} onShown={setShown} />
        </>
      )}
      <Problem text={fault} />
      <FormButtons yes={w.certificates.bringYes} busy={busy} onCancel={onCancel} />
    </form>
  );
}

const ofName = new Set(['exists', 'badName', 'inUse', 'tooMany']);

function bodyOf(brought: BroughtFiles, password: string) {
  if (brought.kind === 'pkcs12') return { pkcs12: brought.pkcs12, password };
  if (brought.kind !== 'pem') return undefined;
  return { pem: brought.pem, ...(brought.keyPem === '' ? {} : { keyPem: brought.keyPem }) };
}
