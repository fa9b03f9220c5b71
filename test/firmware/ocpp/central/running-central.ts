import assert from 'node:assert/strict';
import { systemTimers } from '../../../../drivers/link/timers.ts';
import { systemClock } from '../../../../firmware/domain/clock.ts';
import { type RemoteReport, remotePlace } from '../../../../firmware/domain/remote-device.ts';
import { type DeviceConfig, device } from '../../../../firmware/domain/site/devices.ts';
import { Central, type CentralOptions } from '../../../../firmware/ocpp/central/central.ts';
import { keptBoxes } from '../../../../firmware/ocpp/central/kept-boxes.ts';
import { dialect16 } from '../../../../firmware/ocpp/central/v16/dialect.ts';
import { dialect201 } from '../../../../firmware/ocpp/central/v201/dialect.ts';
import type { PlaceEvent, TagInfo } from '../../../../firmware/ocpp/ports.ts';
import type { SeenMessage } from '../../../../firmware/ocpp/rpc/peer.ts';
import { admit } from '../../../../firmware/ocpp/transport/admission.ts';
import { ChargePointServer } from '../../../../firmware/ocpp/transport/server.ts';
import type { ChargeBoxesStore } from '../../../../firmware/store/charge-boxes.ts';
import { until as comes } from '../../../until.ts';

/** A device of a site that speaks OCPP. */
export const ocppDevice = (id: string, address: string, more: object = {}): DeviceConfig =>
  device.parse({ id, definition: 'ocpp', address, insecure: true, circuit: 'main', ...more });

/** A central system behind a door on loopback, with what it told in lists. */
export interface RunningCentral {
  readonly central: Central;
  readonly server: ChargePointServer;
  readonly endpoint: string;
  readonly site: { devices: DeviceConfig[]; voltageV: number };
  readonly events: { readonly device: string; readonly event: PlaceEvent }[];
  readonly seen: (SeenMessage & { readonly identity: string })[];
  readonly log: { readonly level: string; readonly sentence: string }[];
  /** By tags; all others are Accepted. */
  readonly tags: Map<string, TagInfo>;
  report(device: string): RemoteReport | undefined;
  /** A set-point of the control worker. */
  offer(device: string, currentMa: number, phases?: 1 | 3): number;
  stop(): Promise<void>;
}

export async function runCentral(
  devices: readonly DeviceConfig[],
  store: ChargeBoxesStore,
  more: Partial<CentralOptions> = {},
): Promise<RunningCentral> {
  const site = { devices: [...devices], voltageV: 230 };
  const reports = new Map<string, RemoteReport>();
  const running: Pick<RunningCentral, 'events' | 'seen' | 'log' | 'tags'> = {
    ...{ events: [], seen: [], log: [], tags: new Map() },
  };
  const noted = (level: string) => (facts: object, sentence: string) => {
    running.log.push({ level, sentence: `${sentence} ${JSON.stringify(facts)}` });
  };
  const central = new Central({
    ...{ site: () => site, store: keptBoxes(store), clock: systemClock, timers: systemTimers },
    authoriser: { authorise: async (_place, idTag) => running.tags.get(idTag) ?? { status: 'Accepted' } },
    dialects: [dialect16({ clock: systemClock }), dialect201({ clock: systemClock, timers: systemTimers })],
    tellWorker: (told) => {
      for (const report of told) reports.set(report.device, report);
    },
    observe: (identity, message) => void running.seen.push({ ...message, identity }),
    log: { info: noted('info'), warn: noted('warn'), error: noted('error') },
    ...more,
  });
  const follow = () => {
    for (const session of central.sessions())
      session.onEvent((event) => running.events.push({ device: session.device, event }));
  };
  follow();
  const server = new ChargePointServer({
    ...{ tls: 'off', pair: undefined, clientCa: undefined, clock: systemClock, timers: systemTimers },
    authenticate: (presented) => admit(central.knows(presented.stationId) ? { profile: 0 } : undefined, presented),
    onStation: (station) => central.take(station.stationId, station),
    onRefused: ({ stationId, address, why }) => {
      if (stationId !== undefined) central.sawRefused(stationId, address, why);
    },
    pingEveryMs: () => 0,
  });
  const { port } = await server.listen({ host: '127.0.0.1', port: 0 });
  let offers = 0;
  return {
    ...{ central, server, site, ...running, endpoint: `ws://127.0.0.1:${port}` },
    report: (id) => reports.get(id),
    offer(id, currentMa, phases) {
      offers += 1;
      const config = site.devices.find((one) => one.id === id) ?? assert.fail(`no ${id}`);
      const offer = { device: id, place: remotePlace(config), id: offers, currentMa };
      central.offer({ ...offer, ...(phases === undefined ? {} : { phases }) });
      return offers;
    },
    async stop() {
      central.stop();
      await server.close();
    },
  };
}

/** Waits until it holds; `what` is said where it does not. */
export const until = (is: () => boolean, what: string): Promise<void> => comes(is, () => what);
