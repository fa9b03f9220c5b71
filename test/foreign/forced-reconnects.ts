import { readFileSync } from 'node:fs';
import { openBus } from '../../drivers/bus/bus.ts';
import { systemClock } from '../../firmware/domain/clock.ts';
import { type ForeignKind, type ForeignServer, startForeignServer } from './foreign-server.ts';

export interface Reconnects {
  /** How often the connection was ended and made anew. */
  readonly reconnects: number;
  /** Most connections at the same time, as the server counts them … */
  readonly mostAtServer: number;
  /** … and as the kernel does: sockets of ours to the endpoint that are open or opening. */
  readonly mostInKernel: number;
  /** Reads that brought another value than the register has. */
  readonly wrong: number;
}

const value = 4_711;
const read = { unitId: 1, functionCode: 3, address: 7, quantity: 1, priority: 'fast', queueMs: 5_000 } as const;

/** Ends the connection `count` times: every second time the server closes it, else it falls silent until we give it up. */
export async function forceReconnects(
  kind: ForeignKind,
  line: 'tcp' | 'rtu-over-tcp',
  count: number,
): Promise<Reconnects> {
  const server = await startForeignServer(kind, [line]);
  server.put(1, 'holding', 0, Array<number>(16).fill(value));
  await server.settled();
  const address = server.addresses[line] ?? '';
  const bus = openBus({ id: line, kind: line, address }, { clock: systemClock });
  const port = Number(address.split(':')[1]);
  const state = { wrong: 0, mostInKernel: 0 };
  const readOnce = async (timeoutMs: number): Promise<boolean> => {
    const reply = await bus.read({ ...read, timeoutMs }).catch(() => undefined);
    state.mostInKernel = Math.max(state.mostInKernel, openSockets(port));
    if (reply !== undefined && reply.values[0] !== value) state.wrong += 1;
    return reply !== undefined;
  };
  try {
    while (!(await readOnce(2_000)));
    for (let k = 0; k < count; k++) {
      const before = bus.health.reconnects;
      if (k % 2 === 0) {
        server.drop();
        await server.settled();
      } else await fallSilent(server, () => readOnce(10));
      while (!(await readOnce(2_000)) || bus.health.reconnects === before);
    }
    await server.settled();
    return { reconnects: bus.health.reconnects, mostAtServer: server.mostConnections, ...state };
  } finally {
    await bus.close();
    await server.close();
  }
}

async function fallSilent(server: ForeignServer, readOnce: () => Promise<boolean>): Promise<void> {
  server.mute(true);
  await server.settled();
  for (let k = 0; k < 2; k++) await readOnce();
  server.mute(false);
  await server.settled();
}

/** Established, being opened, or closed by the far end only. */
const openStates = new Set(['01', '02', '08']);

function openSockets(port: number): number {
  const remote = `0100007F:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const rows = readFileSync('/proc/net/tcp', 'utf8')
    .split('\n')
    .map((row) => row.trim().split(/\s+/))
    .filter(([, , to, socketState]) => to === remote && openStates.has(socketState ?? ''));
  // While sockets come and go the kernel may list one of them twice.
  return new Set(rows.map(([, from]) => from)).size;
}
