import { useState } from 'preact/hooks';
import type { Role } from '../../../firmware/api/shapes.ts';
import { putSecret } from '../../api/devices.ts';
import { faultText } from '../../part/fault-text.ts';
import { TextField } from '../../part/field.tsx';
import { FormButtons } from '../../part/form-buttons.tsx';
import { Panel } from '../../part/panel.tsx';
import { PasswordField, ShowToggle } from '../../part/password-field.tsx';
import { Done, Problem } from '../../part/problem.tsx';
import { keepsKeys } from '../../part/role.ts';
import type { MqttWords } from '../../words/mqtt/en.ts';
import { useSpeech } from '../../words/speech.ts';
import { useDesk } from '../entry/desk.tsx';

interface PasswordPanelProps {
  readonly role: Role;
  /** Of the site document: whose `secret` it is. */
  readonly part: 'mqtt' | 'influx';
  readonly w: Pick<
    MqttWords,
    'password' | 'passwordNone' | 'passwordKept' | 'passwordNotYours' | 'passwordSet' | 'user' | 'secret' | 'show'
  >;
}

/** User and password for a broker or a database: they can be set, and are never shown again. */
export function PasswordPanel({ role, part, w }: PasswordPanelProps) {
  const id = `${part}-password`;
  const { words } = useSpeech();
  const { site, desk, open, openForm } = useDesk();
  const [draft, setDraft] = useState({ user: '', password: '' });
  const [shown, setShown] = useState(false);
  const [fault, setFault] = useState('');
  const [told, setTold] = useState('');
  const secret = site[part]?.secret;

  async function save(event: Event): Promise<void> {
    event.preventDefault();
    const name = secret ?? part;
    const user = draft.user.trim();
    const kept = await putSecret(name, { password: draft.password, ...(user === '' ? {} : { user }) });
    if (!kept.ok) return setFault(faultText(words, kept));
    if (secret === undefined) {
      const saved = await desk.save(
        (now) => (now[part] === undefined ? now : { ...now, [part]: { ...now[part], secret: name } }),
        w.passwordSet,
      );
      if (!saved) return;
    } else setTold(w.passwordSet);
    setFault('');
    setDraft({ user: '', password: '' });
    openForm(undefined);
  }

  return (
    <Panel
      id={id}
      title={w.password}
      actions={
        keepsKeys(role) &&
        open !== id && (
          <button
            class="plain-button"
            type="button"
            aria-label={`${words.common.edit}: ${w.password}`}
            onClick={() => {
              setTold('');
              openForm(id);
            }}
          >
            {words.common.edit}
          </button>
        )
      }
    >
      <p class="note">
        {keepsKeys(role) ? (secret === undefined ? w.passwordNone : w.passwordKept) : w.passwordNotYours}
      </p>
      <Done text={told} />
      {open === id && (
        <form class="form" noValidate onSubmit={(event) => void save(event)}>
          <TextField
            id={`${part}-user`}
            label={w.user}
            value={draft.user}
            onValue={(user) => setDraft((now) => ({ ...now, user }))}
          />
          <PasswordField
            id={`${part}-secret`}
            label={w.secret}
            value={draft.password}
            shown={shown}
            complete="off"
            onValue={(password) => setDraft((now) => ({ ...now, password }))}
          />
          <ShowToggle label={w.show} shown={shown} onShown={setShown} />
          <Problem text={fault} />
          <FormButtons
            yes={words.common.save}
            no={words.common.cancel}
            busy={desk.busy}
            onCancel={() => openForm(undefined)}
          />
        </form>
      )}
    </Panel>
  );
}
