import { useRef, useState } from 'preact/hooks';
import type { BackendView, State } from '../../../firmware/api/shapes.ts';
import { readCertificates, readChannels } from '../../api/grid.ts';
import { putBackend, putSecret } from '../../api/ocpp.ts';
import { useRead } from '../../live/use-read.ts';
import { BoxSays } from '../../part/box-says.tsx';
import { faultText } from '../../part/fault-text.ts';
import { Choice, focusWrong, TextField } from '../../part/field.tsx';
import { useFormFocus } from '../../part/focus-return.ts';
import { FormButtons } from '../../part/form-buttons.tsx';
import { PasswordField } from '../../part/password-field.tsx';
import { PemField } from '../../part/pem-field.tsx';
import { Problem } from '../../part/problem.tsx';
import { useOcppWords } from '../../words/ocpp/speech.ts';
import { useSpeech } from '../../words/speech.ts';
import {
  type BackendDraft,
  backendFieldOf,
  backendOf,
  draftOfBackend,
  emptyBackend,
  secretNameOf,
} from './backend-draft.ts';

interface BackendFormProps {
  /** Undefined: a new one. */
  readonly backend: BackendView | undefined;
  readonly state: State;
  readonly onDone: () => void;
  readonly onCancel: () => void;
}

/** Adds a backend or changes one. What the box refuses is said at the field that its answer names. */
export function BackendForm({ backend, state, onDone, onCancel }: BackendFormProps) {
  const { words } = useSpeech();
  const w = useOcppWords();
  const f = w.form;
  const [draft, setDraft] = useState<BackendDraft>(() =>
    backend === undefined ? emptyBackend : draftOfBackend(backend),
  );
  const [wrong, setWrong] = useState<{ readonly field: keyof BackendDraft; readonly message: string }>();
  const [fault, setFault] = useState('');
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  useFormFocus(form);
  const certificates = useRead(readCertificates, 'certificates');
  const channels = useRead(readChannels, 'channels');
  const ocppChannels = channels.value?.channels.filter(({ use }) => use === 'ocpp') ?? [];
  const encrypted = draft.url.trim().toLowerCase().startsWith('wss:');

  async function save(event: Event): Promise<void> {
    event.preventDefault();
    if (busy) return;
    if (!/^[A-Za-z0-9_-]{1,32}$/.test(draft.id.trim())) return refuse('id', '');
    if (!/^wss?:\/\/\S+$/i.test(draft.url.trim())) return refuse('url', '');
    setBusy(true);
    if (draft.password !== '') {
      const kept = await putSecret(secretNameOf(draft), draft.password);
      if (!kept.ok) {
        setBusy(false);
        return kept.path === undefined ? setFault(faultText(words, kept)) : refuse('password', kept.message);
      }
    }
    const outcome = await putBackend(draft.id.trim(), backendOf(draft, backend?.pingS));
    setBusy(false);
    if (outcome.ok) return onDone();
    const field = backendFieldOf(outcome.path);
    if (field === undefined) setFault(faultText(words, outcome));
    else refuse(field, outcome.message);
  }

  function refuse(field: keyof BackendDraft, message: string): void {
    setFault('');
    setWrong({ field, message });
    focusWrong(form.current);
  }

  /** Everything that a field of this form has in common. */
  function field<K extends keyof BackendDraft>(name: K) {
    return {
      id: `backend-${name}`,
      value: draft[name],
      wrong:
        wrong?.field === name ? (
          <>
            {name === 'id' ? f.wrong.id : name === 'url' ? f.wrong.url : f.wrong.other}{' '}
            {wrong.message !== '' && <BoxSays lead={words.common.boxSays} message={wrong.message} />}
          </>
        ) : undefined,
      onValue(value: BackendDraft[K]) {
        setDraft((was) => ({ ...was, [name]: value }));
        setFault('');
        if (wrong?.field === name) setWrong(undefined);
      },
    };
  }
  const toggle = (name: 'enabled' | 'insecure', text: string) => (
    <label class="toggle">
      <input
        type="checkbox"
        checked={draft[name]}
        onChange={(event) => field(name).onValue(event.currentTarget.checked)}
      />
      {text}
    </label>
  );
  const names = (list: readonly string[], absent: string): Record<string, string> => ({
    '': absent,
    ...Object.fromEntries(list.map((name) => [name, name])),
  });

  return (
    <form ref={form} class="form form-box" onSubmit={(event) => void save(event)} noValidate>
      <h3>{backend === undefined ? w.backends.add : f.edit(backend.id)}</h3>
      {backend === undefined && <TextField {...field('id')} label={f.id} note={f.idNote} />}
      <TextField {...field('url')} label={f.url} note={f.urlNote} placeholder="wss://" />
      <Choice {...field('version')} label={f.version} choices={{ '1.6': 'OCPP 1.6', '2.0.1': 'OCPP 2.0.1' }} />
      <TextField
        {...field('stationId')}
        label={f.stationId}
        note={f.stationIdNote(draft.stationId.replace('{device}', state.chargePoints[0]?.id ?? 'E1'))}
      />
      <PasswordField
        id="backend-password"
        label={f.password}
        value={draft.password}
        shown={false}
        complete="off"
        wrong={wrong?.field === 'password'}
        onValue={field('password').onValue}
      >
        {field('password').wrong ?? (backend?.secret === undefined ? f.passwordNote : f.passwordKept)}
      </PasswordField>
      {!encrypted && draft.url !== '' && (
        <>
          {toggle('insecure', f.insecure)}
          <p class="note">{f.insecureNote}</p>
        </>
      )}
      <Choice
        {...field('channel')}
        label={f.channel}
        note={ocppChannels.length === 0 ? f.channelNone : undefined}
        choices={names(
          [...new Set([...ocppChannels.map(({ id }) => id), draft.channel].filter((id) => id !== ''))],
          f.channelDirect,
        )}
      />
      <details open={wrong !== undefined && !['id', 'url', 'password', 'stationId'].includes(wrong.field)}>
        <summary>{f.more}</summary>
        <div class="form">
          <TextField {...field('devices')} label={f.devices} note={f.devicesNote} />
          <Choice {...field('stations')} label={f.stations} choices={f.stationsChoices} />
          <TextField {...field('siteStation')} label={f.siteStation} note={f.siteStationNote} />
          <Choice {...field('authorise')} label={f.authorise} choices={f.authoriseChoices} />
          <TextField {...field('defaultTag')} label={f.defaultTag} note={f.defaultTagNote} />
          <Choice
            {...field('certificate')}
            label={f.certificate}
            note={f.certificateNote}
            choices={names(
              [
                ...new Set(
                  [...(certificates.value?.map(({ name }) => name) ?? []), draft.certificate].filter(
                    (name) => name !== '',
                  ),
                ),
              ],
              words.common.none,
            )}
          />
          <PemField {...field('caPem')} label={f.caPem} note={f.caPemNote} file={f.file} />
        </div>
      </details>
      {toggle('enabled', f.enabled)}
      <Problem text={fault} />
      <FormButtons yes={words.common.save} no={words.common.cancel} busy={busy} onCancel={onCancel} />
    </form>
  );
}
