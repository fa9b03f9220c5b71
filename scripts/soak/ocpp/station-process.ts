// The stations of a box with its own charge points, as a process that can be killed: DIR PORT BEGUN SEED.
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { systemTimers } from '../../../drivers/link/timers.ts';
import type { Clock } from '../../../firmware/domain/clock.ts';
import type { State } from '../../../firmware/domain/state.ts';
import { OwnPlaces } from '../../../firmware/ocpp/own-places/own-places.ts';
import { systemBoot } from '../../../firmware/ocpp/queue/boot.ts';
import { Stamps } from '../../../firmware/ocpp/queue/stamps.ts';
import { Station } from '../../../firmware/ocpp/station/station.ts';
import { dialect16 } from '../../../firmware/ocpp/station/v16/dialect16.ts';
import { dialect201 } from '../../../firmware/ocpp/station/v201/dialect201.ts';
import { NetworkStreams } from '../../../firmware/ocpp/transport/network-streams.ts';
import { openStore } from '../../../firmware/store/store.ts';
import { PlantBay, plantMs, plantStations } from './plant.ts';

const [dir = '', port = '', begun = '0', seed = ''] = process.argv.slice(2);
const begunMs = Number(begun);
/** The end of the round, when all cars leave, ms of the plant. */
let lastMs = Number.POSITIVE_INFINITY;
process.on('disconnect', () => process.exit(1));
// The plant goes on as soon as it is asked for.
process.send?.({ hello: true });
const [{ frozenMs }] = (await once(process, 'message')) as [{ readonly frozenMs: number }];
process.on('message', (message) => {
  lastMs = (message as { readonly lastMs: number }).lastMs;
});

const nowMs = () => plantMs(begunMs, frozenMs);
const startedMs = nowMs();
const clock: Clock = { wallMs: () => begunMs + nowMs(), monotonicMs: () => nowMs() - startedMs };
const store = openStore({ dir, clock });
const boot = { id: systemBoot().id, nowMs };
const stamps = new Stamps({ clock, boot, timeSynced: () => true, store: store.ocpp });
const complain = (facts: object, message: string) => console.error(message, facts);
const log = { info: () => undefined, warn: complain, error: complain };
const bays = new Map(plantStations.map((id) => [id as string, new PlantBay(seed, id)]));
const facts = { vendor: 'Netwacht', model: 'soak', minMa: 6000, maxMa: 32_000, phases: 3, voltageV: 230 } as const;

const places = new OwnPlaces({
  facts: () => ({ ...facts, speaksOcpp: false }),
  people: {
    authorised: () => true,
    cardAt: (id) => {
      const visit = bays.get(id)?.at(nowMs(), lastMs).visit;
      return visit && { atMs: begunMs + visit.fromMs, uid: visit.uid };
    },
    letCharge: () => undefined,
    end: () => undefined,
  },
  sessionNow: () => undefined,
  store: store.ocppDocuments,
  newId: randomUUID,
  ...{ clock, changed: () => undefined, log },
});
places.use(plantStations);
const stations = plantStations.flatMap((id, k) => {
  const place = places.get(id);
  if (place === undefined) return [];
  const connection = {
    ...{ url: `ws://127.0.0.1:${port}`, stationId: id, leastProfile: 0 as const, insecure: true },
    // Every second one speaks 2.0.1.
    versions: [k % 2 === 0 ? '1.6' : '2.0.1'] as const,
    ...{ streams: new NetworkStreams(systemTimers, 2000) },
    backOff: { waitMinimumMs: 10, randomRangeMs: 40, repeatTimes: 1 },
  };
  return new Station({
    ...{ backend: 'backend', places: [place], connection, dialects: { '1.6': dialect16, '2.0.1': dialect201 } },
    settings: { meterSampleS: 0.2, messageAttempts: 100, messageRetryS: 0.02, minimumStatusS: 0 },
    ...{ store: store.ocpp, documents: store.ocppDocuments, defaultTag: 'NOCARD', stamps, clock, log },
    ...{ timers: systemTimers, random: Math.random },
  });
});
for (const station of stations) station.start();

const observe = () => {
  const atMs = nowMs();
  const chargePoints = [...bays].map(([id, bay]) => {
    const { state, powerW } = bay.at(atMs, lastMs);
    const amps = powerW / 690;
    return {
      id,
      state,
      minA: 6,
      offeredA: 32,
      drawnA: [amps, amps, amps],
      powerW,
      energyWh: bay.counterWh(atMs, lastMs),
    };
  });
  places.observe({ chargePoints } as unknown as State);
};
observe();
process.send?.({ alive: true });
const busy = () =>
  [...bays.values()].some((bay) => bay.at(nowMs(), lastMs).visit !== undefined) ||
  plantStations.some((id) => places.get(id)?.transaction() !== undefined) ||
  stations.some((station) => station.state().waiting > 0);
while (nowMs() < lastMs || busy()) {
  await pause(40);
  observe();
}
const running = plantStations.filter((name) => store.ocpp.running({ backend: 'backend', station: name }).length > 0);
process.send?.({ dropped: store.ocpp.dropped(100).length, running: running.length });
