import type { Clock } from '../../domain/clock.ts';
import type { ChargeState } from '../../domain/device.ts';
import type { BackendCeiling as KnownCeiling } from '../../domain/known.ts';
import type { Grants } from '../authorise/grants.ts';
import type { ChargePointSession } from '../central/charge-point-session.ts';
import { PlaceCeilings } from '../place-ceilings.ts';
import type {
  BackendCeiling,
  Done,
  MeterValue,
  PlaceEvent,
  PlaceFacts,
  RunningTransaction,
  StatusNow,
  StopReason,
  TagInfo,
} from '../ports.ts';
import type { OcppVersion } from '../version.ts';
import type { SharedPlace } from './backend-view.ts';
import { type CallListener, Notices } from './notices.ts';
import { PassThrough } from './pass/pass-through.ts';

export interface RelayedPlaceOptions {
  /** The charge point's side, as our central system keeps it. */
  readonly session: ChargePointSession;
  readonly grants: Grants;
  /** Further configuration keys of the charge point that backends may read and set: `Key`, or `Component.Variable`. */
  readonly keys: () => readonly string[];
  /** Whether lists of tags of a backend may reach the charge point. */
  readonly listsPass: () => boolean;
  readonly clock: Clock;
  /** Its ceilings have changed. */
  readonly changed: () => void;
  readonly log: { info(facts: object, sentence: string): void; warn(facts: object, sentence: string): void };
}

/**
 * An OCPP charge point as backends see it. Both sides end here: nothing of a backend is forwarded as it came, message ids and
 * transaction ids of one side never reach the other, and a limit of a backend goes to the control loop, never to the charge
 * point: that knows only our own profile. What it measures is passed on as it is.
 */
export class RelayedPlace implements SharedPlace {
  readonly #o: RelayedPlaceOptions;
  readonly #ceilings: PlaceCeilings;
  readonly #pass: PassThrough;
  readonly #notices: Notices;
  /** Why transactions end that somebody here has ended: the charge point only knows that it was from far away. */
  readonly #stops = new Map<string, Stop>();
  readonly #listeners = new Set<(event: PlaceEvent) => void>();
  readonly #unlisten: () => void;

  constructor(options: RelayedPlaceOptions) {
    this.#o = options;
    const { session, clock, changed, keys, listsPass, log } = options;
    this.#ceilings = new PlaceCeilings({ chargePoint: session.device, clock, changed });
    this.#pass = new PassThrough({ session, keys, listsPass });
    this.#notices = new Notices({ session, ids: this.#pass.ids, log });
    this.#unlisten = session.onEvent((event) => this.#happened(event));
  }

  get id(): string {
    return this.#o.session.device;
  }

  /** The charge point is no longer in the site: nothing is heard of it any more. */
  leave(): void {
    this.#unlisten();
    this.#notices.end();
  }

  /** What backends allow here, for the control loop: each speaks for itself, the lowest holds. */
  ceilings(): readonly KnownCeiling[] {
    return this.#ceilings.list();
  }

  facts(): PlaceFacts {
    return this.#o.session.facts();
  }

  status(): StatusNow {
    return this.#o.session.status();
  }

  state(): ChargeState | undefined {
    return this.#o.session.state();
  }

  transaction(): RunningTransaction | undefined {
    return this.#o.session.transaction();
  }

  readMeter(): MeterValue | undefined {
    return this.#o.session.connected ? this.#o.session.lastMeter() : undefined;
  }

  onEvent(listener: (event: PlaceEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  async start(idTag: string, by: string): Promise<Done> {
    const { session, grants, log } = this.#o;
    if (session.transaction() !== undefined) return 'rejected';
    // Before the charge point is asked: it may come back with the tag at once.
    grants.grant(this.id, idTag);
    const done = await session.remoteStart(idTag);
    if (done !== 'accepted') grants.revoke(this.id, idTag);
    log.info({ chargePoint: this.id, by, done }, 'a backend lets somebody charge');
    return done;
  }

  async stop(localTx: string, reason: StopReason, by: string): Promise<Done> {
    const { session, log } = this.#o;
    if (session.transaction()?.localTx !== localTx) return 'rejected';
    const stop: Stop = { reason, asking: true };
    this.#stops.set(localTx, stop);
    const done = await session.remoteStop(localTx);
    stop.asking = false;
    log.info({ chargePoint: this.id, by, reason, done }, 'a backend ends a transaction');
    // Who may not charge is not let off because the charge point was away: it is told again with what it says next.
    if (done !== 'accepted' && reason !== 'DeAuthorized') this.#stops.delete(localTx);
    return done;
  }

  setAvailable(available: boolean): Promise<Done | 'scheduled'> {
    return this.#o.session.setAvailable(available);
  }

  unlock(): Promise<'unlocked' | 'failed' | 'notSupported'> {
    return this.#o.session.unlock();
  }

  reset(hard: boolean): Promise<Done> {
    return this.#o.session.reset(hard);
  }

  limit(backend: string, ceiling: BackendCeiling | undefined): void {
    this.#ceilings.set(backend, ceiling);
  }

  told(localTx: string, { status }: TagInfo, backend: string): void {
    // The station ends it, where it is this backend's to say; what the charge point was told stays as it was.
    if (status !== 'Accepted')
      this.#o.log.warn(
        { chargePoint: this.id, localTx, backend, status },
        'a backend refuses the card of a transaction that runs',
      );
  }

  /** `backend`: who asks, where several do; how its request goes on is told to nobody else. */
  pass(version: OcppVersion, action: string, payload: object, backend = ''): Promise<object | undefined> {
    return this.#pass.call({ version, action, payload, backend });
  }

  onCall(version: OcppVersion, listener: CallListener, backend = ''): () => void {
    return this.#notices.listen({ version, listener, backend });
  }

  #happened(event: PlaceEvent): void {
    const told = event.kind === 'end' ? this.#withReason(event) : event;
    if (told.kind === 'begin') this.#o.grants.began(this.id, told.idTag, told.localTx);
    // A listener that throws on what is about money makes the charge point repeat it: the others are told before.
    let failed: { readonly error: unknown } | undefined;
    for (const listener of [...this.#listeners]) {
      try {
        listener(told);
      } catch (error) {
        failed ??= { error };
      }
    }
    if (failed !== undefined) throw failed.error;
    if (told.kind === 'end') {
      this.#stops.delete(told.localTx);
      this.#o.grants.ended(told.localTx);
    } else if (told.kind !== 'facts') this.#stopAgain();
  }

  /** The charge point calls remote whatever did not happen in front of it. */
  #withReason(event: Extract<PlaceEvent, { kind: 'end' }>): PlaceEvent {
    const stop = this.#stops.get(event.localTx);
    return stop !== undefined && event.reason === 'Remote' ? { ...event, reason: stop.reason } : event;
  }

  #stopAgain(): void {
    const { session } = this.#o;
    const localTx = session.transaction()?.localTx;
    const stop = localTx === undefined ? undefined : this.#stops.get(localTx);
    if (localTx === undefined || stop === undefined || stop.asking || !session.connected) return;
    if (stop.reason !== 'DeAuthorized') return;
    stop.asking = true;
    void session.remoteStop(localTx).then(() => {
      stop.asking = false;
    });
  }
}

interface Stop {
  readonly reason: StopReason;
  asking: boolean;
}
