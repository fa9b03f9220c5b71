// A central system with one charge point in a process of its own, to be killed: DIR. Tells where it listens; what is told inside of
// transactions goes into DIR/told as it is told, one line each.
import '../../../firmware/system/node-version.ts';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemTimers } from '../../../drivers/link/timers.ts';
import { systemClock as clock } from '../../../firmware/domain/clock.ts';
import { device } from '../../../firmware/domain/site/devices.ts';
import { Central } from '../../../firmware/ocpp/central/central.ts';
import { keptBoxes } from '../../../firmware/ocpp/central/kept-boxes.ts';
import { dialect16 } from '../../../firmware/ocpp/central/v16/dialect.ts';
import { ChargePointServer } from '../../../firmware/ocpp/transport/server.ts';
import { openStore } from '../../../firmware/store/store.ts';

const [dir = ''] = process.argv.slice(2);
const store = openStore({ dir, clock });
const nothing = (): void => undefined;
const site = {
  devices: [device.parse({ id: 'E1', definition: 'ocpp', address: 'CP', insecure: true, circuit: 'house' })],
  voltageV: 230,
};
const central = new Central({
  ...{ site: () => site, store: keptBoxes(store.chargeBoxes), clock, timers: systemTimers, tellWorker: nothing },
  authoriser: { authorise: async () => ({ status: 'Accepted' }) },
  dialects: [dialect16({ clock })],
  log: { info: nothing, warn: nothing, error: console.error },
});
central.session('E1')?.onEvent((event) => {
  if (event.kind !== 'begin' && event.kind !== 'end') return;
  const { kind, localTx, meterWh } = event;
  appendFileSync(join(dir, 'told'), `${JSON.stringify({ kind, localTx, meterWh })}\n`);
});
const server = new ChargePointServer({
  ...{ tls: 'off', pair: undefined, clientCa: undefined, clock, timers: systemTimers },
  authenticate: () => ({ accepted: true }),
  onStation: (station) => central.take(station.stationId, station),
  onRefused: ({ why }) => console.error(why),
  pingEveryMs: () => 0,
  // It comes back as often as it is killed, and as its line is cut.
  limits: { arrivals: { most: 1e6, withinMs: 60_000 } },
});
const { port } = await server.listen({ host: '127.0.0.1', port: 0 });
process.send?.({ endpoint: `ws://127.0.0.1:${port}` });
