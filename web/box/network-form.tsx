import { useRef, useState } from 'preact/hooks';
import { type NetworkSetting, type NetworkView, putNetwork } from '../api/box.ts';
import type { Failure } from '../api/request.ts';
import { AskFirst } from '../part/ask-first.tsx';
import { BoxSays } from '../part/box-says.tsx';
import { Choice, focusWrong, TextField } from '../part/field.tsx';
import { useFormFocus } from '../part/focus-return.ts';
import { FormButtons } from '../part/form-buttons.tsx';
import { Problem } from '../part/problem.tsx';
import { useBoxWords } from '../words/box/speech.ts';
import { useSpeech } from '../words/speech.ts';
import { HanFields } from './han-fields.tsx';
import { addressAfter, draftOf, type NetworkDraft, settingOf } from './network-draft.ts';
import { problemText } from './problem-text.ts';

interface NetworkFormProps {
  readonly known: NetworkView;
  /** The change is on trial, or it is not known whether it is: the answer may have got lost with the old address. */
  readonly onPut: (setting: NetworkSetting) => void;
  readonly onCancel: () => void;
}

/** The fields that have words of their own for what is wrong with them. */
type Wrong = { readonly path: string; readonly message: string };

export function NetworkForm({ known, onPut, onCancel }: NetworkFormProps) {
  const { words } = useSpeech();
  const w = useBoxWords();
  const f = w.network.form;
  const [draft, setDraft] = useState(() => draftOf(known));
  const [asks, setAsks] = useState(false);
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<Wrong>();
  const [fault, setFault] = useState('');
  const form = useRef<HTMLFormElement>(null);
  useFormFocus(form);
  const setting = settingOf(draft, known);

  async function send(): Promise<void> {
    setBusy(true);
    const outcome = await putNetwork(setting);
    setBusy(false);
    setAsks(false);
    // What is as it was needs no trial.
    if (outcome.ok && outcome.value.state.trial === null) onCancel();
    else if (outcome.ok || outcome.status === 0) onPut(setting);
    else refuse(outcome);
  }

  function refuse(outcome: Failure): void {
    const path = /^(hostname|lan\.(address|gateway|dns)|han\.(interface|address))/.exec(outcome.path ?? '')?.[0];
    if (path === undefined) setFault(problemText(words, w, outcome));
    else {
      setWrong({ path, message: outcome.message });
      focusWrong(form.current);
    }
  }

  function change<K extends keyof NetworkDraft>(key: K): (value: NetworkDraft[K]) => void {
    return (value) => {
      setDraft((was) => ({ ...was, [key]: value }));
      setWrong(undefined);
      setFault('');
      setAsks(false);
    };
  }
  const wrongOf = (path: keyof typeof w.network.wrong) =>
    wrong?.path === path ? (
      <>
        {w.network.wrong[path]} <BoxSays lead={w.boxSays} message={wrong.message} />
      </>
    ) : undefined;

  return (
    <form
      ref={form}
      class="form form-box"
      onSubmit={(event) => {
        event.preventDefault();
        setAsks(true);
      }}
      noValidate
    >
      <h3>{f.title}</h3>
      <TextField
        id="network-hostname"
        label={f.hostname}
        note={f.hostnameNote(setting.hostname)}
        value={draft.hostname}
        wrong={wrongOf('hostname')}
        onValue={change('hostname')}
      />
      <Choice id="network-mode" label={f.mode} value={draft.mode} choices={f.modes} onValue={change('mode')} />
      {draft.mode === 'fixed' && (
        <>
          <TextField
            id="network-address"
            label={f.address}
            note={f.addressNote}
            value={draft.address}
            wrong={wrongOf('lan.address')}
            onValue={change('address')}
          />
          <TextField
            id="network-gateway"
            label={f.gateway}
            note={f.gatewayNote}
            value={draft.gateway}
            wrong={wrongOf('lan.gateway')}
            onValue={change('gateway')}
          />
          <TextField
            id="network-dns"
            label={f.dns}
            note={f.dnsNote}
            value={draft.dns}
            wrong={wrongOf('lan.dns')}
            onValue={change('dns')}
          />
        </>
      )}
      <HanFields draft={draft} interfaces={known.state.interfaces} wrongOf={wrongOf} change={change} />
      <Problem text={fault} />
      <FormButtons yes={f.send} no={w.cancel} busy={busy} onCancel={onCancel} />
      {asks && (
        <AskFirst
          question={f.ask(addressAfter(setting, location))}
          yes={f.yes}
          no={w.cancel}
          busy={busy}
          onYes={() => void send()}
          onNo={() => setAsks(false)}
        />
      )}
    </form>
  );
}
