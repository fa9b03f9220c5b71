import type { Timers } from '../../../drivers/link/timers.ts';
import type { Clock } from '../../domain/clock.ts';
import type { HealthState } from '../../domain/state.ts';
import type { OcppStore } from '../../store/ocpp/ocpp-store.ts';
import type { OcppDocumentsStore } from '../../store/ocpp-documents.ts';
import type { BackendAuthority, Place, PlaceEvent, StatusNow } from '../ports.ts';
import type { Stamps } from '../queue/stamps.ts';
import { TransactionQueue } from '../queue/transaction-queue.ts';
import { CallFailed } from '../rpc/call-error.ts';
import { RpcPeer, type SeenMessage } from '../rpc/peer.ts';
import { BackendConnection, type BackendConnectionOptions, type BackendState } from '../transport/client.ts';
import type { WebSocketLink } from '../transport/web-socket-link.ts';
import type { OcppVersion } from '../version.ts';
import { Authority } from './authority.ts';
import { Availability } from './availability.ts';
import { BootLife } from './boot-life.ts';
import { Ceilings, factsOf } from './ceilings.ts';
import type { Dialect, MakeDialect, Message } from './dialect.ts';
import { IdTagCache } from './id-tag-cache.ts';
import { InstalledProfiles } from './installed-profiles.ts';
import { LocalList } from './local-list.ts';
import { RemoteStarts } from './remote-starts.ts';
import { Reservations } from './reservations.ts';
import { Sampler } from './sampler.ts';
import { Settings, type StationSettings } from './settings.ts';
import type { Standing, StationLog, StationParts } from './station-parts.ts';
import { StationDocuments } from './station-store.ts';
import { Statuses } from './statuses.ts';
import { Transactions } from './transactions.ts';

export interface StationOptions {
  /** The backend's id in the site. */
  readonly backend: string;
  /** At least one; connector 1, 2, … */
  readonly places: readonly Place[];
  readonly connection: Omit<
    BackendConnectionOptions,
    'pingEveryMs' | 'clock' | 'timers' | 'random' | 'onLink' | 'onState'
  >;
  /** Of each version that is offered. */
  readonly dialects: Readonly<Partial<Record<OcppVersion, MakeDialect>>>;
  /** What holds until the backend sets something else. */
  readonly settings?: Partial<StationSettings>;
  /** `store.ocpp`. */
  readonly store: OcppStore;
  /** `store.ocppDocuments`. */
  readonly documents: OcppDocumentsStore;
  /** Told where no card was shown. */
  readonly defaultTag: string;
  readonly stamps: Stamps;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: () => number;
  readonly answerWithinMs?: number;
  /** The backend's clock less ours, ms. */
  readonly onClockOffset?: (offsetMs: number) => void;
  /** The backend wants another password: text, or `hex:` and octets. Keeps it and makes a new station of it; false: it is refused. */
  readonly onSecret?: (secret: string) => Promise<boolean>;
  readonly onState?: (state: StationState) => void;
  readonly observe?: (message: SeenMessage) => void;
  readonly log: StationLog;
}

export interface StationState {
  readonly backend: string;
  readonly id: string;
  readonly link: BackendState;
  readonly standing: Standing;
  /** Messages about money that wait. */
  readonly waiting: number;
  readonly health: readonly Omit<HealthState, 'since'>[];
}

/** One charge point towards one backend, of one or several places. It knows nothing of what the places are made of. */
export class Station {
  readonly authority: BackendAuthority;
  readonly #options: StationOptions;
  readonly #connection: BackendConnection;
  readonly #settings: Settings;
  readonly #queue: TransactionQueue;
  readonly #boot: BootLife;
  readonly #statuses: Statuses;
  readonly #transactions: Transactions;
  readonly #sampler: Sampler;
  readonly #ceilings: Ceilings;
  readonly #availability: Availability;
  readonly #parts: StationParts;
  readonly #statusBefore = new Map<number, StatusNow>();
  #dialect: Dialect;
  #peer: RpcPeer | undefined;
  #unlisten: (() => void)[] = [];
  #unlistenCalls: (() => void)[] = [];

  constructor(options: StationOptions) {
    this.#options = options;
    const { backend, places, store, stamps, clock, timers, log } = options;
    const { stationId: id } = options.connection;
    const name = { backend, station: id };
    const wallMs = () => stamps.trueMs() ?? clock.wallMs();
    const documents = new StationDocuments({ store: options.documents, backend, station: id, log });
    const settings = new Settings(documents, options.settings);
    this.#settings = settings;
    const list = new LocalList(documents);
    const cache = new IdTagCache(documents);
    const reservations = new Reservations({ documents, timers, wallMs, changed: () => this.#allStatusesChanged() });
    this.#availability = new Availability(documents, places);
    this.#queue = new TransactionQueue({
      ...{ store, name, stamps, clock, timers, log },
      send: (action, payload, messageId) => this.#send({ action, payload }, messageId),
      settings: () => ({ attempts: settings.now.messageAttempts, retryIntervalS: settings.now.messageRetryS }),
      onDelivered: (delivered) => this.#transactions.delivered(delivered),
    });
    const profiles = new InstalledProfiles({
      ...{ documents, version: this.#firstVersion(documents), wallMs },
      connectors: () => places.map(factsOf),
      transactions: () => this.#transactions.running(),
      changed: () => this.#ceilings.recompute(),
    });
    const authority = new Authority({
      ...{ backend, places, settings, list, cache, reservations, timers, wallMs },
      online: () => this.#boot.standing === 'accepted' && this.#peer !== undefined,
      ask: async (connector, idTag) =>
        this.#dialect.authoriseAnswer(await this.#call(this.#dialect.authorise(connector, idTag))),
    });
    this.authority = authority;
    const remoteStarts = new RemoteStarts({
      ...{ backend, places, settings, reservations, profiles, wallMs, log },
      available: (connector) => this.#availability.of(connector),
      authorise: (place, idTag) => authority.authorise(place, idTag),
      afterAnswer: (action) => this.#afterAnswer(action),
    });
    this.#sampler = new Sampler({
      places,
      settings,
      transactions: () => this.#transactions,
      timers,
      wallMs: () => clock.wallMs(),
    });
    this.#transactions = new Transactions({
      ...{ backend, places, queue: this.#queue, settings, profiles, remoteStarts, reservations, timers, log },
      defaultTag: options.defaultTag,
      dialect: () => this.#dialect,
      recent: () => store.recent(name, 200).map(({ localTx }) => localTx),
      sampled: (connector, context) => this.#sampler.at(connector, context),
      changed: (connector) => this.#transactionsChanged(connector),
      learn: (idTag, info) => authority.learn(idTag, info),
    });
    this.#ceilings = new Ceilings({ backend, places, profiles, transactions: this.#transactions, timers, wallMs });
    this.#statuses = new Statuses({
      ...{ connectors: places.length, clock, timers },
      statusOf: (connector) => this.#status(connector, reservations),
      minimumMs: () => settings.now.minimumStatusS * 1000,
      mayTell: () => authority.online,
      tell: (connector, status) => this.#tellStatus(connector, status),
    });
    this.#boot = new BootLife({
      ...{ settings, clock, timers, log },
      dialect: () => this.#dialect,
      call: (message) => this.#send(message),
      onAccepted: (booted) => this.#accepted(booted),
      onSilence: () => this.#silent(),
      onTime: (backendMs) => this.#time(backendMs),
    });
    this.#parts = {
      ...{ backend, id, places, settings, list, cache, authority, reservations, profiles, remoteStarts },
      ...{ queue: this.#queue, documents, log, wallMs },
      standing: () => this.#boot.standing,
      stamp: (atMs) => this.#queue.stamp(atMs),
      time: (atMs) => new Date(atMs === undefined ? wallMs() : atMs + wallMs() - clock.wallMs()).toISOString(),
      place: (connector) => places[connector - 1],
      status: (connector) => this.#status(connector, reservations),
      sample: (connector, context) => this.#sampler.read(connector, settings.now.alignedMeasurands, context),
      call: (message, how) => this.#call(message, how?.triggered),
      afterAnswer: (action) => this.#afterAnswer(action),
      bootAgain: (reason) => this.#boot.again(reason),
      heartbeatNow: () => this.#boot.heartbeat(),
      statusNow: (connector) => this.#statusNow(connector, reservations),
      setAvailable: (connector, available) => this.#setAvailable(connector, available),
      isAvailable: (connector) => this.#availability.of(connector),
      reset: (hard) => this.#reset(hard),
      settingsChanged: () => this.#settingsChanged(),
      statusesChanged: () => this.#allStatusesChanged(),
      profile: () => {
        const link = this.#connection.state();
        return link.kind === 'connected' ? link.profile : undefined;
      },
      changeSecret: async (secret) => (await options.onSecret?.(secret)) ?? false,
    };
    this.#dialect = this.#made(this.#firstVersion(documents));
    this.#connection = this.#connect(documents);
  }

  start(): void {
    const { places } = this.#options;
    for (const [k, place] of places.entries()) {
      this.#statusBefore.set(k + 1, place.status());
      this.#unlisten.push(place.onEvent((event) => this.#take(k + 1, event)));
    }
    this.#transactions.start();
    this.#ceilings.recompute();
    this.#sampler.start();
    this.#parts.reservations.start();
    this.#afterAnswer(() => this.#availability.restore());
    this.#listenToCalls();
    this.#connection.start();
  }

  /** Ceilings stay at the places; `forGood`: the station is configured no more, and they go. */
  close(forGood = false): void {
    this.#connection.stop();
    this.#down();
    for (const end of [...this.#unlisten, ...this.#unlistenCalls]) end();
    this.#unlisten = [];
    this.#unlistenCalls = [];
    this.#statuses.close();
    this.#parts.reservations.close();
    this.#sampler.close();
    this.#transactions.close();
    this.#queue.close();
    if (!forGood) {
      this.#ceilings.close();
      return;
    }
    this.#ceilings.withdraw();
    this.#parts.documents.forget();
  }

  state(): StationState {
    const { backend, connection } = this.#options;
    return {
      ...{ backend, id: connection.stationId, link: this.#connection.state(), standing: this.#boot.standing },
      ...{ waiting: this.#queue.waiting(), health: this.#queue.health() },
    };
  }

  /** The clock was set. */
  clockSet(): void {
    this.#queue.clockSet();
    this.#sampler.start();
    this.#ceilings.recompute();
  }

  /** The network came back, or settings beside ours have changed: no pause until the next try. */
  connectAgain(reason: string): void {
    this.#connection.again(reason);
  }

  #connect(documents: StationDocuments): BackendConnection {
    const { connection, clock, timers, random } = this.#options;
    const queue = this.#queue;
    const speaks = () => this.#dialect.version;
    return new BackendConnection({
      ...connection,
      // Messages that wait are of one version: until they are gone no other is offered.
      get versions() {
        const waits = queue.waiting() > 0 || queue.open().length > 0;
        return waits && connection.versions.includes(speaks()) ? [speaks()] : connection.versions;
      },
      ...{ clock, timers, random, pingEveryMs: this.#settings.now.webSocketPingS * 1000 },
      onLink: (link, version) => this.#linked(link, version, documents),
      onState: () => this.#options.onState?.(this.state()),
    });
  }

  #linked(link: WebSocketLink, version: OcppVersion, documents: StationDocuments): void {
    const { timers, observe, answerWithinMs, log } = this.#options;
    if (version !== this.#dialect.version) {
      this.#dialect = this.#made(version);
      this.#parts.profiles.speak(version);
      documents.put('version', { version });
      this.#listenToCalls();
    }
    const peer = new RpcPeer({
      ...{ version, link, timers },
      ...(observe === undefined ? {} : { observe }),
      ...(answerWithinMs === undefined ? {} : { answerWithinMs }),
      handle: (action, payload) => this.#dialect.answer(action, payload),
      onFault: (error) => log.error({ err: error }, 'a call of an OCPP backend could not be answered'),
    });
    this.#peer = peer;
    link.onClose(() => {
      if (this.#peer === peer) this.#down();
    });
    this.#boot.linkUp();
  }

  #down(): void {
    this.#peer = undefined;
    this.#queue.linkDown();
    this.#boot.linkDown();
  }

  #accepted(booted: boolean): void {
    this.#queue.linkUp();
    this.#statuses.up(booted);
    this.#options.onState?.(this.state());
  }

  #silent(): void {
    this.#queue.linkDown();
    this.#options.onState?.(this.state());
  }

  #time(backendMs: number): void {
    const { stamps, clock, onClockOffset } = this.#options;
    stamps.learn(backendMs);
    this.#queue.clockSet();
    onClockOffset?.(backendMs - clock.wallMs());
  }

  #take(connector: number, event: PlaceEvent): void {
    const before = this.#statusBefore.get(connector);
    if (event.kind === 'status') this.#statusBefore.set(connector, event.status);
    this.#transactions.take(connector, event, before);
    if (event.kind === 'facts') this.#ceilings.recompute();
    // With several connectors a car that comes or goes shares the station's maximum anew.
    else if (event.kind === 'status' && this.#options.places.length > 1) this.#ceilings.recompute();
    this.#statuses.changed(connector);
  }

  #transactionsChanged(connector: number): void {
    this.#ceilings.recompute();
    this.#sampler.changed(connector);
  }

  #status(connector: number, reservations: Reservations): StatusNow {
    const place = this.#options.places[connector - 1];
    if (place === undefined) {
      const status = this.#availability.of(0) ? 'Available' : 'Unavailable';
      return { status, errorCode: 'NoError', atMs: this.#options.clock.wallMs() };
    }
    const now = place.status();
    if (now.status !== 'Available') return now;
    if (!this.#availability.of(connector)) return { ...now, status: 'Unavailable' };
    return reservations.at(connector) === undefined ? now : { ...now, status: 'Reserved' };
  }

  async #tellStatus(connector: number, status: StatusNow): Promise<boolean> {
    const message = this.#dialect.status(connector, status);
    if (message === undefined) return true;
    try {
      await this.#call(message);
      return true;
    } catch (error) {
      this.#options.log.info({ err: error, connector }, 'a status did not reach an OCPP backend');
      return false;
    }
  }

  async #statusNow(connector: number, reservations: Reservations): Promise<void> {
    const status = this.#status(connector, reservations);
    const message = this.#dialect.status(connector, status);
    if (message === undefined) return;
    await this.#call(message, true);
    this.#statuses.noteTold(connector, status);
  }

  async #setAvailable(connector: number, available: boolean): Promise<'accepted' | 'rejected' | 'scheduled'> {
    const done = await this.#availability.set(connector, available);
    this.#afterAnswer(() => this.#allStatusesChanged());
    return done;
  }

  #allStatusesChanged(): void {
    for (let connector = 0; connector <= this.#options.places.length; connector += 1) this.#statuses.changed(connector);
  }

  /** Every place is asked; one that speaks OCPP starts anew itself. False: none can. */
  async #reset(hard: boolean): Promise<boolean> {
    const { places, backend, log } = this.#options;
    const reason = hard ? 'HardReset' : 'SoftReset';
    this.#afterAnswer(async () => {
      for (const place of places) {
        const running = place.transaction();
        if (running !== undefined) await place.stop(running.localTx, reason, backend);
        const done = await place.reset(hard);
        if (done === 'rejected') log.warn({ place: place.id }, 'a place did not start anew');
      }
      this.#boot.again('remoteReset');
      this.#connection.again('the backend asked for a reset');
    });
    return true;
  }

  #settingsChanged(): void {
    this.#sampler.start();
    this.#boot.heartbeatBySetting();
    this.#connection.pingEvery(this.#settings.now.webSocketPingS * 1000);
  }

  #listenToCalls(): void {
    const { places, log } = this.#options;
    for (const end of this.#unlistenCalls) end();
    this.#unlistenCalls = places.flatMap((place, k) => {
      const end = place.onCall?.(this.#dialect.version, async (action, payload) => {
        const message = this.#dialect.fromPlace(k + 1, action, payload);
        if (message === undefined) return undefined;
        try {
          return await this.#call(message);
        } catch (error) {
          log.info({ err: error, action }, 'what a charge point said did not reach an OCPP backend');
          return undefined;
        }
      });
      return end === undefined ? [] : [end];
    });
  }

  #call(message: Message, triggered = false): Promise<object> {
    const { standing } = this.#boot;
    if (standing === 'accepted' || (standing === 'pending' && triggered)) return this.#send(message);
    return Promise.reject(
      new CallFailed('linkLost', `${message.action} was not sent: the backend has not accepted us`),
    );
  }

  #send({ action, payload }: Message, messageId?: string): Promise<object> {
    const peer = this.#peer;
    if (peer === undefined)
      return Promise.reject(new CallFailed('linkLost', `${action} was not sent: there is no connection`));
    return peer.call(action, payload, messageId);
  }

  #afterAnswer(action: () => void | Promise<void>): void {
    const { timers, log } = this.#options;
    timers.after(0, () => {
      void (async () => {
        try {
          await action();
        } catch (error) {
          const level = error instanceof CallFailed ? 'info' : 'error';
          log[level]({ err: error }, 'what an OCPP backend asked for came to nothing');
        }
      })();
    });
  }

  /** As it was spoken last, for messages that wait are of that version; else the first that is offered. */
  #firstVersion(documents: StationDocuments): OcppVersion {
    const { versions } = this.#options.connection;
    const { version } = (documents.get('version') ?? {}) as { readonly version?: OcppVersion };
    const [first] = versions;
    if (first === undefined) throw new RangeError('a station offers no version of OCPP');
    return version !== undefined && versions.includes(version) ? version : first;
  }

  #made(version: OcppVersion): Dialect {
    const make = this.#options.dialects[version];
    if (make === undefined) throw new RangeError(`no dialect of OCPP ${version} was given`);
    return make(this.#parts);
  }
}
