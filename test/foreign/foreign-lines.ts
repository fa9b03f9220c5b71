import { openBus } from '../../drivers/bus/bus.ts';
import type { Bus, LineConfig } from '../../drivers/bus/types.ts';
import { systemClock } from '../../firmware/domain/clock.ts';
import { openPtyPair, type PtyPair } from '../drivers/link/pty-pair.ts';
import { type ForeignKind, type ForeignServer, startForeignServer } from './foreign-server.ts';

export type ForeignLineKind = 'tcp' | 'rtu-over-tcp' | 'serial' | 'ascii';

/** A foreign server and how our buses reach it. */
export interface ForeignLines {
  readonly server: ForeignServer;
  /** What it serves; libmodbus has no ASCII. */
  readonly kinds: readonly ForeignLineKind[];
  /** A new bus; a serial line has one at a time. */
  open(kind: ForeignLineKind): Bus;
  close(): Promise<void>;
}

/** Starts a server with TCP, RTU over TCP and RTU on a pseudo terminal; pymodbus also with ASCII on another one. */
export async function openForeignLines(kind: ForeignKind): Promise<ForeignLines> {
  const rtu = await openPtyPair();
  const ascii = kind === 'pymodbus' ? await openPtyPair() : undefined;
  const server = await startForeignServer(kind, [
    ...['tcp', 'rtu-over-tcp', `serial:${rtu.far}`],
    ...(ascii === undefined ? [] : [`ascii:${ascii.far}`]),
  ]);
  return {
    server,
    kinds: ascii === undefined ? ['tcp', 'rtu-over-tcp', 'serial'] : ['tcp', 'rtu-over-tcp', 'serial', 'ascii'],
    open: (line) => openBus(configOf(line, server, line === 'ascii' ? ascii : rtu), { clock: systemClock }),
    close: async () => {
      await server.close();
      await Promise.all([rtu.close(), ascii?.close()]);
    },
  };
}

function configOf(kind: ForeignLineKind, server: ForeignServer, pty: PtyPair | undefined): LineConfig {
  if (kind === 'tcp' || kind === 'rtu-over-tcp') return { id: kind, kind, address: server.addresses[kind] ?? '' };
  return {
    ...{ id: kind, kind: 'serial', path: pty?.near ?? '', framing: kind === 'ascii' ? 'ascii' : 'rtu' },
    // A pseudo terminal has no rate; the gap between frames is that of 115,200 baud.
    ...{ baudRate: 115_200, parity: 'none', dataBits: 8, stopBits: 1 },
  };
}
