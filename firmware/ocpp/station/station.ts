import type { OcppStore } from '../../store/ocpp/ocpp-store.ts';
import type { QueueName } from '../../store/ocpp/queue-rows.ts';
import { StoreError } from '../../store/store-error.ts';
import type { BackendAuthority, PlaceEvent, StatusNow } from '../ports.ts';
import { TransactionQueue } from '../queue/transaction-queue.ts';
import { CallFailed } from '../rpc/call-error.ts';
import type { ToldFault } from '../transport/client.ts';
import type { OcppVersion } from '../version.ts';
import { Afterwards } from './afterwards.ts';
import { Authority } from './authority.ts';
import { Availability } from './availability.ts';
import { BootLife } from './boot-life.ts';
import { CallPace } from './call-pace.ts';
import { Ceilings, factsOf } from './ceilings.ts';
import { CertificateRenewal } from './certificate-renewal.ts';
import type { Dialect, Message } from './dialect.ts';
import { IdTagCache } from './id-tag-cache.ts';
import { InstalledProfiles } from './installed-profiles.ts';
import { LocalList } from './local-list.ts';
import { PlaceCalls } from './place-calls.ts';
import { RemoteStarts } from './remote-starts.ts';
import { Reservations } from './reservations.ts';
import { Restart } from './restart.ts';
import { Sampler } from './sampler.ts';
import { Settings } from './settings.ts';
import { StationLink } from './station-link.ts';
import type { StationOptions, StationState } from './station-options.ts';
import type { StationParts } from './station-parts.ts';
import { StationDocuments } from './station-store.ts';
import { Statuses } from './statuses.ts';
import { toldStatus } from './told-status.ts';
import { Transactions } from './transactions.ts';
import { TrustedRoots } from './trusted-roots.ts';

/** One charge point towards one backend, of one or several places. It knows nothing of what the places are made of. */
export class Station {
  readonly authority: BackendAuthority;
  readonly #options: StationOptions;
  readonly #link: StationLink;
  readonly #placeCalls: PlaceCalls;
  readonly #afterwards: Afterwards;
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
  /** What the backend was told of us, in the words of a boot. */
  #booted = '';
  #lastFault: ToldFault | undefined;
  #unlisten: (() => void)[] = [];

  constructor(options: StationOptions) {
    this.#options = options;
    const { backend, places, store, stamps, clock, timers, log } = options;
    const { stationId: id } = options.connection;
    const name = { backend, station: id };
    const wallMs = () => stamps.trueMs() ?? clock.wallMs();
    this.#afterwards = new Afterwards(timers, log);
    const documents = new StationDocuments({ store: options.documents, backend, station: id, log });
    const settings = new Settings(documents, options.settings);
    this.#settings = settings;
    const list = new LocalList(documents);
    const cache = new IdTagCache(documents);
    const reservations = new Reservations({ documents, timers, wallMs, changed: () => this.#allStatusesChanged() });
    this.#availability = new Availability(documents, places);
    this.#queue = new TransactionQueue({
      ...{ store, name, stamps, clock, timers, log },
      send: (action, payload, messageId) => this.#link.send({ action, payload }, messageId),
      settings: () => ({ attempts: settings.now.messageAttempts, retryIntervalS: settings.now.messageRetryS }),
      onDelivered: (delivered) => this.#transactions.delivered(delivered),
    });
    const profiles = new InstalledProfiles({
      ...{ documents, version: this.#firstVersion(documents), wallMs, log },
      connectors: () => places.map(factsOf),
      transactions: () => this.#transactions.running(),
      changed: () => this.#ceilings.recompute(),
    });
    const authority = new Authority({
      ...{ backend, places, settings, list, cache, reservations, timers, wallMs },
      online: () => this.#boot.standing === 'accepted' && this.#link.up,
      ask: async (connector, idTag) =>
        idTag.length > this.#dialect.longestTag
          ? { status: 'Invalid' }
          : this.#dialect.authoriseAnswer(await this.#call(this.#dialect.authorise(connector, idTag))),
    });
    this.authority = authority;
    const remoteStarts = new RemoteStarts({
      ...{ backend, places, settings, reservations, profiles, wallMs, log },
      available: (connector) => this.#availability.of(connector),
      authorise: (place, idTag) => authority.authorise(place, idTag),
      afterAnswer: (action) => this.#afterwards.do(action),
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
      recent: () => recentOf(store, name),
      sampled: (connector, context) => this.#sampler.at(connector, context),
      changed: (connector) => this.#transactionsChanged(connector),
      learn: (idTag, info) => authority.learn(idTag, info),
      parentOf: (idTag) => (list.find(idTag) ?? cache.find(idTag))?.parentIdTag,
      clock,
      wallMs,
    });
    this.#ceilings = new Ceilings({ backend, places, profiles, transactions: this.#transactions, timers, wallMs });
    this.#statuses = new Statuses({
      ...{ connectors: places.length, clock, timers },
      statusOf: (connector) => this.#status(connector),
      minimumMs: () => settings.now.minimumStatusS * 1000,
      mayTell: () => authority.online,
      tell: async (connector, status) => {
        const message = this.#dialect.status(connector, status);
        if (message !== undefined) await this.#call(message);
      },
      log,
    });
    this.#boot = new BootLife({
      ...{ settings, clock, timers, log },
      dialect: () => this.#dialect,
      call: (message) => this.#link.send(message),
      onAccepted: (booted) => this.#accepted(booted),
      onSilence: () => this.#silent(),
      onTime: (backendMs) => this.#time(backendMs),
    });
    const restart = new Restart({
      ...{ backend, places, queue: this.#queue, timers, log },
      link: () => this.#link,
      boot: () => this.#boot,
      afterAnswer: (action) => this.#afterwards.do(action),
    });
    const renewal = new CertificateRenewal({
      ...{ stationId: id, keys: options.clientKeys, clock, timers, log },
      organisation: () => settings.now.organisation,
      trueMs: () => stamps.trueMs(),
      message: (csrPem) => this.#dialect.signCertificate(csrPem),
      call: (message) => this.#call(message, true),
    });
    const { ca: pem, url } = options.connection;
    const roots = new TrustedRoots({ pem, url, documents, wallMs, chain: () => this.#link.chain() });
    this.#parts = {
      ...{ backend, id, places, settings, list, cache, authority, reservations, profiles, remoteStarts },
      ...{ queue: this.#queue, documents, log, wallMs },
      standing: () => this.#boot.standing,
      stamp: (atMs) => this.#queue.stamp(atMs),
      time: (atMs) => new Date(atMs === undefined ? wallMs() : atMs + wallMs() - clock.wallMs()).toISOString(),
      place: (connector) => places[connector - 1],
      status: (connector) => this.#status(connector),
      sample: (connector, context) => this.#sampler.read(connector, settings.now.alignedMeasurands, context),
      call: (message, how) => this.#call(message, how?.triggered),
      afterAnswer: (action) => this.#afterwards.do(action),
      bootAgain: (reason) => this.#boot.again(reason),
      heartbeatNow: () => this.#boot.heartbeat(),
      statusNow: (connector) => this.#statusNow(connector),
      setAvailable: (connector, available) => this.#setAvailable(connector, available),
      isAvailable: (connector) => this.#availability.of(connector),
      reset: (hard) => restart.begin(hard),
      settingsChanged: () => this.#settingsChanged(),
      statusesChanged: () => this.#allStatusesChanged(),
      renewal,
      connectAgain: (reason) => this.#link.again(reason),
      roots,
      profile: () => {
        const link = this.#link.state();
        return link.kind === 'connected' ? link.profile : undefined;
      },
      changeSecret: async (secret) => (await options.onSecret?.(secret)) ?? false,
    };
    this.#dialect = this.#made(this.#firstVersion(documents));
    this.#placeCalls = new PlaceCalls({ places, call: (message) => this.#call(message), log });
    const pace = new CallPace(clock, timers);
    this.#link = new StationLink({
      ...{ connection: options.connection, clock, timers, random: options.random, log },
      ...{ answerWithinMs: options.answerWithinMs, observe: options.observe },
      pingEveryMs: settings.now.webSocketPingS * 1000,
      versions: () => this.#offered(),
      ca: () => roots.pem(),
      answer: async (action, payload) => {
        await pace.turn();
        return await this.#dialect.answer(action, payload);
      },
      onUp: (version) => this.#linked(version),
      onDown: () => {
        this.#queue.linkDown();
        this.#boot.linkDown();
        this.#parts.renewal.stop();
      },
      onState: () => {
        this.#faultTold();
        options.onState?.(this.state());
      },
    });
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
    this.#afterwards.do(() => this.#availability.restore());
    this.#placeCalls.listen(this.#dialect);
    this.#link.start();
  }

  /** Ceilings stay at the places; `forGood`: they go. `forgets`: what the backend has set is forgotten too. */
  close(forGood = false, forgets = forGood): void {
    this.#link.stop();
    for (const end of this.#unlisten.splice(0)) end();
    this.#placeCalls.close();
    this.#afterwards.close();
    this.#parts.renewal.stop();
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
    if (!forgets) return;
    this.#availability.release().catch((error: unknown) => {
      this.#options.log.error({ err: error }, 'what a backend took out of service did not come back');
    });
    this.#parts.documents.forget();
  }

  state(): StationState {
    const { backend, connection } = this.#options;
    return {
      ...{ backend, id: connection.stationId, link: this.#link.state(), standing: this.#boot.standing },
      ...{ waiting: this.#queue.waiting(), health: this.#queue.health() },
    };
  }

  /** The clock was set. */
  clockSet(): void {
    this.#queue.clockSet();
    this.#dialect.clockSet?.();
    this.#sampler.start();
    this.#ceilings.recompute();
  }

  /** The network came back, or settings beside ours have changed: no pause until the next try. */
  connectAgain(reason: string): void {
    this.#link.again(reason);
  }

  /** Messages that wait are of one version: until they are gone no other is offered, if the backend has ever spoken it. */
  #offered(): readonly OcppVersion[] {
    const { versions } = this.#options.connection;
    const speaks = this.#dialect.version;
    const isProven = this.#parts.documents.get('version') !== undefined;
    const waits = isProven && (this.#queue.waiting() > 0 || this.#queue.open().length > 0);
    return waits && versions.includes(speaks) ? [speaks] : versions;
  }

  #linked(version: OcppVersion): void {
    if (version !== this.#dialect.version) {
      this.#dialect = this.#made(version);
      this.#parts.profiles.speak(version);
      this.#placeCalls.listen(this.#dialect);
      // Whoever speaks another version has not heard our boot.
      this.#boot.again('again');
    }
    this.#parts.documents.put('version', { version });
    this.#boot.linkUp();
  }

  /** Each fault once. */
  #faultTold(): void {
    const { lastFault } = this.#link.state();
    if (lastFault === undefined || lastFault === this.#lastFault) return;
    this.#lastFault = lastFault;
    this.#dialect.linkFault?.(lastFault);
  }

  #accepted(booted: boolean): void {
    if (booted) this.#booted = this.#bootText();
    this.#queue.linkUp();
    this.#statuses.up(booted);
    this.#parts.renewal.start();
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
    if (event.kind === 'facts') {
      this.#ceilings.recompute();
      this.#nameplate();
    }
    // With several connectors a car that comes or goes shares the station's maximum anew.
    else if (event.kind === 'status' && this.#options.places.length > 1) this.#ceilings.recompute();
    this.#statuses.changed(connector);
  }

  /** A charge point that speaks OCPP may come after our boot: the backend is told what it is. */
  #nameplate(): void {
    if (this.#boot.standing === 'accepted' && this.#bootText() !== this.#booted) this.#boot.again('triggered');
  }

  #bootText(): string {
    return JSON.stringify(this.#dialect.boot('triggered').payload);
  }

  #transactionsChanged(connector: number): void {
    this.#ceilings.recompute();
    this.#sampler.changed(connector);
  }

  #status(connector: number): StatusNow {
    const { places, clock } = this.#options;
    const { reservations } = this.#parts;
    const wallMs = () => clock.wallMs();
    return toldStatus(connector, { places, availability: this.#availability, reservations, wallMs });
  }

  async #statusNow(connector: number): Promise<void> {
    const status = this.#status(connector);
    const message = this.#dialect.status(connector, status);
    if (message === undefined) return;
    await this.#call(message, true);
    this.#statuses.noteTold(connector, status);
  }

  async #setAvailable(connector: number, available: boolean): Promise<'accepted' | 'rejected' | 'scheduled'> {
    const done = await this.#availability.set(connector, available);
    this.#afterwards.do(() => this.#allStatusesChanged());
    return done;
  }

  #allStatusesChanged(): void {
    for (let connector = 0; connector <= this.#options.places.length; connector += 1) this.#statuses.changed(connector);
  }

  #settingsChanged(): void {
    this.#sampler.start();
    this.#boot.heartbeatBySetting();
    this.#link.pingEvery(this.#settings.now.webSocketPingS * 1000);
  }

  #call(message: Message, triggered = false): Promise<object> {
    const { standing } = this.#boot;
    if (standing === 'accepted' || (standing === 'pending' && triggered)) return this.#link.send(message);
    return Promise.reject(
      new CallFailed('linkLost', `${message.action} was not sent: the backend has not accepted us`),
    );
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

/** Own names of the latest transactions, done ones too. */
function recentOf(store: OcppStore, name: QueueName): readonly string[] {
  try {
    return store.recent(name, 200).map(({ localTx }) => localTx);
  } catch (error) {
    // The store has told; a begin that is told twice is better than one that is lost.
    if (!(error instanceof StoreError)) throw error;
    return [];
  }
}
