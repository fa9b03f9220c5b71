import { useState } from 'preact/hooks';
import { Choice, TextField } from '../part/field.tsx';
import { Mark } from '../part/mark.tsx';
import { PasswordField, ShowToggle } from '../part/password-field.tsx';
import { useDeviceWords } from '../words/devices/speech.ts';
import { Toggle } from './charge-fields.tsx';
import type { FormTools } from './form-tools.ts';

/** What a device that is asked by HTTP is signed in with, and what an OCPP charge point has to show. */
export function SecretFields({ tools }: { readonly tools: FormTools }) {
  const { draft, product } = tools;
  if (draft.reach === 'ocpp') return <OcppFields tools={tools} />;
  if (product?.reachedBy.includes('http') === true) return <Password tools={tools} withUser />;
  return null;
}

/** Write-only: what is kept is never shown again. */
function Password({ tools, withUser = false }: { readonly tools: FormTools; readonly withUser?: boolean }) {
  const w = useDeviceWords().form;
  const [shown, setShown] = useState(false);
  const { draft, maySetSecrets, field } = tools;
  if (!maySetSecrets) return <p class="note">{draft.secret === '' ? w.secretNotYours : w.secretKept}</p>;
  const password = field('secretPassword');
  return (
    <>
      {withUser && <TextField {...field('secretUser', w.usual('admin'))} label={w.user} />}
      <PasswordField
        id={password.id}
        label={w.password}
        value={password.value}
        shown={shown}
        complete="off"
        wrong={password.wrong !== undefined}
        onValue={password.onValue}
      >
        {password.wrong !== undefined && (
          <p class="problem">
            <Mark tone="fault" /> {password.wrong}
          </p>
        )}
        <p>{draft.secret === '' ? (withUser ? w.passwordNote : w.ocppPasswordNote) : w.secretKept}</p>
      </PasswordField>
      <ShowToggle label={w.show} shown={shown} onShown={setShown} />
    </>
  );
}

function OcppFields({ tools }: { readonly tools: FormTools }) {
  const w = useDeviceWords().form;
  const { draft, field } = tools;
  return (
    <>
      <p class="note">{w.ocppHow(location.hostname)}</p>
      <TextField {...field('connector', w.usual('1'))} label={w.connector} numeric />
      {!draft.insecure && <Password tools={tools} />}
      {!draft.insecure && <TextField {...field('certificate', w.certificateNote)} label={w.certificate} />}
      {!draft.insecure && <Choice {...field('securityProfile')} label={w.profile} choices={w.profiles} />}
      <Toggle label={w.insecure} note={w.insecureNote} checked={draft.insecure} onChange={field('insecure').onValue} />
      <TextField {...field('pingS', w.pingNote)} label={w.ping} numeric />
    </>
  );
}
