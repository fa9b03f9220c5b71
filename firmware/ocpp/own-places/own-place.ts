import type { Clock } from '../../domain/clock.ts';
import type { BackendCeiling as KnownCeiling } from '../../domain/known.ts';
import { PlaceCeilings } from '../place-ceilings.ts';
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
import type { KeptEnd, KeptPlace, KeptRunning } from './kept-place.ts';
import { drawsCurrent, hasCar, type OwnLook } from './look.ts';
import { MeterRegister } from './meter-register.ts';
import { meterValueOf } from './own-meter.ts';
import { statusOf } from './own-status.ts';
import { beginOf, endOf } from './place-events.ts';
import { PlaceMemory } from './place-memory.ts';

/** Who may charge in this house. */
export interface House {
  /** Somebody far away vouches for a tag. Throws NetwachtError `occupied`, `notPersisted`; then nothing is changed. */
  letCharge(chargePoint: string, idTag: string, by: string): void;
  /** Nobody charges there any more: who wants to must show a card again, where one is asked for. Throws `notPersisted`. */
  end(chargePoint: string): void;
}

export interface OwnPlaceOptions {
  readonly id: string;
  readonly facts: () => PlaceFacts;
  readonly house: House;
  readonly kept: KeptPlace;
  /** Throws StoreError where the disk refuses. */
  readonly keep: (place: KeptPlace) => void;
  /** A name that is unique for ever, at most 36 characters. */
  readonly newId: () => string;
  readonly clock: Clock;
  /** Its ceilings have changed. */
  readonly changed: () => void;
  readonly log: { warn(facts: object, message: string): void };
}

/** Somebody who was let charge, and whose car has not come. */
interface Expected {
  readonly idTag: string;
  readonly trigger: 'remote' | 'authorised';
  /** Monotonic. */
  readonly untilMs: number;
}

/** Nothing flows and the counter stands for so long: by then it has been read once more, the slowest are asked every 5 s. */
const settleMs = 6000;
/** A transaction ends after so long, although something flows still. */
const longestEndingMs = 20_000;
/** So long a car may take to come after somebody far away let it charge (ConnectionTimeOut, 1.6 9.1.6). */
const expectedMs = 120_000;
/** A register that goes on is written so often; a kill costs nothing where there is a counter. */
const registerEveryMs = 900_000;

/**
 * A charge point of our own as a backend sees it: its transactions are made from what the control loop shows. A transaction
 * begins when a car is there and may charge, and ends when it is unplugged, when its card is shown again, or from far away.
 * What happened is on disk before it is told; after a restart begin and end are told once more, by the same `localTx`.
 */
export class OwnPlace implements Place {
  readonly id: string;
  readonly #options: OwnPlaceOptions;
  readonly #ceilings: PlaceCeilings;
  readonly #memory: PlaceMemory;
  readonly #listeners = new Set<(event: PlaceEvent) => void>();
  #register = new MeterRegister();
  #registerKeptMs = 0;
  #look: OwnLook | undefined;
  #status: StatusNow;
  /** Monotonic ms. */
  #endingSinceMs: number | undefined;
  /** The counter moved, or something flowed. */
  #movedMs: number | undefined;
  #waitsForCounterMs: number | undefined;
  #expected: Expected | undefined;

  constructor(options: OwnPlaceOptions) {
    const { id, kept, clock, changed } = options;
    this.id = id;
    this.#options = options;
    this.#memory = new PlaceMemory({ ...options, place: id });
    this.#ceilings = new PlaceCeilings({ chargePoint: id, clock, changed });
    if (kept.running !== undefined) this.#register = new MeterRegister(registerOf(kept.running));
    this.#status = { ...this.#statusNow(), atMs: clock.wallMs() };
  }

  /** After every control cycle. */
  observe(look: OwnLook): void {
    const isFirst = this.#look === undefined;
    this.#look = look;
    if (isFirst) this.#tellAgain();
    if (look.state !== undefined) this.#follow(look);
    this.#tellStatus();
    this.#memory.tryAgain();
  }

  /** What backends allow here, and what was ended or taken out of service from far away. */
  ceilings(): readonly KnownCeiling[] {
    const { stopped, out } = this.#kept;
    return [
      ...this.#ceilings.list(),
      ...(stopped === undefined ? [] : [this.#nothing('stopped', stopped.by, stopped.atMs)]),
      ...(out === undefined ? [] : [this.#nothing('unavailable', '', out.atMs)]),
    ];
  }

  facts(): PlaceFacts {
    return this.#options.facts();
  }

  status(): StatusNow {
    return this.#status;
  }

  state(): OwnLook['state'] {
    return this.#look?.state;
  }

  transaction(): RunningTransaction | undefined {
    const { running } = this.#kept;
    if (running === undefined) return undefined;
    const { localTx, idTag, meterStartWh, startedAtMs } = running;
    return { localTx, idTag, meterStartWh, startedAtMs };
  }

  readMeter(): MeterValue | undefined {
    const look = this.#look;
    if (look?.state === undefined) return undefined;
    const registerWh = this.#kept.running === undefined ? floored(look.counterWh) : this.#register.nowWh;
    return meterValueOf(look, registerWh, this.#options.clock.wallMs());
  }

  onEvent(listener: (event: PlaceEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  async start(idTag: string, by: string): Promise<Done> {
    return this.#let({ idTag, trigger: 'remote' }, by);
  }

  /** A backend lets a card charge that was shown here and that the house does not know. */
  admit(idTag: string, by: string): Done {
    return this.#let({ idTag, trigger: 'authorised' }, by);
  }

  async stop(localTx: string, reason: StopReason, by: string): Promise<Done> {
    if (this.#kept.running?.localTx !== localTx) return 'rejected';
    if (reason === 'SoftReset' || reason === 'HardReset') {
      // A station that starts anew: the car goes on in a transaction of its own.
      this.#endSoon(reason);
      this.#end();
      return 'accepted';
    }
    this.#put({ stopped: { by, atMs: this.#options.clock.wallMs() } });
    this.#endSoon(reason);
    this.#options.changed();
    return 'accepted';
  }

  async setAvailable(available: boolean): Promise<Done | 'scheduled'> {
    if (!available && this.#kept.running !== undefined) {
      this.#put({ leaves: true });
      return 'scheduled';
    }
    const since = this.#kept.out ?? { atMs: this.#options.clock.wallMs() };
    this.#put({ leaves: false, out: available ? undefined : since });
    this.#options.changed();
    this.#tellStatus();
    return 'accepted';
  }

  async unlock(): Promise<'notSupported'> {
    return 'notSupported';
  }

  async reset(): Promise<Done> {
    return 'notSupported';
  }

  limit(backend: string, ceiling: BackendCeiling | undefined): void {
    this.#ceilings.set(backend, ceiling);
  }

  told(localTx: string, { status }: TagInfo, backend: string): void {
    if (status === 'Accepted') return;
    this.#options.log.warn({ place: this.id, localTx, backend, status }, 'a backend refuses the tag of a transaction');
  }

  /** It is not in the site any more: what runs ends now. */
  leave(): void {
    this.#endSoon('Other');
    this.#end();
  }

  #let(who: Pick<Expected, 'idTag' | 'trigger'>, by: string): Done {
    const { house, clock, log } = this.#options;
    const look = this.#look;
    if (look?.state === undefined || look.state === 'E' || look.state === 'F') return 'rejected';
    if (this.#kept.out !== undefined || this.#kept.running !== undefined) return 'rejected';
    try {
      house.letCharge(this.id, who.idTag, by);
    } catch (error) {
      log.warn({ err: error, place: this.id, by }, 'somebody whom a backend lets charge may not');
      return 'rejected';
    }
    this.#put({ stopped: undefined });
    this.#expected = { ...who, untilMs: clock.monotonicMs() + expectedMs };
    if (hasCar(look.state)) this.#begin(look);
    this.#tellStatus();
    return 'accepted';
  }

  #follow(look: OwnLook): void {
    const { running } = this.#kept;
    if (running !== undefined) this.#goOn(look, running);
    const { stopped, finished } = this.#kept;
    if (look.state === 'A' && (stopped !== undefined || finished)) {
      this.#put({ stopped: undefined, finished: false });
      this.#options.changed();
    }
    if (this.#expected !== undefined && this.#options.clock.monotonicMs() > this.#expected.untilMs)
      this.#expected = undefined;
    if (!hasCar(look.state)) this.#waitsForCounterMs = undefined;
    else if (this.#kept.running === undefined && this.#mayBegin(look)) this.#begin(look);
  }

  #goOn(look: OwnLook, running: KeptRunning): void {
    const before = this.#register.kept;
    this.#register.take(look.counterWh, look.sessionWh);
    const { source, offsetWh, lastWh } = this.#register.kept;
    const nowMs = this.#options.clock.monotonicMs();
    if (lastWh !== before.lastWh) this.#movedMs = nowMs;
    if (source !== before.source || offsetWh !== before.offsetWh || nowMs - this.#registerKeptMs > registerEveryMs) {
      this.#registerKeptMs = nowMs;
      this.#put({ running: { ...running, register: this.#register.kept } });
    }
    if (running.ending === undefined) {
      if (look.state === 'A') this.#endSoon('EVDisconnected');
      else if (hasCar(look.state) && !look.authorised) this.#endSoon('Local');
    }
    if (this.#kept.running?.ending !== undefined && this.#isStill(look)) this.#end();
  }

  #mayBegin(look: OwnLook): boolean {
    const { stopped, out } = this.#kept;
    if (out !== undefined || (!look.authorised && this.#expected === undefined)) return false;
    if (stopped !== undefined && (look.occupiedAtMs ?? 0) <= stopped.atMs) return false;
    if (look.counterWh !== undefined) return true;
    const nowMs = this.#options.clock.monotonicMs();
    this.#waitsForCounterMs ??= nowMs;
    return nowMs - this.#waitsForCounterMs >= settleMs;
  }

  #begin(look: OwnLook): void {
    const { newId, clock } = this.#options;
    const trigger = this.#expected?.trigger ?? (look.uid === undefined ? 'plugged' : 'authorised');
    const idTag = this.#expected?.idTag ?? look.uid ?? '';
    this.#expected = undefined;
    this.#register = new MeterRegister();
    this.#register.take(look.counterWh, look.sessionWh);
    this.#registerKeptMs = clock.monotonicMs();
    const running: KeptRunning = {
      ...{ localTx: newId(), idTag, meterStartWh: this.#startWh(look, trigger), startedAtMs: clock.wallMs(), trigger },
      register: this.#register.kept,
    };
    const wasStopped = this.#kept.stopped !== undefined;
    this.#put({ running, stopped: undefined, finished: false });
    this.#endingSinceMs = undefined;
    this.#movedMs = undefined;
    if (wasStopped) this.#options.changed();
    this.#emit(beginOf(running));
  }

  /** What flowed while the box was away belongs to the car that is found charging; never what was told with another end. */
  #startWh({ counterWh, sessionWh = 0 }: OwnLook, trigger: KeptRunning['trigger']): number {
    const { nowWh } = this.#register;
    const { finished, ended } = this.#kept;
    if (trigger !== 'plugged' || finished || counterWh === undefined) return nowWh;
    const toldWh = ended !== undefined && ended.meterWh <= nowWh ? ended.meterWh : 0;
    return Math.max(nowWh - Math.floor(sessionWh), toldWh, 0);
  }

  #endSoon(reason: StopReason): void {
    const { running } = this.#kept;
    if (running === undefined || running.ending !== undefined) return;
    this.#endingSinceMs = this.#options.clock.monotonicMs();
    this.#put({ running: { ...running, ending: { reason, atMs: this.#options.clock.wallMs() } } });
  }

  /** Nothing flows, and the counter says all that did. */
  #isStill(look: OwnLook): boolean {
    const nowMs = this.#options.clock.monotonicMs();
    this.#endingSinceMs ??= nowMs;
    const sinceMs = nowMs - this.#endingSinceMs;
    const isUnplugged = this.#kept.running?.ending?.reason === 'EVDisconnected';
    // The next car is there already.
    if (isUnplugged && hasCar(look.state)) return true;
    if (drawsCurrent(look) === true) this.#movedMs = nowMs;
    const stillMs = nowMs - Math.max(this.#endingSinceMs, this.#movedMs ?? 0);
    return sinceMs >= longestEndingMs || stillMs >= settleMs;
  }

  #end(): void {
    const { running, leaves, stopped } = this.#kept;
    if (running?.ending === undefined) return;
    const { reason, atMs } = running.ending;
    const tag = running.idTag === '' ? {} : { idTag: running.idTag };
    const ended: KeptEnd = { localTx: running.localTx, meterWh: this.#register.nowWh, atMs, reason, ...tag };
    const out = leaves ? { atMs: this.#options.clock.wallMs() } : this.#kept.out;
    this.#endingSinceMs = undefined;
    this.#put({ running: undefined, ended, leaves: false, out, finished: reason !== 'EVDisconnected' });
    if (leaves) this.#options.changed();
    this.#emit(endOf(ended));
    if (stopped === undefined) return;
    try {
      // Who goes on must show his card again, where one is asked for.
      this.#options.house.end(this.id);
    } catch (error) {
      this.#options.log.warn({ err: error, place: this.id }, 'who charged there could not be taken off the disk');
    }
  }

  /** Whoever was killed before he had written it hears it again. */
  #tellAgain(): void {
    const { running, ended } = this.#kept;
    if (ended !== undefined) this.#emit(endOf(ended));
    if (running !== undefined) this.#emit(beginOf(running));
  }

  #tellStatus(): void {
    const now = this.#statusNow();
    const { status, errorCode, info } = this.#status;
    if (now.status === status && now.errorCode === errorCode && now.info === info) return;
    this.#status = { ...now, atMs: this.#options.clock.wallMs() };
    this.#emit({ kind: 'status', status: this.#status });
  }

  #statusNow(): Omit<StatusNow, 'atMs'> {
    const { out, running, finished } = this.#kept;
    return statusOf({
      look: this.#look,
      available: out === undefined,
      running: running !== undefined && running.ending === undefined,
      ending: running?.ending !== undefined,
      finished,
      expected: this.#expected !== undefined,
    });
  }

  #put(change: Partial<KeptPlace>): void {
    this.#memory.put(change);
  }

  get #kept(): KeptPlace {
    return this.#memory.now;
  }

  #emit(event: PlaceEvent): void {
    for (const listener of [...this.#listeners]) listener(event);
  }

  #nothing(why: KnownCeiling['why'], backend: string, sinceMs: number): KnownCeiling {
    return { backend, chargePoint: this.id, why, sinceMs };
  }
}

const registerOf = ({ register: { source, offsetWh, lastWh } }: KeptRunning) => ({ source, offsetWh, lastWh });

const floored = (wh: number | undefined): number | undefined => (wh === undefined ? undefined : Math.floor(wh));
