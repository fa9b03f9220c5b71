import { systemTimers } from '../../../../drivers/link/timers.ts';
import { systemClock } from '../../../../firmware/domain/clock.ts';
import { RpcPeer } from '../../../../firmware/ocpp/rpc/peer.ts';
import { admit, type StationCredentials } from '../../../../firmware/ocpp/transport/admission.ts';
import type { ConnectedStation } from '../../../../firmware/ocpp/transport/connected-stations.ts';
import { ChargePointServer, type ChargePointServerOptions } from '../../../../firmware/ocpp/transport/server.ts';
import type { ServerRefusal } from '../../../../firmware/ocpp/transport/server-refusal.ts';

export interface RunningServer {
  readonly server: ChargePointServer;
  readonly port: number;
  readonly arrived: ConnectedStation[];
  readonly refused: ServerRefusal[];
  /** Our end of each, newest last. */
  readonly peers: RpcPeer[];
}

/** A server on loopback whose charge points are answered as a central system would: every Heartbeat with the same time. */
export async function runServer(
  stations: Readonly<Record<string, StationCredentials>>,
  more: Partial<ChargePointServerOptions> = {},
): Promise<RunningServer> {
  const arrived: ConnectedStation[] = [];
  const refused: ServerRefusal[] = [];
  const peers: RpcPeer[] = [];
  const server = new ChargePointServer({
    ...{ tls: 'off', pair: undefined, clientCa: undefined, clock: systemClock, timers: systemTimers },
    authenticate: (presented) => admit(stations[presented.stationId], presented),
    onStation: (station) => {
      arrived.push(station);
      const { version, link } = station;
      const handle = () => ({ currentTime: '2026-11-28T12:00:00.000Z' });
      peers.push(new RpcPeer({ version, link, timers: systemTimers, handle, onFault: () => undefined }));
    },
    onRefused: (refusal) => refused.push(refusal),
    pingEveryMs: () => 0,
    ...more,
  });
  const { port } = await server.listen({ host: '127.0.0.1', port: 0 });
  return { server, port, arrived, refused, peers };
}
