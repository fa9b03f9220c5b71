import { randomUUID } from 'node:crypto';
import type { BackendCeiling } from '../domain/known.ts';
import type { BackendTest, BackendView, OcppLogEntry, OcppServerView } from '../domain/ocpp-views.ts';
import type { RemoteOffer } from '../domain/remote-device.ts';
import type { HealthState, State } from '../domain/state.ts';
import { Grants } from './authorise/grants.ts';
import { Guests } from './authorise/guests.ts';
import { type AuthoriseMode, HouseAuthoriser } from './authorise/house-authoriser.ts';
import { houseCards } from './authorise/house-cards.ts';
import { type OwnCardDesk, OwnCards } from './authorise/own-cards.ts';
import { Backends } from './backends/backends.ts';
import { KeptProfiles } from './backends/kept-profile.ts';
import { madeFrom, stationMaker } from './backends/make-station.ts';
import { StationCertificates } from './backends/station-certificates.ts';
import { planName, type StationPlan } from './backends/station-plans.ts';
import { StationSecrets } from './backends/station-secrets.ts';
import { keptBoxes } from './central/kept-boxes.ts';
import { OcppDesk } from './config/ocpp-desk.ts';
import { gridMeter, houseFuseMa, ownFacts } from './config/place-facts.ts';
import { ChargePoints } from './door/charge-points.ts';
import { HealthBook } from './health-book.ts';
import { type LogQuestion, MessageLog } from './message-log/message-log.ts';
import type { OcppOptions } from './ocpp-options.ts';
import { OwnPlaces } from './own-places/own-places.ts';
import { SitePlace } from './own-places/site-place.ts';
import { PacedLog } from './paced-log.ts';
import { Places } from './places.ts';
import type { Place } from './ports.ts';
import { systemBoot } from './queue/boot.ts';
import { OrphanQueues } from './queue/orphan-queues.ts';
import { Stamps } from './queue/stamps.ts';
import { RelayedPlace } from './relay/relayed-place.ts';
import { SignedKeeper } from './signed-values.ts';
import { dialect16 } from './station/v16/dialect16.ts';
import { dialect201 } from './station/v201/dialect201.ts';
import { NetworkStreams } from './transport/network-streams.ts';

interface Author {
  readonly name: string;
}

/** Of who charges without a card where no backend says another. */
const usualFreeTag = 'NETWACHT';
/** The answer to a new password has gone by then. */
const answeredMs = 1000;

/** All of OCPP, built from the site and what administrators have put; follows both while it runs. */
export class Ocpp {
  readonly #o: OcppOptions;
  readonly #desk: OcppDesk;
  readonly #messages: MessageLog;
  readonly #grants: Grants;
  readonly #authoriser: HouseAuthoriser;
  readonly #points: ChargePoints;
  readonly #own: OwnPlaces;
  readonly #places: Places;
  readonly #orphans: OrphanQueues;
  readonly #backends: Backends;
  readonly #profiles: KeptProfiles;
  readonly #secrets: StationSecrets;
  readonly #certificates: StationCertificates;
  readonly #health: HealthBook;
  #isRunning = false;
  /** Each station has said once what its backend allows. */
  #started = false;
  #wasSynced = false;
  #observeFailed = false;

  constructor(options: OcppOptions) {
    const { store, clock } = options;
    const log = new PacedLog(options.log, clock);
    this.#o = { ...options, log };
    this.#messages = new MessageLog(clock);
    this.#health = new HealthBook(clock);
    this.#profiles = new KeptProfiles(store.ocppDocuments, log);
    this.#secrets = new StationSecrets({ read: options.readSecret, write: options.writeSecret, log });
    this.#certificates = new StationCertificates({ files: options.stationKeys, means: options.requests, clock, log });
    this.#grants = new Grants(clock);
    this.#desk = this.#makeDesk();
    this.#authoriser = this.#makeAuthoriser();
    this.#points = this.#makeChargePoints();
    this.#own = this.#makeOwn();
    this.#places = this.#makePlaces();
    this.#backends = this.#makeBackends();
    this.#orphans = new OrphanQueues({
      ...{ store: store.ocpp, clock, timeSynced: options.timeSynced },
      running: () => this.#backends.stations().map(({ plan }) => ({ backend: plan.backend, station: plan.stationId })),
    });
  }

  /** Lets charge points in, and connects to backends. */
  start(): void {
    this.#isRunning = true;
    this.#follow();
    this.#started = true;
    this.#o.onCeilings();
  }

  /** The site was put, or a password or certificate was. */
  changed(): void {
    this.#follow();
  }

  /** Cards that are shown at charge points of our own, for the API. */
  ownCards<View>(desk: OwnCardDesk<View>): OwnCards<View> {
    const { clock, timers } = this.#o;
    return new OwnCards({
      ...{ desk, clock, timers },
      place: (id) => this.#own.get(id),
      mode: (place) => this.#mode(place),
      authorities: (place) => this.#backends.authorities(place),
    });
  }

  /** A set-point of the control worker. */
  offer(offer: RemoteOffer): void {
    this.#points.offer(offer);
  }

  /** After every control cycle, when the sessions have seen it. */
  observe(state: State): void {
    try {
      this.#places.observe(state);
      this.#observeFailed = false;
    } catch (error) {
      // Said once: the next cycle is a second away.
      if (!this.#observeFailed)
        this.#o.log.error({ err: error }, 'what charge points do could not be told to backends');
      this.#observeFailed = true;
    }
    const synced = this.#o.timeSynced();
    if (synced && !this.#wasSynced) for (const { station } of this.#backends.stations()) station.clockSet();
    this.#wasSynced = synced;
  }

  /** What backends allow, for the control loop; until the stations have started, what they allowed last. */
  ceilings(): readonly BackendCeiling[] {
    const { kept } = this.#o;
    if (this.#started) kept.keep(this.#places.ceilings());
    return kept.now();
  }

  health(): readonly HealthState[] {
    return this.#health.of([...this.#points.health(), ...this.#backends.health(), ...this.#orphans.health()]);
  }

  /** The port for charge points is open. */
  get listening(): boolean {
    return this.#points.listening;
  }

  /** Ends all connections; what is about money is on disk, and what backends limit stays in force. */
  async stop(): Promise<void> {
    this.#isRunning = false;
    this.#started = false;
    this.#backends.stop();
    await this.#points.stop();
  }

  /** Who uses a certificate of ours. */
  usedBy(certificate: string): readonly string[] {
    return this.#desk.usedBy(certificate);
  }

  backends(): readonly BackendView[] {
    return this.#desk.backends().map((kept) => this.#backends.view(kept));
  }

  backend(id: string): BackendView {
    return this.#backends.view({ id, document: this.#desk.backend(id) });
  }

  putBackend(id: string, document: unknown, author: Author): void {
    this.#desk.putBackend(id, document, author);
  }

  removeBackend(id: string, author: Author): void {
    this.#desk.removeBackend(id, author);
    const { store, log } = this.#o;
    this.#profiles.forget(id);
    for (const name of store.ocpp.queues().filter(({ backend }) => backend === id)) {
      this.#secrets.forget(planName({ backend: id, stationId: name.station }));
      const messages = store.ocpp.giveUp(name, 'its backend was removed');
      if (messages > 0)
        log.warn({ ...name, messages }, 'messages about money were not delivered: their backend is gone');
    }
  }

  async testBackend(id: string): Promise<BackendTest> {
    this.#desk.backend(id);
    return this.#backends.test(id);
  }

  server(): OcppServerView {
    return { ...this.#desk.server(), ...this.#points.view() };
  }

  putServer(document: unknown, author: Author): void {
    this.#desk.putServer(document, author);
  }

  log(question: LogQuestion): readonly OcppLogEntry[] {
    return this.#messages.find(question).map(({ atMs, backend, action, note, ...entry }) => ({
      ...entry,
      ...{ at: new Date(atMs).toISOString(), backend: backend ?? null, action: action ?? null, note: note ?? null },
    }));
  }

  #makeDesk(): OcppDesk {
    const { store, audit, log, site, channel, identityOf } = this.#o;
    return new OcppDesk({
      ...{ store: store.ocppDocuments, audit, log, onChange: () => this.#follow() },
      around: () => ({
        ...{ site: site(), channel },
        certificateExists: (name) => identityOf(name) !== undefined,
        secretExists: (name) => this.#password(name) !== undefined,
      }),
    });
  }

  #makeAuthoriser(): HouseAuthoriser {
    const { cards, clock, timers, log } = this.#o;
    return new HouseAuthoriser({
      ...{ cards: houseCards({ desk: cards, log }), grants: this.#grants, clock, timers, log },
      mode: (place) => this.#mode(place),
      authorities: (place) => this.#backends.authorities(place),
      freeTag: (place) => this.#freeTag(place),
    });
  }

  #makeChargePoints(): ChargePoints {
    const { store, cards, sign, log } = this.#o;
    const signed = new SignedKeeper({ sign, log });
    const guests = new Guests({
      ...{ desk: cards, log, freeTag: (place) => this.#freeTag(place) },
      authoriser: this.#authoriser,
      isOurs: (place, idTag) => this.#authoriser.isOurs(place, idTag),
    });
    return new ChargePoints({
      ...this.#o,
      ...{ store: keptBoxes(store.chargeBoxes), authoriser: guests, messages: this.#messages },
      document: () => this.#desk.server(),
      password: (name) => this.#password(name),
      onSession(session) {
        guests.follow(session);
        session.onEvent((event) => signed.take(session.device, event));
      },
    });
  }

  #makeOwn(): OwnPlaces {
    const { site, catalogue, current, store, people, sessionNow, clock, log, onCeilings: changed } = this.#o;
    return new OwnPlaces({
      ...{ people, sessionNow, store: store.ocppDocuments, newId: randomUUID, clock, changed, log },
      facts: (id) => ownFacts(id, { site: site(), catalogue, state: current() }),
    });
  }

  #makePlaces(): Places {
    const { site, clock, log, onCeilings: changed } = this.#o;
    return new Places({
      own: this.#own,
      house: new SitePlace({
        ...{ clock, changed },
        fuseMa: () => houseFuseMa(site()),
        voltageV: () => site()?.voltageV ?? 230,
        gridMeter: () => gridMeter(site()),
      }),
      session: (device) => this.#points.session(device),
      relay: (session) =>
        new RelayedPlace({
          ...{ session, grants: this.#grants, clock, changed, log },
          keys: () => [],
          // Lists of several backends would replace one another.
          listsPass: () => this.#mode(session.device) !== 'local' && this.#backends.plans(session.device).length === 1,
        }),
      commander: (place) => this.#commander(place)?.backend,
      heeded: (place, idTag) => this.#authoriser.backendDecides(place, idTag),
    });
  }

  #makeBackends(): Backends {
    const { site, store, identityOf, throughChannel, timeSynced, clock, timers, log } = this.#o;
    const stamps = new Stamps({ clock, boot: systemBoot(), timeSynced, store: store.ocpp });
    const means = { password: (name: string) => this.#password(name), identityOf, secrets: this.#secrets };
    const shown = madeFrom(means);
    const names = ({ devices }: StationPlan) =>
      devices === 'site' ? '' : devices.map((id) => this.#places.nameOf(id)).join();
    return new Backends({
      ...{ site, clock, timers, log },
      backends: () => this.#desk.backends(),
      madeFrom: (plan) => `${names(plan)} ${shown(plan)}`,
      make: stationMaker({
        ...{ ...means, throughChannel, network: new NetworkStreams(timers), profiles: this.#profiles },
        ...{ store: store.ocpp, documents: store.ocppDocuments, stamps, messages: this.#messages },
        ...{ clock, timers, random: Math.random, log },
        dialects: { '1.6': dialect16, '2.0.1': dialect201 },
        places: (plan) => this.#seen(plan),
        certificates: this.#certificates,
        onSecret: () => void timers.after(answeredMs, () => this.#follow()),
      }),
    });
  }

  #seen({ backend, devices }: StationPlan): readonly Place[] {
    if (devices === 'site') return [this.#places.house()];
    return devices.flatMap((id) => this.#places.seenBy(backend, id) ?? []);
  }

  #commander(chargePoint: string): StationPlan | undefined {
    return this.#backends.plans(chargePoint)[0];
  }

  #mode(chargePoint: string): AuthoriseMode {
    return this.#commander(chargePoint)?.document.authorise ?? 'local';
  }

  #freeTag(chargePoint: string): string {
    return this.#commander(chargePoint)?.document.defaultTag ?? usualFreeTag;
  }

  #password(secret: string): string | undefined {
    return this.#o.readSecret(secret)?.password;
  }

  #follow(): void {
    if (!this.#isRunning) return;
    // One part that cannot follow keeps the others from nothing, least of all who has put the change.
    this.#quietly('charge points', () => this.#points.changed());
    this.#quietly('places', () => this.#places.follow(this.#o.site()));
    this.#quietly('backends', () => this.#backends.follow());
  }

  #quietly(what: string, run: () => void): void {
    try {
      run();
    } catch (error) {
      this.#o.log.error({ err: error, what }, 'a part of OCPP could not follow a change');
    }
  }
}
