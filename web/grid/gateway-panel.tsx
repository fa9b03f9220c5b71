import { useRef, useState } from 'preact/hooks';
import type { Gateway } from '../../firmware/api/shapes.ts';
import { putGateway } from '../api/grid.ts';
import type { Read } from '../live/use-read.ts';
import { faultText } from '../part/fault-text.ts';
import { focusWrong, TextField } from '../part/field.tsx';
import { Done, Problem } from '../part/problem.tsx';
import { useGridWords } from '../words/grid/speech.ts';
import { useSpeech } from '../words/speech.ts';
import { BoxSays } from './box-says.tsx';
import { FormButtons } from './form-buttons.tsx';
import { FunctionSwitches } from './function-switches.tsx';

interface GatewayPanelProps {
  readonly gateway: Read<Gateway>;
  /** Told after a change: channels inherit what stands here. */
  readonly onChanged: () => Promise<void>;
}

/** What channels inherit, and what may come through the gateway. */
export function GatewayPanel({ gateway, onChanged }: GatewayPanelProps) {
  const w = useGridWords();
  const known = gateway.value;
  const missing = gateway.failure?.status === 404;
  return (
    <section class="panel" aria-labelledby="gateway">
      <h2 id="gateway">{w.gateway.title}</h2>
      {missing && <p class="note">{w.gateway.none}</p>}
      {known === undefined && !missing ? (
        <Reading read={gateway} />
      ) : (
        <>
          <AddressForm known={known ?? noGateway} onChanged={onChanged} />
          <FunctionSwitches gateway={known ?? noGateway} onChanged={onChanged} />
        </>
      )}
    </section>
  );
}

const noGateway: Gateway = { functions: { ocpp: false, limit: false, tariff: false, administration: false } };

/** Stands in place of something that is not read yet, or could not be. */
export function Reading({ read }: { read: Read<unknown> }) {
  const { words } = useSpeech();
  const w = useGridWords();
  if (read.failure === undefined) return <p class="note">{w.waits}</p>;
  return <p class="note">{read.failure.status === 403 ? w.notShown : faultText(words, read.failure)}</p>;
}

function AddressForm({ known, onChanged }: { known: Gateway; onChanged: () => Promise<void> }) {
  const { words } = useSpeech();
  const w = useGridWords();
  // Undefined: untouched, what the box has is shown.
  const [address, setAddress] = useState<string>();
  const [certificate, setCertificate] = useState<string>();
  const [wrong, setWrong] = useState<{ readonly path: string; readonly message: string }>();
  const [fault, setFault] = useState('');
  const [saved, setSaved] = useState(false);
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const touched = address !== undefined || certificate !== undefined;

  async function save(event: Event): Promise<void> {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    const outcome = await putGateway(gatewayOf(known, address, certificate));
    setBusy(false);
    if (outcome.ok) {
      await onChanged();
      setAddress(undefined);
      setCertificate(undefined);
      setSaved(true);
    } else if (outcome.path === 'address' || outcome.path === 'certificate') {
      setWrong({ path: outcome.path, message: outcome.message });
      focusWrong(form.current);
    } else setFault(faultText(words, outcome));
  }

  const changed = (set: (value: string) => void) => (value: string) => {
    set(value);
    setWrong(undefined);
    setFault('');
    setSaved(false);
  };
  const wrongOf = (path: 'address' | 'certificate') =>
    wrong?.path === path ? (
      <>
        {w.wrong[path]} <BoxSays message={wrong.message} />
      </>
    ) : undefined;

  return (
    <form ref={form} class="form" onSubmit={(event) => void save(event)} noValidate>
      <TextField
        id="gateway-address"
        label={w.gateway.address}
        note={w.gateway.addressNote}
        value={address ?? known.address ?? ''}
        wrong={wrongOf('address')}
        onValue={changed(setAddress)}
      />
      <TextField
        id="gateway-certificate"
        label={w.gateway.certificate}
        note={w.gateway.certificateNote}
        list="certificate-names"
        value={certificate ?? known.certificate ?? ''}
        wrong={wrongOf('certificate')}
        onValue={changed(setCertificate)}
      />
      {touched && (
        <FormButtons
          yes={w.save}
          busy={busy}
          onCancel={() => {
            setAddress(undefined);
            setCertificate(undefined);
            setWrong(undefined);
            setFault('');
          }}
        />
      )}
      <Problem text={fault} />
      <Done text={saved ? w.gateway.saved : ''} />
    </form>
  );
}

/** The document with what was typed; an empty field is left out. */
function gatewayOf(known: Gateway, address = known.address ?? '', certificate = known.certificate ?? ''): Gateway {
  return {
    ...(address.trim() === '' ? {} : { address: address.trim() }),
    ...(certificate.trim() === '' ? {} : { certificate: certificate.trim() }),
    functions: known.functions,
  };
}
