import type { Timers } from '../../../drivers/link/timers.ts';
import type { BrokerSession } from '../../../drivers/messages/broker-session.ts';
import type { BrokerFault } from '../../../drivers/messages/open-broker.ts';
import type { Clock } from '../../domain/clock.ts';
import type { MqttOut } from '../../domain/site/mqtt.ts';
import type { Site } from '../../domain/site/schema.ts';
import type { State } from '../../domain/state.ts';
import { discoveryPayloads } from './discovery.ts';
import { BrokerLink, type LinkOptions } from './link.ts';
import { Outbox } from './outbox.ts';
import { offlineStatus, statePayloads } from './payloads.ts';
import { type Topics, topicsOf } from './topics.ts';

export interface PublisherOptions extends Pick<LinkOptions, 'place' | 'credentials' | 'random'> {
  readonly config: MqttOut;
  readonly serial: string;
  readonly version: string;
  readonly clock: Clock;
  readonly timers: Timers;
  /** More to say than the state, by topic, under the root of the original's topics. */
  readonly more?: (originalRoot: string) => ReadonlyMap<string, string>;
  readonly onUp: () => void;
  readonly onDown: (fault: BrokerFault) => void;
  /** `isRetained`: the broker has kept it, nobody knows since when. */
  readonly onCommand: (chargePoint: string, payload: Buffer, isRetained: boolean) => void;
}

/** So long a broker is listened to for what it has kept of us: it sends that at once. */
const keptWithinMs = 2_000;
const maxKept = 10_000;
const pumpEveryMs = 250;

/** Tells one broker what the box knows, as long as its settings stand. */
export class Publisher {
  readonly #o: PublisherOptions;
  readonly #topics: Topics;
  readonly #outbox = new Outbox();
  readonly #link: BrokerLink;
  #session: BrokerSession | undefined;
  #discovery: { readonly key: string; readonly payloads: ReadonlyMap<string, string> } | undefined;
  /** What the broker had kept when we came; undefined: it is not listened to. */
  #kept: Set<string> | undefined;
  #wanted: ReadonlySet<string> = new Set();
  #cancelPump: (() => void) | undefined;
  #cancelKept: (() => void) | undefined;
  /** What else was said last: it is not made while nobody hears it. */
  #others: ReadonlyMap<string, string> | undefined;
  #sent = 0;

  constructor(options: PublisherOptions) {
    this.#o = options;
    const { config, serial } = options;
    this.#topics = topicsOf(config, serial);
    this.#link = new BrokerLink({
      ...options,
      version: config.version,
      clientId: `netwacht-${serial}`,
      will: { topic: this.#topics.status, payload: offlineStatus, qos: 1, retain: true },
      onMessage: (topic, payload, isRetained) => this.#heard(topic, payload, isRetained),
      onUp: (session) => this.#up(session),
      onDown: (fault) => this.#down(fault),
    });
  }

  get root(): string {
    return this.#topics.root;
  }

  get sent(): number {
    return this.#sent;
  }

  /** For tests and the bench: what is held for the broker. */
  get held(): { readonly topics: number; readonly waiting: number; readonly bytes: number } {
    return { topics: this.#outbox.size, waiting: this.#outbox.waiting, bytes: this.#session?.waitingBytes ?? 0 };
  }

  start(): void {
    this.#link.start();
  }

  retry(): void {
    this.#link.retry();
  }

  /** The newest state. Costs the same whether the broker is there or not, and nothing is queued. */
  take(state: State, site: Site): void {
    const { config, version, more } = this.#o;
    const payloads = statePayloads(state, site, this.#topics, version);
    const discovery = config.discovery ? this.#discovered(state, site) : undefined;
    const others = this.#session === undefined ? this.#others : more?.(this.#topics.original);
    this.#others = others;
    const wanted = new Set([...payloads.keys(), ...(discovery?.keys() ?? []), ...(others?.keys() ?? [])]);
    // Home Assistant knows a device before it is told its state.
    for (const [topic, payload] of discovery ?? []) this.#outbox.want(topic, payload, 1);
    for (const [topic, payload] of payloads) this.#outbox.want(topic, payload, topic === this.#topics.status ? 1 : 0);
    for (const [topic, payload] of others ?? []) this.#outbox.want(topic, payload, 0);
    this.#outbox.keepOnly(wanted);
    this.#wanted = wanted;
    this.#pump();
  }

  /**
   * Says farewell and ends. `forGood`: what the broker keeps of us is taken away first, as far as it takes it within two
   * seconds; else another takes our place with other settings.
   */
  async end({ forGood }: { readonly forGood: boolean }): Promise<void> {
    this.#cancelKept?.();
    this.#kept = undefined;
    if (this.#session !== undefined) {
      if (forGood) await this.#takeAway();
      this.#session.publish({ topic: this.#topics.status, payload: offlineStatus, qos: 1, retain: true });
    }
    this.#cancelPump?.();
    this.#session = undefined;
    await this.#link.end();
  }

  async #takeAway(): Promise<void> {
    this.#outbox.keepOnly(new Set([this.#topics.status]));
    const untilMs = this.#o.clock.monotonicMs() + 2_000;
    while (this.#outbox.waiting > 0 && this.#session !== undefined && this.#o.clock.monotonicMs() < untilMs) {
      this.#pump();
      await new Promise<void>((resolve) => this.#o.timers.after(50, resolve));
    }
  }

  /** Made anew only when something of it may have changed. */
  #discovered(state: State, site: Site): ReadonlyMap<string, string> {
    const { serial, version, config } = this.#o;
    const key = JSON.stringify([
      state.site.name,
      state.circuits.map(({ id, name }) => [id, name]),
      state.chargePoints.map(({ id, name, minA, maxA }) => [id, name, minA, maxA]),
      state.meters.map(({ id, name, importWh, exportWh }) => [
        id,
        name,
        importWh === undefined,
        exportWh === undefined,
      ]),
    ]);
    if (this.#discovery?.key !== key) {
      const payloads = discoveryPayloads({ serial, version, topics: this.#topics, config, site, state });
      this.#discovery = { key, payloads };
    }
    return this.#discovery.payloads;
  }

  #up(session: BrokerSession): void {
    this.#session = session;
    this.#outbox.everythingAnew();
    this.#listen(session).catch((error: unknown) => {
      // The connection has ended meanwhile, which is told by that.
      if (this.#session === session) this.#o.onDown(error as BrokerFault);
    });
    this.#o.onUp();
    this.#pump();
  }

  /** What the broker has kept of devices that are gone is taken away; then commands are heard. */
  async #listen(session: BrokerSession): Promise<void> {
    const { config, timers } = this.#o;
    this.#kept = new Set();
    await session.subscribe(this.#topics.kept, config.version);
    if (config.commands) await session.subscribe([this.#topics.commands], config.version);
    this.#cancelKept = timers.after(keptWithinMs, () => {
      const kept = this.#kept ?? new Set<string>();
      this.#kept = undefined;
      session.unsubscribe(this.#topics.kept);
      if (this.#wanted.size === 0) return;
      for (const topic of kept) if (!this.#wanted.has(topic)) this.#outbox.want(topic, '', 1);
      this.#pump();
    });
  }

  #heard(topic: string, payload: Buffer, isRetained: boolean): void {
    const chargePoint = this.#topics.commandFor(topic);
    if (chargePoint !== undefined) {
      if (payload.length > 0) this.#o.onCommand(chargePoint, payload, isRetained);
      return;
    }
    if (this.#kept !== undefined && this.#kept.size < maxKept && payload.length > 0 && this.#topics.isOurs(topic))
      this.#kept.add(topic);
  }

  #down(fault: BrokerFault): void {
    this.#session = undefined;
    this.#cancelKept?.();
    this.#cancelPump?.();
    this.#cancelPump = undefined;
    this.#o.onDown(fault);
  }

  /** As much as the broker takes now; the rest a moment later, in its newest words. */
  #pump(): void {
    const session = this.#session;
    if (session === undefined) return;
    const nowMs = this.#o.clock.monotonicMs();
    while (session.hasRoom) {
      const message = this.#outbox.next(nowMs);
      if (message === undefined) break;
      session.publish(message);
      this.#sent += 1;
    }
    if (this.#outbox.waiting === 0 || this.#cancelPump !== undefined) return;
    this.#cancelPump = this.#o.timers.after(pumpEveryMs, () => {
      this.#cancelPump = undefined;
      this.#pump();
    });
  }
}
