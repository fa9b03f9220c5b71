import { freePort } from '../../demo/free-port.ts';
import type { HttpAnswer } from '../../smgw-sim/emt/answer.ts';
import type { HttpCall } from '../../smgw-sim/emt/calls.ts';
import { startSmgwSim } from '../../smgw-sim/gateway.ts';
import type { SmgwSimOptions } from '../../smgw-sim/options.ts';
import { canStandIn, isInTrixie, startStandIn, trixieRoot } from '../../smgw-sim/stand-ins/stand-in.ts';
import type { MatrixRow } from './rows.ts';

/** A gateway of whatever make, as a row of the matrix uses it. */
export interface BenchGateway {
  readonly peerCertificatePem: string;
  /** What the channel document says of the way: address or listen, addressing, destination. */
  readonly way: Readonly<Record<string, unknown>>;
  /** HKS4 and HKS5: called when the box listens. */
  boxListens(): Promise<void>;
  /** Resolves when a stream is up. */
  ready(): Promise<unknown>;
  request(call: HttpCall): Promise<HttpAnswer>;
  /** A loopback port that leads a real program through the channel. */
  gatePort(): Promise<number>;
  /** What happened, for a row that failed. */
  lastWords(): string;
  close(): Promise<void>;
}

/** Whether the programs of a row are here. */
export const canOpen = ({ gateway, debian }: MatrixRow): boolean =>
  gateway === 'smgw-sim' || (canStandIn(gateway) && (debian !== 13 || isInTrixie('stunnel4')));

export function openGateway(row: MatrixRow, clsPem: string): Promise<BenchGateway> {
  return row.gateway === 'smgw-sim' ? openSim(row, clsPem) : openStandIn(row, clsPem);
}

/** `more` for benches that need other settings. */
export async function openSim(
  { scenario, addressing, tls, curve }: MatrixRow,
  clsPem: string,
  more: SmgwSimOptions = {},
): Promise<BenchGateway> {
  const sim = await startSmgwSim({
    ...{ scenario, addressing, tls, curve, onlyCurve: true, clsCertificatesPem: [clsPem], dialEveryS: 1 },
    ...more,
  });
  const listenPort = scenario === 'hks3' ? undefined : await freePort(0);
  return {
    peerCertificatePem: sim.peerCertificatePem,
    way:
      listenPort === undefined
        ? { address: sim.address, addressing, destination: 'emt.example:443' }
        : { listen: `127.0.0.1:${listenPort}` },
    async boxListens() {
      if (listenPort === undefined) return;
      sim.control.setCls({ host: '127.0.0.1', port: listenPort });
      // HKS5 dials by itself.
      if (scenario === 'hks4') await sim.control.wake();
    },
    ready: () => sim.emt.ready(),
    request: (call) => sim.emt.request(call),
    gatePort: () => sim.emt.gatePort(),
    lastWords: () =>
      sim.events.all
        .slice(-12)
        .map((event) => JSON.stringify(event))
        .join('\n'),
    close: () => sim.close(),
  };
}

async function openStandIn({ gateway, debian, tls, curve }: MatrixRow, clsPem: string): Promise<BenchGateway> {
  if (gateway === 'smgw-sim') throw new Error('the simulator is no stand-in for itself');
  const root = debian === 13 ? trixieRoot : undefined;
  const standIn = await startStandIn({ socks: gateway, tls, curve, root, clsCertificatesPem: [clsPem] });
  const { emt, destination } = standIn;
  return {
    peerCertificatePem: standIn.peerCertificatePem,
    way: {
      ...{ address: standIn.address, addressing: 'socks5' },
      destination: `${destination.host}:${destination.port}`,
    },
    boxListens: async () => {},
    ready: () => emt.ready(),
    request: (call) => emt.request(call),
    gatePort: () => emt.gatePort(),
    lastWords: () => standIn.said(),
    close: () => standIn.close(),
  };
}
