import { connect } from 'node:net';

/** A neighbour that is there answers well within this. */
const connectMs = 700;
/** Connections at once: a switch of a house and a charge point's small stack must not notice. */
const atOnce = 16;

export interface PortsOptions {
  readonly hosts: readonly string[];
  readonly ports: readonly number[];
  /** Endpoints that are in use, `host:port`: a product that bears one connection is not given a second. */
  readonly inUse: ReadonlySet<string>;
  readonly signal: AbortSignal;
  /** After each host. */
  readonly asked: () => void;
}

/** Endpoints that take a connection and are not in use, `host:port`. Each is connected to once and closed at once. */
export async function openPorts({ hosts, ports, inUse, signal, asked }: PortsOptions): Promise<readonly string[]> {
  const found: string[] = [];
  const left = [...hosts];
  const worker = async (): Promise<void> => {
    for (let host = left.shift(); host !== undefined && !signal.aborted; host = left.shift()) {
      for (const port of ports) {
        const endpoint = `${host}:${port}`;
        if (!signal.aborted && !inUse.has(endpoint) && (await takes(host, port, signal))) found.push(endpoint);
      }
      asked();
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return found;
}

function takes(host: string, port: number, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: connectMs, signal });
    const end = (isOpen: boolean): void => {
      socket.destroy();
      resolve(isOpen);
    };
    socket.once('connect', () => end(true));
    socket.once('timeout', () => end(false));
    socket.on('error', () => end(false));
  });
}
