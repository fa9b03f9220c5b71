import { isDeepStrictEqual } from 'node:util';
import type { AddressMeans } from '../../../drivers/link/outbound-addresses.ts';
import type { Timers } from '../../../drivers/link/timers.ts';
import type { Credentials } from '../../../drivers/messages/http-auth.ts';
import { BrokerFault } from '../../../drivers/messages/open-broker.ts';
import type { Identity } from '../../domain/channel-setup.ts';
import type { Clock } from '../../domain/clock.ts';
import { NetwachtError } from '../../domain/errors.ts';
import type { MqttView } from '../../domain/mqtt.ts';
import type { MqttOut } from '../../domain/site/mqtt.ts';
import type { Site } from '../../domain/site/schema.ts';
import type { HealthState, State } from '../../domain/state.ts';
import { CommandPace, readCommand } from './commands.ts';
import { type OriginalReads, originalTopics } from './original-topics.ts';
import { Publisher } from './publisher.ts';

export interface MqttDeskOptions {
  readonly serial: string;
  readonly version: string;
  readonly site: () => Site | undefined;
  readonly credentials: (name: string) => Credentials | undefined;
  readonly identityOf: (name: string) => Identity | undefined;
  /** What the broker's addresses are judged by. */
  readonly guard: AddressMeans;
  /** Lowers a charge point for a while, and takes that back. Throw NetwachtError. */
  readonly orders: {
    remote(id: string, wanted: { readonly limitA: number; readonly untilMs: number }, author: { name: string }): void;
    endRemote(id: string): void;
    /** What such an order allows at the moment, mA; undefined: there is none. */
    remoteMa(id: string): number | undefined;
  };
  readonly audit: (who: string, what: string) => void;
  /** What the original tells; absent: nothing. */
  readonly original?: OriginalReads;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random?: () => number;
  readonly log: { info(facts: object, sentence: string): void; warn(facts: object, sentence: string): void };
}

interface Fault {
  readonly fault: BrokerFault;
  readonly sinceMs: number;
}

/** Who a limit is from that came over MQTT, on the page and in the audit trail. */
export const mqttAuthor = { name: 'MQTT' };

/** A broker that is only started anew is no trouble yet. */
const tellAfterMs = 60_000;
/** The same trouble is logged so often. */
const logEveryMs = 3_600_000;

/** The main thread's desk for MQTT: one broker that the box reports to, as the site document says. */
export class MqttDesk {
  readonly #o: MqttDeskOptions;
  readonly #pace = new CommandPace();
  #config: MqttOut | undefined;
  #publisher: Publisher | undefined;
  #state: 'off' | 'connecting' | 'connected' = 'off';
  #sinceMs: number;
  #fault: Fault | undefined;
  /** The last trouble that was logged, and whether its end has been since. */
  #logged: { readonly code: string; readonly atMs: number } | undefined;
  #saidUp: boolean | undefined;
  /** Since when the broker has been there, monotonic. */
  #upMs = 0;
  #refusalLoggedMs = Number.NEGATIVE_INFINITY;
  #sentBefore = 0;
  #taken = 0;
  #refused = 0;
  #lastRefusal: string | null = null;
  /** Publishers that are on their way out. */
  #ending: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(options: MqttDeskOptions) {
    this.#o = options;
    this.#sinceMs = options.clock.wallMs();
  }

  /** Called at the start and whenever the site was put. */
  siteChanged(): void {
    const now = this.#o.site()?.mqtt;
    const wanted = now?.enabled === true ? now : undefined;
    if (this.#closed || isDeepStrictEqual(wanted, this.#config)) return;
    const before = this.#config;
    const publisher = this.#publisher;
    this.#config = wanted;
    this.#publisher = undefined;
    this.#fault = undefined;
    this.#logged = undefined;
    this.#saidUp = undefined;
    if (publisher !== undefined) {
      this.#sentBefore += publisher.sent;
      const samePlace =
        wanted !== undefined &&
        (['address', 'prefix', 'discoveryPrefix'] as const).every((key) => before?.[key] === wanted[key]);
      this.#ending = Promise.all([this.#ending, publisher.end({ forGood: !samePlace })]).then(() => undefined);
    }
    this.#enter(wanted === undefined ? 'off' : 'connecting');
    if (wanted !== undefined) void this.#startAfter(this.#ending, wanted);
  }

  /** A secret or a certificate was set. */
  credentialsChanged(): void {
    this.#publisher?.retry();
  }

  usedBy(certificate: string): readonly string[] {
    return this.#o.site()?.mqtt?.certificate === certificate ? ['mqtt'] : [];
  }

  observe(state: State): void {
    const site = this.#o.site();
    if (site !== undefined) this.#publisher?.take(state, site);
  }

  view(): MqttView {
    const fault = this.#fault;
    return {
      state: fault !== undefined && this.#state !== 'off' ? 'failed' : this.#state,
      since: iso(fault?.sinceMs ?? this.#sinceMs),
      root: this.#publisher?.root ?? null,
      fault:
        fault === undefined
          ? null
          : {
              ...{ layer: fault.fault.layer, code: fault.fault.code, message: fault.fault.message },
              since: iso(fault.sinceMs),
            },
      sent: this.#sentBefore + (this.#publisher?.sent ?? 0),
      commands: { taken: this.#taken, refused: this.#refused, lastRefusal: this.#lastRefusal },
    };
  }

  health(): readonly HealthState[] {
    const fault = this.#fault;
    if (fault === undefined || this.#o.clock.wallMs() - fault.sinceMs < tellAfterMs) return [];
    return [
      {
        ...{ id: 'mqttDown', severity: 'warning', code: 'mqttDown', what: this.#config?.address ?? '' },
        message: `MQTT: ${fault.fault.message}`,
        since: iso(fault.sinceMs),
      },
    ];
  }

  /** Says farewell to the broker. */
  async close(): Promise<void> {
    this.#closed = true;
    const publisher = this.#publisher;
    this.#publisher = undefined;
    await Promise.all([this.#ending, publisher?.end({ forGood: false })]);
  }

  async #startAfter(before: Promise<void>, config: MqttOut): Promise<void> {
    await before;
    // Settings may have changed again meanwhile.
    if (this.#closed || this.#config !== config) return;
    const { serial, version, clock, timers, original, random = Math.random } = this.#o;
    this.#publisher = new Publisher({
      ...{ config, serial, version, clock, timers, random },
      ...(config.originalTopics && original !== undefined && { more: (root) => originalTopics(original, root) }),
      place: () => this.#place(config),
      credentials: () => this.#credentials(config),
      onUp: () => this.#up(),
      onDown: (fault) => this.#down(fault),
      onCommand: (chargePoint, payload, isRetained) => {
        if (isRetained) this.#refuse('a command that the broker keeps (retained) is of unknown age');
        else this.#command(chargePoint, payload);
      },
    });
    this.#publisher.start();
  }

  #place({ address, tls, ca, certificate }: MqttOut) {
    const { guard } = this.#o;
    if (!tls) return { address, guard };
    const identity = certificate === undefined ? undefined : this.#o.identityOf(certificate);
    if (certificate !== undefined && identity === undefined)
      throw new BrokerFault(
        'config',
        'noCertificate',
        `There is no certificate "${certificate}" to show to the broker.`,
      );
    return { address, guard, tls: { ca, identity } };
  }

  #credentials({ secret }: MqttOut): Credentials | undefined {
    if (secret === undefined) return undefined;
    const found = this.#o.credentials(secret);
    if (found === undefined)
      throw new BrokerFault('config', 'noPassword', 'The user and the password for the broker have not been entered.');
    return found;
  }

  #up(): void {
    this.#upMs = this.#o.clock.monotonicMs();
    this.#fault = undefined;
    this.#enter('connected');
    if (this.#saidUp !== true) this.#o.log.info({ broker: this.#config?.address }, 'the MQTT broker is there');
    this.#saidUp = true;
  }

  #down(fault: BrokerFault): void {
    this.#fault = { fault, sinceMs: this.#fault?.sinceMs ?? this.#o.clock.wallMs() };
    const nowMs = this.#o.clock.monotonicMs();
    if (this.#state === 'connected') {
      this.#enter('connecting');
      // What held for a while and ends is a new trouble; one that comes and goes is the same all the time.
      if (nowMs - this.#upMs >= tellAfterMs) this.#logged = undefined;
    }
    const code = `${fault.layer} ${fault.code}`;
    if (this.#logged?.code === code && nowMs - this.#logged.atMs < logEveryMs) return;
    // Between two kinds of trouble in turn the log is not filled either.
    if (this.#logged !== undefined && nowMs - this.#logged.atMs < tellAfterMs) return;
    this.#logged = { code, atMs: nowMs };
    this.#saidUp = false;
    const { layer } = fault;
    this.#o.log.warn({ broker: this.#config?.address, layer, code: fault.code }, `no MQTT broker: ${fault.message}`);
  }

  #command(chargePoint: string, payload: Buffer): void {
    const { clock, orders, audit } = this.#o;
    if (!this.#pace.take(clock.monotonicMs())) {
      this.#refuse('too many commands at once');
      return;
    }
    const read = readCommand(payload);
    if (!read.ok) {
      this.#refuse(read.why);
      return;
    }
    const { command } = read;
    try {
      const beforeMa = orders.remoteMa(chargePoint);
      if (command.command === 'resume') orders.endRemote(chargePoint);
      else {
        const limitA = command.command === 'pause' ? 0 : command.limitA;
        orders.remote(chargePoint, { limitA, untilMs: clock.wallMs() + command.ttlS * 1000 }, mqttAuthor);
      }
      // A program that renews every few seconds what holds already fills no trail.
      if (beforeMa !== orders.remoteMa(chargePoint))
        audit(mqttAuthor.name, `${chargePoint}: ${JSON.stringify(command)}`);
      this.#taken += 1;
    } catch (error) {
      if (!(error instanceof NetwachtError)) throw error;
      this.#refuse(error.message);
    }
  }

  /** Told on the page; the log has one line a minute of it at most. */
  #refuse(why: string): void {
    this.#refused += 1;
    this.#lastRefusal = why;
    const nowMs = this.#o.clock.monotonicMs();
    if (nowMs - this.#refusalLoggedMs < 60_000) return;
    this.#refusalLoggedMs = nowMs;
    this.#o.log.warn({ refused: this.#refused }, `an MQTT command was refused: ${why}`);
  }

  #enter(state: 'off' | 'connecting' | 'connected'): void {
    if (this.#state === state) return;
    this.#state = state;
    this.#sinceMs = this.#o.clock.wallMs();
  }
}

const iso = (ms: number): string => new Date(ms).toISOString();
