import { useRef, useState } from 'preact/hooks';
import type { Role, SiteDocument } from '../../firmware/api/shapes.ts';
import { putSecret } from '../api/devices.ts';
import { faultText } from '../part/fault-text.ts';
import { focusWrong, TextField } from '../part/field.tsx';
import { useFormFocus } from '../part/focus-return.ts';
import { FormButtons } from '../part/form-buttons.tsx';
import { PasswordField, ShowToggle } from '../part/password-field.tsx';
import { Problem } from '../part/problem.tsx';
import { keepsKeys } from '../part/role.ts';
import { SaveTrouble } from '../site/save-trouble.tsx';
import type { SiteDesk } from '../site/use-site.ts';
import { useDeviceWords } from '../words/devices/speech.ts';
import { useSpeech } from '../words/speech.ts';
import { Toggle } from './charge-fields.tsx';
import { nextLineId } from './site-devices.ts';

type Broker = NonNullable<SiteDocument['brokers']>[number];

interface BrokerFormProps {
  readonly desk: SiteDesk;
  readonly role: Role;
  /** Undefined: a new one. */
  readonly was?: Broker;
  readonly onClose: () => void;
}

/** A broker that devices speak MQTT over. */
export function BrokerForm({ desk, role, was, onClose }: BrokerFormProps) {
  const { words } = useSpeech();
  const all = useDeviceWords();
  const w = all.lines;
  const [draft, setDraft] = useState({
    ...{ id: was?.id ?? nextLineId(desk.site, 'broker'), address: was?.address ?? '', tls: was?.tls ?? false },
    ...{ pin: was?.pin ?? '', user: '', password: '' },
  });
  const [tried, setTried] = useState(false);
  const [shown, setShown] = useState(false);
  const [fault, setFault] = useState('');
  const form = useRef<HTMLFormElement>(null);
  useFormFocus(form);
  const addressWrong = /^(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+)(:\d{1,5})?$/.test(draft.address.trim())
    ? undefined
    : w.brokerWrong;
  const pinWrong =
    draft.tls && draft.pin !== '' && !/^[0-9a-f]{64}$/.test(plainPin(draft.pin)) ? w.pinWrong : undefined;

  async function save(event: Event): Promise<void> {
    event.preventDefault();
    setTried(true);
    if (addressWrong !== undefined || pinWrong !== undefined) return focusWrong(form.current);
    const id = draft.id.trim();
    const secret = was?.secret ?? (draft.password === '' ? undefined : id.toLowerCase().replaceAll('_', '-'));
    if (draft.password !== '' && secret !== undefined) {
      const user = draft.user.trim();
      const kept = await putSecret(secret, { password: draft.password, ...(user === '' ? {} : { user }) });
      if (!kept.ok) return setFault(faultText(words, kept));
    }
    const address = draft.address.trim();
    const broker: Broker = {
      id,
      address: /:\d+$/.test(address) ? address : `${address}:${draft.tls ? 8883 : 1883}`,
      ...(draft.tls ? { tls: true } : {}),
      ...(draft.tls && draft.pin !== '' ? { pin: plainPin(draft.pin) } : {}),
      ...(secret === undefined ? {} : { secret }),
    };
    const saved = await desk.save(
      (site) => {
        const brokers = site.brokers ?? [];
        const at = brokers.findIndex((one) => one.id === was?.id);
        return { ...site, brokers: at < 0 ? [...brokers, broker] : brokers.with(at, broker) };
      },
      was === undefined ? all.said.added(id) : all.said.changed(id),
    );
    if (saved) onClose();
  }

  const set = (change: Partial<typeof draft>): void => setDraft((now) => ({ ...now, ...change }));
  return (
    <form ref={form} class="form form-box" noValidate onSubmit={(event) => void save(event)}>
      <h3>{was === undefined ? w.addBroker : all.form.edit(was.id)}</h3>
      <TextField
        id="broker-address"
        label={all.form.address}
        note={w.brokerNote}
        placeholder="10.0.0.9:1883"
        value={draft.address}
        wrong={tried ? addressWrong : undefined}
        onValue={(address) => set({ address })}
      />
      {keepsKeys(role) ? (
        <>
          <TextField id="broker-user" label={all.form.user} value={draft.user} onValue={(user) => set({ user })} />
          <PasswordField
            id="broker-password"
            label={all.form.password}
            value={draft.password}
            shown={shown}
            complete="off"
            onValue={(password) => set({ password })}
          >
            <p>{was?.secret === undefined ? w.brokerPasswordNote : all.form.secretKept}</p>
          </PasswordField>
          <ShowToggle label={all.form.show} shown={shown} onShown={setShown} />
        </>
      ) : (
        <p class="note">{all.form.secretNotYours}</p>
      )}
      <Toggle label={w.tlsOn} checked={draft.tls} onChange={(tls) => set({ tls })} />
      {draft.tls && (
        <TextField
          id="broker-pin"
          label={w.pin}
          note={w.pinNote}
          value={draft.pin}
          wrong={pinWrong}
          onValue={(pin) => set({ pin })}
        />
      )}
      {was === undefined && (
        <TextField id="broker-id" label={all.form.id} note={w.idNote} value={draft.id} onValue={(id) => set({ id })} />
      )}
      <Problem text={fault} />
      <SaveTrouble desk={desk} />
      <FormButtons yes={words.common.save} no={words.common.cancel} busy={desk.busy} onCancel={onClose} />
    </form>
  );
}

/** Often shown in capitals with colons. */
const plainPin = (pin: string): string => pin.replaceAll(/[\s:]/g, '').toLowerCase();
