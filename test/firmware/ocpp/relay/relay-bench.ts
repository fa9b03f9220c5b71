import { mkdtempSync, rmSync } from 'node:fs';
import type { Server as HttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { RPCServer } from 'ocpp-rpc';
import { systemTimers } from '../../../../drivers/link/timers.ts';
import { systemClock } from '../../../../firmware/domain/clock.ts';
import { Grants } from '../../../../firmware/ocpp/authorise/grants.ts';
import { type AuthoriseMode, HouseAuthoriser } from '../../../../firmware/ocpp/authorise/house-authoriser.ts';
import type { TagInfo } from '../../../../firmware/ocpp/ports.ts';
import { Stamps } from '../../../../firmware/ocpp/queue/stamps.ts';
import { AvailabilityVotes } from '../../../../firmware/ocpp/relay/availability-votes.ts';
import { BackendView } from '../../../../firmware/ocpp/relay/backend-view.ts';
import { RelayedPlace } from '../../../../firmware/ocpp/relay/relayed-place.ts';
import type { SeenMessage } from '../../../../firmware/ocpp/rpc/peer.ts';
import { Station } from '../../../../firmware/ocpp/station/station.ts';
import type { StationConnection } from '../../../../firmware/ocpp/station/station-link.ts';
import { dialect16 } from '../../../../firmware/ocpp/station/v16/dialect16.ts';
import { dialect201 } from '../../../../firmware/ocpp/station/v201/dialect201.ts';
import { NetworkStreams } from '../../../../firmware/ocpp/transport/network-streams.ts';
import { type OcppVersion, subprotocols } from '../../../../firmware/ocpp/version.ts';
import { openStore, type Store } from '../../../../firmware/store/store.ts';
import { testParent } from '../../store/data-folder-fixture.ts';
import { ocppDevice, type RunningCentral, runCentral, until } from '../central/running-central.ts';
import { strictCentral } from '../transport/strict-peer.ts';

interface Far {
  handle(handler: (call: { method: string; params: Record<string, unknown>; messageId: string }) => unknown): void;
  call(action: string, payload: object): Promise<Record<string, unknown>>;
}

/** A backend by an independent program, strict about schemas in both directions. */
export class FarBackend {
  readonly version: OcppVersion;
  readonly got: { readonly action: string; readonly payload: Record<string, unknown>; readonly id: string }[] = [];
  /** What it says of tags; all others are Accepted. */
  readonly tags = new Map<string, TagInfo['status']>();
  port = 0;
  /** Over TLS, with a client certificate. */
  http: HttpsServer | undefined;
  #server: RPCServer | undefined;
  #far: Far | undefined;
  #transactions: number;

  constructor(version: OcppVersion, firstTransaction: number) {
    this.version = version;
    this.#transactions = firstTransaction;
  }

  async listen(): Promise<void> {
    const server = strictCentral({ protocols: [subprotocols[this.version]] });
    server.auth((accept) => accept());
    server.on('client', (client) => {
      const far = client as unknown as Far;
      this.#far = far;
      far.handle(({ method, params, messageId }) => {
        this.got.push({ action: method, payload: params, id: messageId });
        return this.#answer(method, params);
      });
    });
    this.#server = server;
    const { http } = this;
    if (http !== undefined) {
      http.on('upgrade', server.handleUpgrade);
      await new Promise<void>((resolve) => http.listen(this.port, '127.0.0.1', resolve));
    }
    const listening = http ?? (await server.listen(this.port, '127.0.0.1'));
    this.port = (listening.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    await this.#server?.close({ force: true });
    this.http?.close();
    this.#far = undefined;
  }

  call(action: string, payload: object): Promise<Record<string, unknown>> {
    if (this.#far === undefined) throw new Error('nobody has connected');
    return this.#far.call(action, payload);
  }

  of(action: string): Record<string, unknown>[] {
    return this.got.filter((one) => one.action === action).map(({ payload }) => payload);
  }

  /** TransactionEvents of a kind. */
  events(eventType: string): Record<string, unknown>[] {
    return this.of('TransactionEvent').filter((event) => event.eventType === eventType);
  }

  #answer(action: string, params: Record<string, unknown>): object {
    const currentTime = new Date().toISOString();
    const token = (params.idToken as { readonly idToken: string } | undefined)?.idToken ?? params.idTag;
    const info = { status: this.tags.get(String(token)) ?? 'Accepted' };
    switch (action) {
      case 'BootNotification':
        return { status: 'Accepted', interval: 600, currentTime };
      case 'Heartbeat':
        return { currentTime };
      case 'Authorize':
        return this.version === '1.6' ? { idTagInfo: info } : { idTokenInfo: info };
      case 'StartTransaction':
        this.#transactions += 1;
        return { transactionId: this.#transactions, idTagInfo: info };
      case 'TransactionEvent':
        return params.idToken === undefined ? {} : { idTokenInfo: info };
      case 'DataTransfer':
        return { status: 'Accepted', data: 'far' };
      default:
        return {};
    }
  }
}

/** Backends, stations, the relay, the central system and its door: everything between a charge point and its backends, real. */
export class RelayBench {
  readonly backends: readonly FarBackend[];
  readonly dir = mkdtempSync(join(testParent, 'netwacht-relay-'));
  mode: AuthoriseMode = 'backend';
  /** How a station reaches its backend, where not through the network. */
  reach: (backend: FarBackend) => Partial<StationConnection> = () => ({});
  /** Cards of the house. */
  readonly cards = new Map<string, TagInfo['status']>();
  /** All messages of ours to and from backends, and to and from the charge point. */
  readonly seen: SeenMessage[] = [];
  /** Of them, those to and from backends. */
  readonly fromBackends: SeenMessage[] = [];
  readonly log: string[] = [];
  running!: RunningCentral;
  place!: RelayedPlace;
  stations: readonly Station[] = [];
  #store!: Store;

  constructor(...versions: readonly OcppVersion[]) {
    this.backends = versions.map((version, k) => new FarBackend(version, 1000 * (k + 1)));
  }

  get backend(): FarBackend {
    return this.backends[0] as FarBackend;
  }

  /** `listens`: the backends listen already. */
  async start({ listens = false }: { readonly listens?: boolean } = {}): Promise<void> {
    if (!listens) for (const backend of this.backends) await backend.listen();
    await this.#run();
    await until(() => this.stations.every(({ authority }) => authority.online), 'the backends accept us');
  }

  /** The program ends and begins anew, on the same disk; backends go on. `meanwhile`: before stations are connected again. */
  async restart(meanwhile: () => void = () => undefined): Promise<void> {
    await this.#end();
    await this.#run();
    meanwhile();
    await until(() => this.stations.every(({ authority }) => authority.online), 'the backends accept us again');
  }

  async #run(): Promise<void> {
    this.#store = openStore({ dir: this.dir, clock: systemClock });
    const grants = new Grants(systemClock);
    const note = (_: object, sentence: string) => void this.log.push(sentence);
    const log = { info: note, warn: note, error: note };
    const authoriser = new HouseAuthoriser({
      ...{ mode: () => this.mode, grants, clock: systemClock, timers: systemTimers, freeTag: () => 'NETWACHT', log },
      authorities: () => this.stations.slice(0, 1).map(({ authority }) => authority),
      cards: {
        say: (_, idTag) => {
          const status = this.cards.get(idTag);
          return status === undefined ? 'unknown' : { status };
        },
        knows: (_, idTag) => this.cards.has(idTag),
        guarded: () => true,
        learn: () => false,
      },
    });
    this.running = await runCentral([ocppDevice('E1', 'CP1')], this.#store.chargeBoxes, {
      authoriser,
      observe: (_, message) => this.seen.push(message),
    });
    const session = this.running.central.session('E1');
    if (session === undefined) throw new Error('the site has no E1');
    this.place = new RelayedPlace({
      ...{ session, grants, clock: systemClock, keys: () => [], listsPass: () => this.mode !== 'local', log },
      changed: () => undefined,
    });
    const votes = new AvailabilityVotes(this.place);
    this.stations = this.backends.map(({ port, version }, k) => {
      const backend = `backend-${k + 1}`;
      const heeded = (idTag: string) => authoriser.backendDecides('E1', idTag);
      const view = new BackendView(this.place, { backend, votes, heeded, commands: () => k === 0 });
      return new Station({
        ...{ backend, places: [view], dialects: { '1.6': dialect16, '2.0.1': dialect201 }, defaultTag: 'NETWACHT' },
        ...{ store: this.#store.ocpp, documents: this.#store.ocppDocuments, random: () => 0.5, log },
        ...{ clock: systemClock, timers: systemTimers },
        stamps: new Stamps({
          ...{ clock: systemClock, store: this.#store.ocpp, timeSynced: () => true },
          boot: { id: 'boot-1', nowMs: () => systemClock.monotonicMs() },
        }),
        connection: {
          ...{ url: `ws://127.0.0.1:${port}/ocpp`, stationId: `NW${k + 1}`, versions: [version], leastProfile: 0 },
          ...{ insecure: true, streams: new NetworkStreams(systemTimers, 2000) },
          ...this.reach(this.backends[k] as FarBackend),
        },
        // Everything is told: the clock of these tests hardly moves.
        settings: { minimumStatusS: 0, webSocketPingS: 0, meterSampleS: 1 },
        observe: (message) => {
          this.seen.push(message);
          this.fromBackends.push(message);
        },
      });
    });
    for (const station of this.stations) station.start();
  }

  async #end(): Promise<void> {
    for (const station of this.stations) station.close();
    await this.running.stop();
    this.#store.close();
  }

  async stop(): Promise<void> {
    await this.#end();
    for (const backend of this.backends) await backend.close();
    rmSync(this.dir, { recursive: true, force: true });
  }

  /** What the control loop makes of it: our limit, lowered by what backends allow. */
  offer(ownMa: number): number {
    const most = this.place.ceilings().map(({ maxMa, maxW }) => Math.min(maxMa ?? ownMa, ((maxW ?? 1e9) / 690) * 1000));
    const offerMa = Math.floor(Math.min(ownMa, ...most));
    this.running.offer('E1', offerMa < 6000 ? 0 : offerMa);
    return offerMa;
  }

  /** What went wrong on any line: nothing may. */
  faults(): readonly SeenMessage[] {
    return this.seen.filter(({ kind, note }) => kind === 'error' || kind === 'bad' || note !== undefined);
  }
}

export { until };
