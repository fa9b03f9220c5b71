import type { Clock } from '../../domain/clock.ts';
import type { ChargeState, Reading } from '../../domain/device.ts';
import { type RemoteOffer, type RemoteReport, remotePlace } from '../../domain/remote-device.ts';
import type { DeviceConfig } from '../../domain/site/devices.ts';
import type { Done, MeterValue, PlaceEvent, PlaceFacts, RunningTransaction, StatusNow } from '../ports.ts';
import { CallFailed } from '../rpc/call-error.ts';
import type { OcppVersion } from '../version.ts';
import type { ChargePointSession } from './charge-point-session.ts';
import { ConnectorListeners } from './connector-listeners.ts';
import { ConnectorReadings } from './connector-readings.ts';
import { reportOf } from './connector-report.ts';
import type { Abilities, BoxFacts, Driver, SafeOrder } from './driver.ts';
import { LimitActuator } from './limit-actuator.ts';
import { runningOf, type Transactions, theirsOf } from './transactions.ts';

/** What a connector asks of the charge point that it is on. */
export interface ConnectorBox {
  readonly identity: string;
  /** Undefined: there is no connection, or it is not ready. */
  readonly driver: Driver | undefined;
  readonly version: OcppVersion | undefined;
  readonly connected: boolean;
  /** Since when `connected` is what it is, monotonic ms. */
  readonly connectedSinceMs: number;
  readonly facts: BoxFacts | undefined;
  readonly abilities: Abilities;
  readonly transactions: Transactions;
  /** Its whole is out of order or out of service. */
  readonly boxStatus: StatusNow | undefined;
  theirNowMs(): number;
  /** The time of which what it said of its state is still true, monotonic ms. */
  sureAtMs(): number;
  /** Another of its connectors is to be lowered. */
  lowersOthers(than: Connector): boolean;
  learn(learned: Partial<Abilities>): void;
  call(action: string, payload: object): Promise<object>;
}

/** What the site says of it. */
export interface ConnectorConfig {
  readonly device: DeviceConfig;
  readonly voltageV: number;
}

export interface ConnectorOptions {
  readonly config: ConnectorConfig;
  readonly box: ConnectorBox;
  readonly clock: Clock;
  /** Something is to be told to the control worker. */
  readonly changed: () => void;
  readonly note: (sentence: string) => void;
}

const usualMaxA = 16;

/** mA per phase; `way`: of setting it, by its name in limit-ways.ts; undefined: nothing is known. */
export interface ConnectorLimit {
  readonly wantedMa: number | undefined;
  readonly heldMa: number | undefined;
  readonly way: string | undefined;
  /** Why the last one was not taken. */
  readonly error: string | undefined;
}

/** One connector of a charge point: a device of the site, and what the rest of the room knows of it. */
export class Connector implements ChargePointSession {
  readonly #o: ConnectorOptions;
  readonly #actuator: LimitActuator;
  readonly #readings = new ConnectorReadings();
  readonly #listeners: ConnectorListeners;
  #status: StatusNow | undefined;
  /** The status was said on this connection. */
  #isSure = false;
  #lastMeter: MeterValue | undefined;
  #valuesAtMs = Number.NEGATIVE_INFINITY;
  #askedAtMs = Number.NEGATIVE_INFINITY;
  #config: ConnectorConfig;

  constructor(options: ConnectorOptions) {
    this.#o = options;
    this.#config = options.config;
    this.#listeners = new ConnectorListeners(options.note);
    const { box, clock, changed } = options;
    this.#actuator = new LimitActuator({
      ...{ clock, changed, note: options.note },
      order: () => ({
        connector: this.number,
        wiredPhases: this.#wiredPhases,
        voltageV: this.#config.voltageV,
        theirNowMs: box.theirNowMs(),
        safeMa: Math.round(this.config.failsafeCurrentA * 1000),
        ...this.#transactionOrder(),
      }),
      runningTag: () => this.transaction()?.idTag,
      abilities: () => box.abilities,
      othersLower: () => box.lowersOthers(this),
      learn: (learned) => box.learn(learned),
    });
  }

  get device(): string {
    return this.config.id;
  }

  get number(): number {
    return this.config.connector ?? 1;
  }

  get config(): DeviceConfig {
    return this.#config.device;
  }

  get place(): string {
    return remotePlace(this.config);
  }

  /** What holds when nobody speaks to it. */
  get safe(): SafeOrder {
    const safeMa = Math.round(this.config.failsafeCurrentA * 1000);
    return { connector: this.number, safeMa, wiredPhases: this.#wiredPhases, voltageV: this.#config.voltageV };
  }

  /** The site says something else of the same connector. */
  use(config: ConnectorConfig): void {
    this.#config = config;
    this.factsChanged();
  }

  get version(): OcppVersion | undefined {
    return this.#o.box.version;
  }

  get connected(): boolean {
    return this.#o.box.connected;
  }

  facts(): PlaceFacts {
    const { box } = this.#o;
    const { config } = this;
    const { voltageV } = this.#config;
    const { vendor = '', model = '', serial, firmware } = box.facts ?? {};
    return {
      ...{ vendor, model, voltageV, speaksOcpp: true, phases: this.#wiredPhases },
      ...(serial === undefined ? {} : { serial }),
      ...(firmware === undefined ? {} : { firmware }),
      minMa: Math.round(config.minCurrentA * 1000),
      maxMa: Math.round((config.maxCurrentA ?? usualMaxA) * 1000),
    };
  }

  status(): StatusNow {
    if (!this.connected || this.#status === undefined)
      return { status: 'Unavailable', errorCode: 'NoError', atMs: this.#o.clock.wallMs() };
    return this.#o.box.boxStatus ?? this.#status;
  }

  state(): ChargeState | undefined {
    return this.connected ? this.#state()?.value : undefined;
  }

  transaction(): RunningTransaction | undefined {
    const tx = this.#o.box.transactions.at(this.number);
    return tx === undefined ? undefined : runningOf(tx);
  }

  lastMeter(): MeterValue | undefined {
    return this.#lastMeter;
  }

  onEvent(listener: (event: PlaceEvent) => void): () => void {
    return this.#listeners.onEvent(listener);
  }

  onCall(listener: (action: string, payload: object) => Promise<object | undefined>): () => void {
    return this.#listeners.onCall(listener);
  }

  remoteStart(idTag: string): Promise<Done> {
    return this.#command('rejected', (driver) => driver.start(this.number, idTag));
  }

  async remoteStop(localTx: string): Promise<Done> {
    const tx = this.#o.box.transactions.at(this.number);
    if (tx === undefined || tx.localTx !== localTx) return 'rejected';
    return this.#command('rejected', (driver) => driver.stop(theirsOf(tx)));
  }

  setAvailable(available: boolean): Promise<Done | 'scheduled'> {
    return this.#command<Done | 'scheduled'>('rejected', (driver) => driver.setAvailable(this.number, available));
  }

  unlock(): Promise<'unlocked' | 'failed' | 'notSupported'> {
    return this.#command<'unlocked' | 'failed' | 'notSupported'>('failed', (driver) => driver.unlock(this.number));
  }

  reset(hard: boolean): Promise<Done> {
    return this.#command('rejected', (driver) => driver.reset(hard));
  }

  call(action: string, payload: object): Promise<object> {
    return this.#o.box.call(action, payload);
  }

  // What the charge point and the worker say.

  offer(offer: RemoteOffer): void {
    this.#actuator.offer(offer);
  }

  /** The charge point can be spoken to. */
  ready(driver: Driver): void {
    this.#actuator.connected(driver);
    this.#o.changed();
  }

  connectionChanged(): void {
    this.#isSure = false;
    if (!this.connected) {
      this.#actuator.disconnected();
      this.#listeners.tell({ kind: 'status', status: this.status() });
    }
    this.#o.changed();
  }

  factsChanged(): void {
    this.#listeners.tell({ kind: 'facts' });
  }

  tick(): void {
    this.#actuator.tick();
    this.#askValues();
  }

  /** A lower limit is on its way to it. */
  get isLowering(): boolean {
    return this.#actuator.isLowering;
  }

  /** Nothing was said of the status on this connection, and it cannot be asked: what was known before holds. */
  assumeStatus(): void {
    if (this.#isSure || this.#status === undefined) return;
    this.#isSure = true;
    this.#o.changed();
  }

  get needsStatus(): boolean {
    return !this.#isSure;
  }

  tookStatus(status: StatusNow): void {
    const before = this.#status?.status;
    this.#status = status;
    this.#isSure = true;
    if (status.status === 'Available' && before !== 'Available') this.#actuator.unplugged();
    this.#listeners.tell({ kind: 'status', status: this.status() });
    this.#o.changed();
  }

  boxStatusChanged(): void {
    if (this.#status !== undefined) this.#listeners.tell({ kind: 'status', status: this.status() });
    this.#o.changed();
  }

  /** `ageMs`: how old by the charge point's own clock; what waited for a connection is no reading. */
  tookValues(
    localTx: string | undefined,
    values: readonly { readonly value: MeterValue; readonly ageMs: number }[],
  ): void {
    const nowMs = this.#o.clock.monotonicMs();
    this.#valuesAtMs = nowMs;
    for (const { value, ageMs } of values) {
      this.#lastMeter = value;
      if (ageMs <= oldestReadingMs) this.#readings.take(value, nowMs - ageMs, this.#wiredPhases);
    }
    const drawn = this.#readings.drawn();
    if (drawn !== undefined) this.#actuator.drawn(drawn.value, drawn.atMs);
    this.#listeners.tell({ kind: 'values', localTx, values: values.map(({ value }) => value) });
    this.#o.changed();
  }

  /** Throws what a listener threw: then the charge point tells it once more. */
  began(event: Extract<PlaceEvent, { kind: 'begin' }>): void {
    this.#listeners.mustTell(event);
    this.#actuator.transactionChanged();
  }

  /** Throws what a listener threw: then it is not ended, and the charge point tells it once more. */
  ended(event: Extract<PlaceEvent, { kind: 'end' }>): void {
    this.#listeners.mustTell(event);
  }

  transactionChanged(): void {
    this.#actuator.transactionChanged();
    this.#o.changed();
  }

  passed(action: string, payload: object): Promise<object | undefined> {
    return this.#listeners.answer(action, payload);
  }

  /** What it was told last, how, and what became of it, for people. */
  limit(): ConnectorLimit {
    const { write, held, wanted } = this.#actuator;
    return {
      ...{ wantedMa: wanted?.currentMa, heldMa: held?.currentMa, way: held?.way },
      error: write?.error?.message,
    };
  }

  report(): RemoteReport {
    const { write, held } = this.#actuator;
    return reportOf({
      ...{ device: this.device, place: this.place, box: this.#o.box, readings: this.#readings, write, held },
      ...{ status: this.status(), state: this.#state(), wiredPhases: this.#wiredPhases },
      nowMs: this.#o.clock.monotonicMs(),
    });
  }

  #state(): Reading<ChargeState> | undefined {
    const { box, clock } = this.#o;
    const nowMs = clock.monotonicMs();
    const value = this.#readings.state(this.#isSure ? this.status().status : undefined, nowMs);
    if (value === undefined) return undefined;
    return { value, atMs: box.sureAtMs() };
  }

  get #wiredPhases(): 1 | 2 | 3 {
    return this.config.wiring.length as 1 | 2 | 3;
  }

  #transactionOrder(): { readonly transaction?: string } {
    const tx = this.#o.box.transactions.at(this.number);
    return tx === undefined ? {} : { transaction: theirsOf(tx) };
  }

  async #command<T>(otherwise: T, run: (driver: Driver) => Promise<T>): Promise<T> {
    const { driver } = this.#o.box;
    if (driver === undefined) return otherwise;
    try {
      return await run(driver);
    } catch (error) {
      if (!(error instanceof CallFailed)) this.#o.note(error instanceof Error ? error.message : String(error));
      return otherwise;
    }
  }

  /** Values that are too old to steer by are asked for. */
  #askValues(): void {
    const { driver } = this.#o.box;
    const nowMs = this.#o.clock.monotonicMs();
    const isQuiet = nowMs - this.#valuesAtMs > quietAfterMs && nowMs - this.#askedAtMs > quietAfterMs;
    if (driver === undefined || this.transaction() === undefined || !isQuiet) return;
    this.#askedAtMs = nowMs;
    void this.#command(false, (asked) => asked.askFor('values', this.number));
  }
}

/** Older values are history: they waited in the charge point for a connection. */
const oldestReadingMs = 30_000;
/** In a transaction, values this old are asked for. */
const quietAfterMs = 20_000;
