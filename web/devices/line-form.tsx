import { useRef, useState } from 'preact/hooks';
import type { SiteDocument } from '../../firmware/api/shapes.ts';
import { readPorts } from '../api/devices.ts';
import { useRead } from '../live/use-read.ts';
import { Choice, focusWrong, TextField } from '../part/field.tsx';
import { useFormFocus } from '../part/focus-return.ts';
import { FormButtons } from '../part/form-buttons.tsx';
import { SaveTrouble } from '../site/save-trouble.tsx';
import type { SiteDesk } from '../site/use-site.ts';
import { useDeviceWords } from '../words/devices/speech.ts';
import { useSpeech } from '../words/speech.ts';
import { proxyOf, writesOf } from './device-entry.ts';
import { nextLineId, withLine } from './site-devices.ts';

type Line = NonNullable<SiteDocument['lines']>[number];

interface LineDraft {
  readonly id: string;
  readonly kind: Line['kind'];
  readonly path: string;
  readonly address: string;
  readonly baudRate: string;
  readonly parity: 'none' | 'even' | 'odd';
  readonly dataBits: '7' | '8';
  readonly stopBits: '1' | '2';
  readonly framing: 'rtu' | 'ascii';
  readonly proxyPort: string;
  readonly proxyBind: string;
  readonly proxyWrites: string;
}

interface LineFormProps {
  readonly desk: SiteDesk;
  /** Undefined: a new one. */
  readonly was?: Line;
  readonly onClose: () => void;
}

const bauds = ['1200', '2400', '4800', '9600', '19200', '38400', '57600', '115200'];

/** A serial line or a gateway that passes its frames on. */
export function LineForm({ desk, was, onClose }: LineFormProps) {
  const { words } = useSpeech();
  const all = useDeviceWords();
  const w = all.lines;
  const ports = useRead(readPorts, 'ports').value?.ports ?? [];
  const [draft, setDraft] = useState<LineDraft>(() => draftOf(was, desk.site));
  const [tried, setTried] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  useFormFocus(form);
  const wrong = wrongIn();

  async function save(event: Event): Promise<void> {
    event.preventDefault();
    setTried(true);
    if (Object.keys(wrong).length > 0) return focusWrong(form.current);
    const line = lineOf(draft);
    const renamed = was !== undefined && was.id !== line.id;
    const saved = await desk.save(
      (site) => {
        const next = withLine(site, line, was?.id);
        if (!renamed) return next;
        const devices = (next.devices ?? []).map((one) => (one.line === was.id ? { ...one, line: line.id } : one));
        return { ...next, devices };
      },
      was === undefined ? all.said.added(line.id) : all.said.changed(line.id),
    );
    if (saved) onClose();
  }

  function wrongIn(): Partial<Record<keyof LineDraft, string>> {
    const others = (desk.site?.lines ?? []).filter(({ id }) => id !== was?.id);
    const taken =
      draft.kind === 'serial'
        ? others.find((line) => line.kind === 'serial' && line.path === draft.path.trim())
        : others.find((line) => line.kind !== 'serial' && line.address === draft.address.trim());
    const found: Partial<Record<keyof LineDraft, string>> = {};
    if (!/^[\w-]{1,32}$/.test(draft.id.trim())) found.id = w.idWrong;
    else if (others.some(({ id }) => id === draft.id.trim())) found.id = all.wrong.idTwice(draft.id.trim());
    if (draft.kind === 'serial') {
      if (!/^\/dev\/[\w./-]{1,100}$/.test(draft.path.trim())) found.path = w.pathWrong;
      else if (taken !== undefined) found.path = w.portTaken(taken.id);
    } else if (!/^(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+):\d{1,5}$/.test(draft.address.trim()))
      found.address = w.gatewayWrong;
    else if (taken !== undefined) found.address = w.portTaken(taken.id);
    if (draft.proxyPort.trim() !== '' && !/^\d{4,5}$/.test(draft.proxyPort.trim()))
      found.proxyPort = all.wrong.range('1024', '65535');
    if (draft.proxyWrites.trim() !== '' && writesOf(draft.proxyWrites) === undefined)
      found.proxyWrites = all.wrong.writes;
    return found;
  }

  function field<K extends keyof LineDraft>(name: K) {
    return {
      id: `line-${name}`,
      value: draft[name],
      // A port that is taken is said at once; what is not typed yet only after a try.
      wrong: tried || draft[name] !== '' ? wrong[name] : undefined,
      onValue: (value: LineDraft[K]) => setDraft((now) => ({ ...now, [name]: value })),
    };
  }

  return (
    <form ref={form} class="form form-box" noValidate onSubmit={(event) => void save(event)}>
      <h3>{was === undefined ? w.addLine : all.form.edit(was.id)}</h3>
      <Choice {...field('kind')} label={w.kind} choices={w.lineKinds} />
      {draft.kind === 'serial' ? (
        <>
          <TextField
            {...field('path')}
            label={all.form.port}
            list="line-ports"
            note={ports.length === 0 ? w.noPorts : w.portsAre(ports.map(({ port }) => port).join(', '))}
          />
          <datalist id="line-ports">
            {ports.map(({ path, port, name }) => (
              <option key={path} value={path} label={name ?? port} />
            ))}
          </datalist>
          <Choice
            {...field('baudRate')}
            label={w.baudRate}
            choices={Object.fromEntries([...new Set([...bauds, draft.baudRate])].map((one) => [one, one]))}
          />
          <Choice {...field('parity')} label={w.parity} choices={w.parities} />
          <Choice {...field('stopBits')} label={w.stopBits} choices={{ '1': '1', '2': '2' }} />
        </>
      ) : (
        <TextField {...field('address')} label={all.form.address} note={w.gatewayNote} placeholder="10.0.0.5:4001" />
      )}
      <details>
        <summary>{words.common.more}</summary>
        <div class="form">
          <TextField {...field('id')} label={all.form.id} note={w.idNote} />
          <Choice {...field('framing')} label={w.framing} choices={w.framings} note={w.framingNote} />
          {draft.kind === 'serial' && (
            <Choice {...field('dataBits')} label={w.dataBits} choices={{ '8': '8', '7': '7' }} />
          )}
          <TextField {...field('proxyPort')} label={all.form.proxyPort} note={all.form.proxyPortNote} numeric />
          {draft.proxyPort.trim() !== '' && (
            <>
              <TextField {...field('proxyBind')} label={all.form.proxyBind} note={all.form.proxyBindNote} />
              <TextField {...field('proxyWrites')} label={all.form.proxyWrites} note={all.form.proxyWritesNote} />
            </>
          )}
        </div>
      </details>
      <SaveTrouble desk={desk} />
      <FormButtons yes={words.common.save} no={words.common.cancel} busy={desk.busy} onCancel={onClose} />
    </form>
  );
}

function draftOf(line: Line | undefined, site: SiteDocument | undefined): LineDraft {
  const serial = line?.kind === 'serial' ? line : undefined;
  const proxy = line?.proxy;
  return {
    id: line?.id ?? nextLineId(site, 'rs485'),
    kind: line?.kind ?? 'serial',
    path: serial?.path ?? '',
    address: line?.kind === 'rtu-over-tcp' ? line.address : '',
    baudRate: String(serial?.baudRate ?? 9600),
    parity: serial?.parity ?? 'none',
    dataBits: `${serial?.dataBits ?? 8}`,
    stopBits: `${serial?.stopBits ?? 1}`,
    framing: line?.framing ?? 'rtu',
    proxyPort: proxy === undefined ? '' : String(proxy.port),
    proxyBind: proxy?.bind ?? '',
    proxyWrites: (proxy?.allowWrites ?? []).map(({ unitId, from, to }) => `${unitId}: ${from}-${to}`).join(', '),
  };
}

function lineOf(draft: LineDraft): Line {
  const proxy = proxyOf(draft);
  const common = {
    id: draft.id.trim(),
    ...(draft.framing === 'rtu' ? {} : { framing: draft.framing }),
    ...(proxy === undefined ? {} : { proxy }),
  };
  if (draft.kind === 'rtu-over-tcp') return { ...common, kind: draft.kind, address: draft.address.trim() };
  return {
    ...common,
    kind: 'serial',
    path: draft.path.trim(),
    baudRate: Number(draft.baudRate),
    ...(draft.parity === 'none' ? {} : { parity: draft.parity }),
    ...(draft.dataBits === '8' ? {} : { dataBits: 7 as const }),
    ...(draft.stopBits === '1' ? {} : { stopBits: 2 as const }),
  };
}
