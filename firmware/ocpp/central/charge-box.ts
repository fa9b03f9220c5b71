import type { Timers } from '../../../drivers/link/timers.ts';
import type { Clock } from '../../domain/clock.ts';
import type { Authoriser, MeterValue, StatusNow } from '../ports.ts';
import { CallFailed } from '../rpc/call-error.ts';
import type { SeenMessage } from '../rpc/peer.ts';
import type { OcppVersion } from '../version.ts';
import { BoxClock } from './box-clock.ts';
import { BoxConnection, type BoxLink } from './box-connection.ts';
import { BoxTransactions, refused } from './box-transactions.ts';
import type { ChargeBoxStore, KeptBox } from './charge-box-store.ts';
import type { Connector, ConnectorBox } from './connector.ts';
import type { Abilities, BoxFacts, Dialect, Driver, News } from './driver.ts';
import { Heard } from './heard.ts';
import { Rivals } from './rivals.ts';
import { Transactions } from './transactions.ts';

/** A charge point that has come and been let in (see transport/connected-stations.ts). */
export interface Arrival {
  readonly version: OcppVersion;
  readonly link: BoxLink;
  readonly address: string;
  /** Its earlier connection was still there. */
  readonly displaced?: { readonly address: string } | undefined;
}

export interface ChargeBoxOptions {
  readonly identity: string;
  readonly store: ChargeBoxStore;
  readonly authoriser: Authoriser;
  readonly dialects: readonly Dialect[];
  readonly clock: Clock;
  readonly timers: Timers;
  readonly heartbeatS: number;
  readonly meterIntervalS: number;
  readonly answerWithinMs: number;
  readonly observe: (identity: string, message: SeenMessage) => void;
  readonly log: CentralLog;
}

export interface CentralLog {
  info(facts: object, sentence: string): void;
  warn(facts: object, sentence: string): void;
  error(facts: object, sentence: string): void;
}

/** A charge point says that it has started within this time of its connection, or it has not started. */
const bootWithinMs = 4000;
/** A status that was asked for comes within this time, or what was known before holds. */
const statusWithinMs = 15_000;
/** So long after we have answered its BootNotification calls may go out. */
const afterBootMs = 100;

/** A charge point by its identity: its connection of the moment, and its connectors. */
export class ChargeBox implements ConnectorBox {
  readonly identity: string;
  readonly transactions: Transactions;
  readonly #o: ChargeBoxOptions;
  readonly #clock = new BoxClock();
  #connectors: readonly Connector[] = [];
  #connection: BoxConnection | undefined;
  #kept: KeptBox;
  #connectedSinceMs: number;
  readonly #heardOf = new Heard();
  #boxStatus: StatusNow | undefined;
  readonly #rivals = new Rivals();
  readonly #money: BoxTransactions;
  #safeText = '';

  constructor(options: ChargeBoxOptions) {
    this.#o = options;
    this.identity = options.identity;
    this.transactions = new Transactions(options.identity, options.store);
    this.#money = new BoxTransactions({
      ...{ transactions: this.transactions, authoriser: options.authoriser },
      connectorOf: (number) => this.#connectorOf(number),
      note: (sentence) => this.#note(sentence),
    });
    this.#kept = options.store.box(options.identity) ?? { abilities: {} };
    this.#connectedSinceMs = options.clock.monotonicMs();
  }

  get driver(): Driver | undefined {
    return this.#connection?.isReady === true ? this.#connection.driver : undefined;
  }

  get version(): OcppVersion | undefined {
    return this.#connection?.version;
  }

  get connected(): boolean {
    return this.#connection !== undefined;
  }

  get connectedSinceMs(): number {
    return this.#connectedSinceMs;
  }

  sureAtMs(): number {
    return this.#heardOf.sureAtMs(this.#o.clock.monotonicMs());
  }

  get facts(): BoxFacts | undefined {
    return this.#kept.facts;
  }

  get abilities(): Abilities {
    return this.#kept.abilities;
  }

  get boxStatus(): StatusNow | undefined {
    return this.#boxStatus;
  }

  get connectors(): readonly Connector[] {
    return this.#connectors;
  }

  get address(): string | undefined {
    return this.#connection?.address;
  }

  /** What its clock is off, ms; undefined: it has shown no time yet. */
  get clockOffsetMs(): number | undefined {
    return this.#clock.offsetMs;
  }

  /** Charge points that take each other's place: one identity was given twice. */
  get hasRival(): boolean {
    return this.#rivals.at(this.#o.clock.monotonicMs());
  }

  theirNowMs(): number {
    return this.#clock.nowMs(this.#o.clock.wallMs());
  }

  use(connectors: readonly Connector[]): void {
    const text = JSON.stringify(connectors.map(({ safe, device }) => ({ safe, device })));
    const isNew = text !== this.#safeText;
    this.#safeText = text;
    this.#connectors = connectors;
    if (isNew && this.#connection?.isReady === true) void this.#setUp(this.#connection);
  }

  lowersOthers(than: Connector): boolean {
    return this.#connectors.some((each) => each !== than && each.isLowering);
  }

  learn(learned: Partial<Abilities>): void {
    this.#keep({ ...this.#kept, abilities: { ...this.#kept.abilities, ...learned } });
  }

  call(action: string, payload: object): Promise<object> {
    const connection = this.#connection;
    if (connection === undefined)
      return Promise.reject(new CallFailed('linkLost', `${action} was not sent: ${this.identity} is not connected`));
    return connection.lane.call(action, payload);
  }

  /** It has come. */
  take({ version, link, address, displaced }: Arrival): void {
    const { clock, timers, dialects, observe, log, heartbeatS, meterIntervalS, answerWithinMs } = this.#o;
    const dialect = dialects.find((each) => each.version === version);
    if (dialect === undefined) {
      link.close(1002, `OCPP ${version} is not spoken here`);
      return;
    }
    const before = this.#connection;
    if (before !== undefined || displaced !== undefined)
      this.#displaced(before?.address ?? displaced?.address, address);
    before?.close(1008, 'this charge point has connected anew');

    const connection = new BoxConnection({
      ...{ identity: this.identity, dialect, link, address, clock, timers },
      ...{ heartbeatS, meterIntervalS, answerWithinMs },
      news: (its) => this.#newsOf(its),
      onHeard: (its) => this.#heard(its),
      onClose: (its, code, reason) => this.#closed(its, code, reason),
      observe: (message) => observe(this.identity, message),
      onFault: (error) => log.error({ err: error, chargePoint: this.identity }, 'a call of a charge point failed here'),
      note: (sentence) => this.#note(sentence),
    });
    this.#connection = connection;
    this.#connectedSinceMs = clock.monotonicMs();
    this.#clock.connected(clock.wallMs());
    this.#heardOf.anew(clock.monotonicMs());
    log.info({ chargePoint: this.identity, address, version }, 'a charge point has connected');
    this.#changed();
    timers.after(bootWithinMs, () => {
      // Back after a break of the line: it has not started anew, so it says nothing of itself unless it is asked.
      if (connection.setUps === 0) void this.#setUp(connection, true);
    });
  }

  tick(): void {
    for (const connector of this.#connectors) connector.tick();
  }

  /** It is no longer in the site. */
  end(reason: string): void {
    this.#connection?.close(1001, reason);
  }

  #displaced(earlier: string | undefined, now: string): void {
    this.#rivals.displaced(this.#o.clock.monotonicMs());
    const sentence = this.hasRival
      ? 'connections of this charge point keep displacing one another: is its id given twice?'
      : 'a charge point has connected anew; its earlier connection has been ended';
    this.#o.log.warn({ chargePoint: this.identity, earlier, now }, sentence);
  }

  #closed(connection: BoxConnection, code: number, reason: string): void {
    if (this.#connection !== connection) return;
    this.#connection = undefined;
    this.#connectedSinceMs = this.#o.clock.monotonicMs();
    this.#o.log.warn({ chargePoint: this.identity, code, reason }, 'the connection of a charge point has ended');
    this.#changed();
  }

  #changed(): void {
    for (const connector of this.#connectors) connector.connectionChanged();
  }

  #heard(connection: BoxConnection): void {
    if (connection === this.#connection) this.#heardOf.now(this.#o.clock.monotonicMs());
  }

  /** Finds out what it can, sets its safe current, asks how it is. Never rejects. */
  async #setUp(connection: BoxConnection, asksBoot = false): Promise<void> {
    connection.setUps += 1;
    const mine = connection.setUps;
    const isOver = () => this.#connection !== connection || connection.setUps !== mine;
    const { driver } = connection;
    const abilities = await driver.probe(this.#kept.abilities);
    if (isOver()) return;
    this.#keep({ ...this.#kept, abilities });
    for (const { safe } of this.#connectors) {
      const taken = await driver.setSafe(safe).catch(() => false);
      if (isOver()) return;
      if (!taken) this.#note(`connector ${safe.connector} takes no current for when nobody speaks to it`);
    }
    connection.isReady = true;
    for (const connector of this.#connectors) {
      connector.ready(driver);
      if (connector.needsStatus) await driver.askFor('status', connector.number).catch(() => false);
    }
    connection.askedBoot = asksBoot;
    if (asksBoot) await driver.askFor('boot', 0).catch(() => false);
    this.#o.timers.after(statusWithinMs, () => {
      if (!isOver()) for (const connector of this.#connectors) connector.assumeStatus();
    });
  }

  #connectorOf(number: number): Connector | undefined {
    return this.#connectors.find((connector) => connector.number === number);
  }

  /** Where the protocol does not say which: the one that a car waits at, else the only one, else the first. */
  #connectorOfTag(number: number): Connector | undefined {
    return (
      this.#connectorOf(number) ??
      this.#connectors.find((each) => each.state() === 'B' && each.transaction() === undefined) ??
      this.#connectors[0]
    );
  }

  #newsOf(connection: BoxConnection): News {
    return {
      booted: (facts) => this.#booted(connection, facts),
      status: (number, status) => this.#tookStatus(number, status),
      values: (number, theirs, values) => this.#tookValues(number, theirs, values),
      authorise: async (number, idTag) => {
        const connector = this.#connectorOfTag(number);
        return connector === undefined ? refused : this.#o.authoriser.authorise(connector.device, idTag);
      },
      begin: (news) => this.#money.begin(news),
      end: (news) => this.#money.end(news),
      passed: async (number, action, payload) => this.#connectorOfTag(number)?.passed(action, payload),
    };
  }

  #booted(connection: BoxConnection, facts: BoxFacts): void {
    const changed = JSON.stringify(facts) !== JSON.stringify(this.#kept.facts);
    // Other firmware may follow what the last one did not.
    const { deadWays: _dead, refusesZero: _zero, ...abilities } = this.#kept.abilities;
    if (changed) this.#keep({ facts, abilities });
    if (changed) for (const connector of this.#connectors) connector.factsChanged();
    if (connection.askedBoot) {
      connection.askedBoot = false;
      return;
    }
    this.#boxStatus = undefined;
    this.#o.timers.after(afterBootMs, () => void this.#setUp(connection));
  }

  #tookStatus(number: number, status: StatusNow): void {
    this.#clock.ageMs(status.atMs, this.#o.clock.wallMs());
    if (number === 0) {
      const isOff = status.status === 'Faulted' || status.status === 'Unavailable';
      this.#boxStatus = isOff ? status : undefined;
      for (const connector of this.#connectors) connector.boxStatusChanged();
      return;
    }
    this.#connectorOf(number)?.tookStatus(status);
  }

  #tookValues(number: number, theirs: string | undefined, values: readonly MeterValue[]): void {
    const tx = theirs === undefined ? undefined : this.transactions.find(theirs);
    // The meter of the whole is that of its only connector.
    const only = this.#connectors.length === 1 ? this.#connectors[0] : undefined;
    const connector = this.#connectorOf(tx?.connector ?? number) ?? (number === 0 ? only : undefined);
    const wallMs = this.#o.clock.wallMs();
    connector?.tookValues(
      tx?.localTx,
      values.map((value) => ({ value, ageMs: this.#clock.ageMs(value.atMs, wallMs) })),
    );
  }

  #keep(kept: KeptBox): void {
    if (JSON.stringify(kept) === JSON.stringify(this.#kept)) return;
    this.#kept = kept;
    try {
      this.#o.store.putBox(this.identity, kept);
    } catch (error) {
      this.#o.log.warn({ err: error, chargePoint: this.identity }, 'what a charge point can is not on disk');
    }
  }

  #note(sentence: string): void {
    this.#o.log.warn({ chargePoint: this.identity }, sentence);
  }
}
