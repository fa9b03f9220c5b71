import { useRef, useState } from 'preact/hooks';
import type { ChannelView, Gateway } from '../../firmware/api/shapes.ts';
import { putChannel } from '../api/grid.ts';
import { faultText } from '../part/fault-text.ts';
import { Choice, focusWrong, TextField } from '../part/field.tsx';
import { useFormFocus } from '../part/focus-return.ts';
import { Problem } from '../part/problem.tsx';
import { useGridWords } from '../words/grid/speech.ts';
import { useSpeech } from '../words/speech.ts';
import { BoxSays } from './box-says.tsx';
import { BundleButton } from './bundle-button.tsx';
import { type ChannelDraft, documentOf, draftOf, emptyDraft, fieldOf, withBundle } from './channel-draft.ts';
import { FormButtons } from './form-buttons.tsx';
import { PemField } from './pem-field.tsx';

interface ChannelFormProps {
  /** Undefined: a new one. */
  readonly channel: ChannelView | undefined;
  readonly gateway: Gateway | undefined;
  readonly onDone: () => void;
  readonly onCancel: () => void;
}

/** Adds a channel or changes one. What the box refuses is said at the field that its answer names. */
export function ChannelForm({ channel, gateway, onDone, onCancel }: ChannelFormProps) {
  const { words } = useSpeech();
  const w = useGridWords();
  const f = w.channels.form;
  const [draft, setDraft] = useState<ChannelDraft>(() => (channel === undefined ? emptyDraft : draftOf(channel)));
  const [wrong, setWrong] = useState<{ readonly field: keyof ChannelDraft; readonly message: string }>();
  const [fault, setFault] = useState('');
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  useFormFocus(form);
  const dials = draft.scenario === 'HKS3';

  async function save(event: Event): Promise<void> {
    event.preventDefault();
    if (busy) return;
    if (draft.id.trim() === '') {
      setWrong({ field: 'id', message: '' });
      return focusWrong(form.current);
    }
    setBusy(true);
    const outcome = await putChannel(draft.id.trim(), documentOf(draft));
    setBusy(false);
    if (outcome.ok) return onDone();
    const field = fieldOf(outcome.path);
    setFault(field === undefined ? faultText(words, outcome) : '');
    setWrong(field === undefined ? undefined : { field, message: outcome.message });
    focusWrong(form.current);
  }

  /** Everything that a field of this form has in common. */
  function field<K extends keyof ChannelDraft>(name: K) {
    const said =
      name === 'peerNext'
        ? w.wrong.peer
        : name === 'enabled'
          ? ''
          : w.wrong[name as Exclude<K, 'enabled' | 'peerNext'>];
    return {
      id: `channel-${name}`,
      value: draft[name],
      wrong:
        wrong?.field === name ? (
          <>
            {said} {wrong.message !== '' && <BoxSays message={wrong.message} />}
          </>
        ) : undefined,
      onValue(value: ChannelDraft[K]) {
        setDraft((was) => ({ ...was, [name]: value }));
        setFault('');
        if (wrong?.field === name) setWrong(undefined);
      },
    };
  }

  return (
    <form ref={form} class="form form-box channel-form" onSubmit={(event) => void save(event)} noValidate>
      <h3>{channel === undefined ? f.add : f.edit(channel.id)}</h3>
      <BundleButton onRead={(read) => setDraft((was) => withBundle(was, read))} />
      {channel === undefined && <TextField {...field('id')} label={f.id} note={f.idNote} />}
      <Choice
        {...field('scenario')}
        label={f.scenario}
        choices={f.scenarios}
        note={dials ? undefined : w.experimentalWhy}
      />
      {dials ? (
        <>
          <TextField {...field('address')} label={f.address} note={inherits(gateway?.address)} />
          <Choice
            {...field('addressing')}
            label={f.addressing}
            choices={f.addressings}
            note={draft.addressing === 'sni' ? w.experimentalWhy : undefined}
          />
          <TextField {...field('destination')} label={f.destination} note={f.destinationNote} />
        </>
      ) : (
        <TextField {...field('listen')} label={f.listen} note={f.listenNote} />
      )}
      <PemField {...field('peer')} label={f.peer} note={f.peerNote} />
      <TextField
        {...field('certificate')}
        label={f.certificate}
        list="certificate-names"
        note={inherits(gateway?.certificate)}
      />
      <Choice {...field('role')} label={f.role} choices={w.channels.roles} />
      <Choice {...field('use')} label={f.use} choices={f.usesLong} />
      <TextField {...field('variables')} label={f.variables} note={f.variablesNote} />
      <details open={draft.peerNext !== '' || draft.nextCertificate !== '' || inChange(wrong?.field)}>
        <summary>{f.peerNextNote}</summary>
        <div class="form">
          <PemField {...field('peerNext')} label={f.peerNext} />
          <TextField
            {...field('nextCertificate')}
            label={f.nextCertificate}
            list="certificate-names"
            note={f.nextCertificateNote}
          />
        </div>
      </details>
      <label class="toggle">
        <input
          type="checkbox"
          checked={draft.enabled}
          onChange={(event) => field('enabled').onValue(event.currentTarget.checked)}
        />
        {f.enabled}
      </label>
      <Problem text={fault} />
      <FormButtons yes={w.save} busy={busy} onCancel={onCancel} />
    </form>
  );

  function inherits(what: string | undefined): string | undefined {
    return what === undefined ? undefined : f.inherited(what);
  }
}

const inChange = (field: keyof ChannelDraft | undefined) => field === 'peerNext' || field === 'nextCertificate';
