// The parts of the box that OCPP charge points meet, in a process of its own: control worker, central system, door, desk of
// variables. DIR COUNT. By message: a value for AVAIL.
import '../../../firmware/system/node-version.ts';
import { systemTimers } from '../../../drivers/link/timers.ts';
import { ControlHost } from '../../../firmware/control/host.ts';
import { VariableDesk } from '../../../firmware/control/variable-desk.ts';
import { systemClock as clock } from '../../../firmware/domain/clock.ts';
import { nothingKnown } from '../../../firmware/domain/known.ts';
import { siteSchema } from '../../../firmware/domain/site/schema.ts';
import { Central } from '../../../firmware/ocpp/central/central.ts';
import { keptBoxes } from '../../../firmware/ocpp/central/kept-boxes.ts';
import { dialect16 } from '../../../firmware/ocpp/central/v16/dialect.ts';
import { dialect201 } from '../../../firmware/ocpp/central/v201/dialect.ts';
import { admit } from '../../../firmware/ocpp/transport/admission.ts';
import { ChargePointServer } from '../../../firmware/ocpp/transport/server.ts';
import { openStore } from '../../../firmware/store/store.ts';
import { machineMs } from '../../site/machine-clock.ts';

/** A call of the operator, and when it was made and answered by the machine's clock. */
export interface BoxAsked {
  readonly availPercent: number;
}
export type BoxTold = { readonly endpoint: string } | { readonly calledMs: number; readonly answeredMs: number };

const [dir = '', countText = '0'] = process.argv.slice(2);
const count = Number(countText);
const fuseA = count * 8 + 20;
const document = {
  name: `Car park with ${count} OCPP charge points`,
  timezone: 'Europe/Amsterdam',
  circuits: [
    {
      ...{ id: 'house', name: 'House connection', fuseA },
      limits: [{ id: 'operator', scope: 'all', unit: 'W', value: `${fuseA * 3 * 230} * AVAIL / 100`, fallback: 4200 }],
    },
  ],
  devices: Array.from({ length: count }, (_, k) => ({
    ...{ id: `E${k + 1}`, definition: 'ocpp', address: `CP-${k + 1}`, insecure: true },
    ...{ circuit: 'house', role: 'chargePoint', maxCurrentA: 16 },
  })),
  variables: [{ name: 'AVAIL', value: 100 }],
  timing: { minOnS: 0, minPauseS: 0, surplusPauseS: 0, raiseIntervalS: 1 },
};
const store = openStore({ dir, clock });
store.site.put(document);
const site = siteSchema.parse(document);
const nothing = (): void => undefined;
const log = { debug: nothing, info: nothing, warn: nothing, error: console.error };
const host = new ControlHost({
  ...{ dir, failsafeOnly: false, known: nothingKnown, loopbackAllowed: true, freshAt: {}, log },
  ...{ onFreshAt: nothing, onGridSources: nothing, onOrderMarks: nothing, onRulings: nothing },
  onFatal: (why) => {
    console.error(why);
    process.exit(1);
  },
});
const variables = new VariableDesk({
  ...{ store, host, clock, site: () => site, writers: () => [], onReleased: nothing },
});
const central = new Central({
  ...{ site: () => site, store: keptBoxes(store.chargeBoxes), clock, timers: systemTimers, log },
  authoriser: { authorise: async () => ({ status: 'Accepted' }) },
  dialects: [dialect16({ clock }), dialect201({ clock, timers: systemTimers })],
  tellWorker: (reports, sentMs) => host.tellRemote(reports, sentMs),
});
host.onRemoteOffer((offer) => central.offer(offer));
const server = new ChargePointServer({
  ...{ tls: 'off', pair: undefined, clientCa: undefined, clock, timers: systemTimers },
  authenticate: (presented) => admit(central.knows(presented.stationId) ? { profile: 0 } : undefined, presented),
  onStation: (station) => central.take(station.stationId, station),
  onRefused: ({ why }) => console.error(why),
  pingEveryMs: () => 20_000,
});
const { port } = await server.listen({ host: '127.0.0.1', port: 0 });
process.on('message', ({ availPercent }: BoxAsked) => {
  const calledMs = machineMs();
  const author = { name: 'bench' };
  void variables
    .change({ author, replace: false, temporary: false, values: [{ name: 'AVAIL', value: availPercent }] })
    .then(() => tell({ calledMs, answeredMs: machineMs() }));
});
tell({ endpoint: `ws://127.0.0.1:${port}` });

function tell(told: BoxTold): void {
  process.send?.(told);
}
