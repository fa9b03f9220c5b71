import { useState } from 'preact/hooks';
import type { ScanRequest, SerialPortView, SiteDocument } from '../../firmware/api/shapes.ts';
import { readPorts } from '../api/devices.ts';
import { useRead } from '../live/use-read.ts';
import { TextField } from '../part/field.tsx';
import { Icon } from '../part/icon.tsx';
import { useDeviceWords } from '../words/devices/speech.ts';

interface ScanStartProps {
  readonly site: SiteDocument | undefined;
  readonly busy: boolean;
  readonly onStart: (request: ScanRequest) => void;
}

/** Ports come and go with a plug. */
const portsMs = 5_000;

/** Where to look: the network, an address, a line of the site, a port that is no line yet. */
export function ScanStart({ site, busy, onStart }: ScanStartProps) {
  const w = useDeviceWords().scan;
  const ports = useRead(readPorts, 'ports', portsMs);
  const free = ports.value?.ports.filter(({ line }) => line === null) ?? [];
  const lines = site?.lines ?? [];
  return (
    <div class="scan-start">
      <button
        class="plain-button"
        type="button"
        aria-disabled={busy}
        onClick={() => !busy && onStart({ network: { ports: [502, 1502] } })}
      >
        <Icon name="search" /> {w.network}
      </button>
      {lines.map((line) => (
        <button
          key={line.id}
          class="plain-button"
          data-scan={line.id}
          type="button"
          aria-disabled={busy}
          onClick={() => !busy && onStart({ line: line.id })}
        >
          <Icon name="line" /> {w.line(line.id)}
        </button>
      ))}
      {free.map((port) => (
        <PortButton key={port.path} port={port} busy={busy} onStart={onStart} />
      ))}
      <AddressSearch busy={busy} onStart={onStart} />
    </div>
  );
}

/** A port on which nobody speaks yet. */
function PortButton({ port, busy, onStart }: Omit<ScanStartProps, 'site'> & { readonly port: SerialPortView }) {
  const w = useDeviceWords().scan;
  return (
    <button
      class="plain-button"
      type="button"
      aria-disabled={busy}
      onClick={() => !busy && onStart({ serial: { path: port.path, framing: 'rtu' } })}
    >
      <Icon name="line" /> {w.port(port.port)}
      {port.name !== null && <small> {port.name}</small>}
    </button>
  );
}

/** One or several addresses, with or without a port. */
function AddressSearch({ busy, onStart }: Omit<ScanStartProps, 'site'>) {
  const w = useDeviceWords().scan;
  const [typed, setTyped] = useState('');
  const [wrong, setWrong] = useState(false);
  return (
    <form
      class="scan-address"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        const request = addressesOf(typed);
        setWrong(request === undefined);
        if (request !== undefined && !busy) onStart({ network: request });
      }}
    >
      <TextField
        id="scan-address"
        label={w.address}
        note={w.addressNote}
        value={typed}
        wrong={wrong ? w.addressWrong : undefined}
        onValue={(text) => {
          setTyped(text);
          setWrong(false);
        }}
      />
      <button class="plain-button" type="submit" aria-disabled={busy}>
        <Icon name="search" /> {w.there}
      </button>
    </form>
  );
}

const hostForm = /^([A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::(\d{1,5}))?$/;

/** Hosts with the ports that were typed, the usual ones where none was; undefined: that is no address. */
export function addressesOf(text: string): { ports: number[]; hosts: string[] } | undefined {
  const parts = text
    .split(/[\s,;]+/)
    .map((part) => part.replace(/^[a-z]+:\/\//i, '').replace(/\/.*$/, ''))
    .filter((part) => part !== '');
  const read = parts.map((part) => hostForm.exec(part));
  if (parts.length === 0 || parts.length > 32 || read.includes(null)) return undefined;
  const hosts = read.map((found) => found?.[1] ?? '');
  const ports = [...new Set(read.flatMap((found) => (found?.[2] === undefined ? [] : [Number(found[2])])))];
  if (ports.some((port) => port < 1 || port > 65_535) || ports.length > 4) return undefined;
  return { hosts: [...new Set(hosts)], ports: ports.length === 0 ? [502, 1502] : ports };
}
