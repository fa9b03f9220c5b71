import { monitorEventLoopDelay } from 'node:perf_hooks';
import { systemTimers } from '../../../drivers/link/timers.ts';
import { systemClock } from '../../../firmware/domain/clock.ts';
import { RpcPeer } from '../../../firmware/ocpp/rpc/peer.ts';
import { admit } from '../../../firmware/ocpp/transport/admission.ts';
import { RefusalLog } from '../../../firmware/ocpp/transport/refusal-log.ts';
import { ChargePointServer } from '../../../firmware/ocpp/transport/server.ts';
import { testPair } from '../../../test/firmware/ocpp/transport/certificates.ts';

/** What the process of the door says: its port once, and then what it is asked for. */
export type DoorSays =
  | { readonly port: number }
  | {
      readonly halfOpen: number;
      readonly stations: number;
      readonly logLines: number;
      readonly cpuMs: number;
      readonly turnMs: number;
    };

/** The door for charge points in a process of its own, with the limits of the product; every Heartbeat is answered. */
let logLines = 0;
const log = new RefusalLog(systemClock, () => {
  logLines += 1;
});
const server = new ChargePointServer({
  ...{ tls: 'detect', pair: testPair('box', { names: ['127.0.0.1'] }), clientCa: undefined },
  ...{ clock: systemClock, timers: systemTimers, pingEveryMs: () => 30_000 },
  authenticate: (presented) =>
    admit(
      /^(good|bad)$/.test(presented.stationId) ? { profile: 1, secret: presented.stationId } : undefined,
      presented,
    ),
  onStation: ({ version, link }) => {
    const handle = () => ({ currentTime: new Date().toISOString() });
    new RpcPeer({ version, link, timers: systemTimers, handle, onFault: () => undefined });
  },
  onRefused: (refusal) => log.take(refusal),
});
const { port } = await server.listen({ host: '127.0.0.1', port: 0 });
const say = (what: DoorSays): void => void process.send?.(what);

const turns = monitorEventLoopDelay({ resolution: 2 });
turns.enable();
process.on('message', () => {
  const { user, system } = process.cpuUsage();
  const turnMs = turns.percentile(99) / 1e6 - 2;
  turns.reset();
  say({ ...server.load(), logLines, cpuMs: (user + system) / 1000, turnMs });
});
process.on('disconnect', () => process.exit());
say({ port });
