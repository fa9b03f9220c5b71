import { systemTimers } from '../../../../drivers/link/timers.ts';
import { systemClock } from '../../../../firmware/domain/clock.ts';
import { RpcPeer } from '../../../../firmware/ocpp/rpc/peer.ts';
import {
  BackendConnection,
  type BackendConnectionOptions,
  type BackendState,
  type ToldFault,
} from '../../../../firmware/ocpp/transport/client.ts';
import { NetworkStreams } from '../../../../firmware/ocpp/transport/network-streams.ts';
import { until } from '../../../until.ts';

export interface RunningClient {
  readonly connection: BackendConnection;
  readonly states: BackendState[];
  /** Our end of each link, newest last. */
  readonly peers: RpcPeer[];
  connected(): Promise<Extract<BackendState, { kind: 'connected' }>>;
  /** The first fault. */
  fault(): Promise<ToldFault>;
}

/** A station of ours that connects to `url` and answers every call with `{}`. */
export function runClient(url: string, more: Partial<BackendConnectionOptions> = {}): RunningClient {
  const states: BackendState[] = [];
  const peers: RpcPeer[] = [];
  const connection = new BackendConnection({
    ...{ url, stationId: 'NW 1', versions: ['1.6'], leastProfile: 0, insecure: true, pingEveryMs: 0 },
    backOff: { waitMinimumMs: 20, randomRangeMs: 10, repeatTimes: 2 },
    ...{ clock: systemClock, timers: systemTimers, random: () => 0.5, streams: new NetworkStreams(systemTimers, 2000) },
    onLink: (link, version) =>
      peers.push(
        new RpcPeer({
          ...{ version, link, timers: systemTimers },
          handle: () => ({ status: 'Accepted' }),
          onFault: () => undefined,
        }),
      ),
    onState: (state) => states.push(state),
    ...more,
  });
  connection.start();
  return {
    ...{ connection, states, peers },
    async connected() {
      await until(() => connection.state().kind === 'connected');
      return connection.state() as Extract<BackendState, { kind: 'connected' }>;
    },
    async fault() {
      await until(() => connection.state().lastFault !== undefined);
      return connection.state().lastFault as ToldFault;
    },
  };
}
