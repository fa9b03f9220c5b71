import type { ChargeState } from '../../domain/device.ts';
import type {
  BackendCeiling,
  Done,
  MeterValue,
  Place,
  PlaceEvent,
  PlaceFacts,
  RunningTransaction,
  StatusNow,
  StopReason,
  TagInfo,
} from '../ports.ts';
import type { OcppVersion } from '../version.ts';
import type { AvailabilityVotes } from './availability-votes.ts';
import type { CallListener } from './notices.ts';
import { refusalOf } from './pass/refusals.ts';

/** A place that may be told who asks. */
export interface SharedPlace extends Place {
  pass?(version: OcppVersion, action: string, payload: object, backend?: string): Promise<object | undefined>;
  onCall?(version: OcppVersion, listener: CallListener, backend?: string): () => void;
}

export interface BackendViewOptions {
  readonly backend: string;
  /** Whether it may start, stop, reset, unlock and take out of service; the first of the configuration does, mostly. */
  readonly commands: () => boolean;
  /** Whether it is this backend's to say that a tag may not charge. */
  readonly heeded: (idTag: string) => boolean;
  /** Shared by all views of this place. */
  readonly votes: AvailabilityVotes;
}

/**
 * A place as one of several backends sees it. All see everything and each may lower; only who commands gives orders, the
 * others are refused in the words of the protocol.
 */
export class BackendView implements Place {
  readonly #place: SharedPlace;
  readonly #o: BackendViewOptions;
  #profile: BackendCeiling | undefined;
  readonly pass?: NonNullable<Place['pass']>;
  readonly onCall?: NonNullable<Place['onCall']>;

  constructor(place: SharedPlace, options: BackendViewOptions) {
    this.#place = place;
    this.#o = options;
    if (place.pass !== undefined) this.pass = (version, action, payload) => this.#passed(version, action, payload);
    if (place.onCall !== undefined)
      this.onCall = (version, listener) => place.onCall?.(version, listener, options.backend) ?? (() => {});
  }

  get id(): string {
    return this.#place.id;
  }

  facts(): PlaceFacts {
    return this.#place.facts();
  }

  status(): StatusNow {
    return this.#place.status();
  }

  state(): ChargeState | undefined {
    return this.#place.state();
  }

  transaction(): RunningTransaction | undefined {
    return this.#place.transaction();
  }

  readMeter(): MeterValue | undefined {
    return this.#place.readMeter();
  }

  onEvent(listener: (event: PlaceEvent) => void): () => void {
    return this.#place.onEvent(listener);
  }

  start(idTag: string, by: string): Promise<Done> {
    return this.#commanded<Done>('rejected', () => this.#place.start(idTag, by));
  }

  stop(localTx: string, reason: StopReason, by: string): Promise<Done> {
    const { heeded } = this.#o;
    if (reason === 'DeAuthorized' && !heeded(this.#place.transaction()?.idTag ?? ''))
      return Promise.resolve('rejected');
    return this.#commanded<Done>('rejected', () => this.#place.stop(localTx, reason, by));
  }

  setAvailable(available: boolean): Promise<Done | 'scheduled'> {
    const { backend, votes } = this.#o;
    if (available && votes.holds(backend)) return votes.cast(backend, true);
    return this.#commanded<Done | 'scheduled'>('rejected', () => votes.cast(backend, available));
  }

  unlock(): Promise<'unlocked' | 'failed' | 'notSupported'> {
    return this.#commanded<'unlocked' | 'failed' | 'notSupported'>('failed', () => this.#place.unlock());
  }

  reset(hard: boolean): Promise<Done> {
    return this.#commanded<Done>('rejected', () => this.#place.reset(hard));
  }

  /** A refusal of one whose word does not count leaves what its profiles allowed. */
  limit(backend: string, ceiling: BackendCeiling | undefined): void {
    if (ceiling?.why !== 'refused') this.#profile = ceiling;
    const idTag = this.#place.transaction()?.idTag;
    const counts = ceiling?.why !== 'refused' || (this.#o.commands() && this.#o.heeded(idTag ?? ''));
    this.#place.limit(backend, counts ? ceiling : this.#profile);
  }

  told(localTx: string, info: TagInfo, backend: string): void {
    this.#place.told(localTx, info, backend);
  }

  async #passed(version: OcppVersion, action: string, payload: object): Promise<object | undefined> {
    const refusal = this.#o.commands() ? 'passes' : refusalOf(version, action);
    if (refusal !== 'passes') return refusal;
    return this.#place.pass?.(version, action, payload, this.#o.backend);
  }

  async #commanded<T>(otherwise: T, run: () => Promise<T>): Promise<T> {
    return this.#o.commands() ? run() : otherwise;
  }
}
