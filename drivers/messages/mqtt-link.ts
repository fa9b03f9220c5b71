import { randomBytes } from 'node:crypto';
import type { MqttClient } from 'mqtt';
import type { DeviceFault } from '../../firmware/domain/device.ts';
import type { Timers } from '../device/timers.ts';
import type { Credentials } from './http-auth.ts';
import { messagePace } from './message-pace.ts';
import { type BrokerPlace, connectBroker } from './mqtt-stream.ts';

/** Who hears topics of a broker. */
export interface MqttListener {
  readonly topics: readonly string[];
  message(topic: string, payload: Buffer, isRetained: boolean): void;
  /** The broker is there and has taken the subscriptions. */
  up(): void;
  down(fault: DeviceFault): void;
}

export interface MqttLinkOptions {
  readonly place: BrokerPlace;
  /** Asked for each connection anew. */
  readonly credentials: () => Credentials | undefined;
  readonly timers: Timers;
  readonly random: () => number;
}

const answerWithinMs = 5_000;
/** A broker that is silent is noticed within one and a half of these. */
const keepAliveS = 15;
const longestBackOffMs = 30_000;

/** The one connection to a broker, kept up for all who listen; 1, 2, 4 … 30 s between tries. */
export class MqttLink {
  readonly #o: MqttLinkOptions;
  readonly #listeners = new Set<MqttListener>();
  readonly #clientId = `netwacht-${randomBytes(6).toString('hex')}`;
  #client: MqttClient | undefined;
  #isUp = false;
  #failures = 0;
  #cancelRetry: (() => void) | undefined;
  readonly #ended = new AbortController();

  constructor(options: MqttLinkOptions) {
    this.#o = options;
  }

  get isUnused(): boolean {
    return this.#listeners.size === 0;
  }

  join(listener: MqttListener): void {
    this.#listeners.add(listener);
    if (this.#isUp) this.#subscribe(listener.topics);
    else if (this.#listeners.size === 1) this.#tryOpen();
  }

  leave(listener: MqttListener): void {
    this.#listeners.delete(listener);
    const kept = new Set([...this.#listeners].flatMap(({ topics }) => topics));
    const unheard = listener.topics.filter((topic) => !kept.has(topic));
    if (this.#isUp && unheard.length > 0) this.#client?.unsubscribe([...unheard]);
  }

  /** Sends, where the broker is there; what cannot be sent now is not kept. */
  publish(topic: string, body: string): void {
    if (this.#isUp) this.#client?.publish(topic, body, { qos: 0, retain: false });
  }

  async close(): Promise<void> {
    this.#ended.abort();
    this.#cancelRetry?.();
    const client = this.#client;
    this.#client = undefined;
    await client?.endAsync(true);
  }

  #tryOpen(): void {
    this.#open().catch((error: unknown) => this.#failed(error instanceof Error ? error.message : String(error)));
  }

  async #open(): Promise<void> {
    // The package is large and most sites have no broker.
    const { MqttClient: Client } = await import('mqtt');
    const stream = await connectBroker(this.#o.place, this.#o.timers, this.#ended.signal);
    const credentials = this.#o.credentials();
    let why = 'it closed the connection';
    stream.on('error', (error) => {
      why = error.message;
    });
    const client = new Client(() => stream, {
      ...{ clientId: this.#clientId, clean: true, keepalive: keepAliveS, protocolVersion: 4, protocolId: 'MQTT' },
      ...{ connectTimeout: answerWithinMs, reconnectPeriod: 0, queueQoSZero: false, resubscribe: false },
      ...(credentials !== undefined && { username: credentials.user, password: credentials.password }),
    });
    this.#client = client;
    client.handleMessage = messagePace(this.#o.timers);
    client.on('error', (error) => {
      why = error.message;
    });
    client.on('connect', () => this.#connected(client));
    client.on('message', (topic, payload, { retain }) => {
      for (const listener of this.#listeners)
        if (listener.topics.includes(topic)) listener.message(topic, payload, retain);
    });
    client.on('close', () => this.#closed(client, why));
  }

  #connected(client: MqttClient): void {
    if (client !== this.#client) return;
    this.#isUp = true;
    this.#failures = 0;
    this.#subscribe([...new Set([...this.#listeners].flatMap(({ topics }) => topics))]);
  }

  #subscribe(topics: readonly string[]): void {
    const client = this.#client;
    client?.subscribe([...topics], { qos: 1 }, (error, granted = []) => {
      if (client !== this.#client || !this.#isUp) return;
      const refused = new Set(granted.filter(({ qos }) => qos === 128).map(({ topic }) => topic));
      for (const listener of this.#listeners) {
        if (!listener.topics.some((topic) => topics.includes(topic))) continue;
        const missing = listener.topics.find((topic) => refused.has(topic));
        if (error === null && missing === undefined) listener.up();
        else listener.down(this.#fault('subscribeRefused', `does not give ${missing ?? listener.topics.join(', ')}`));
      }
    });
  }

  #closed(client: MqttClient, why: string): void {
    if (client !== this.#client) return;
    this.#client = undefined;
    this.#isUp = false;
    client.removeAllListeners();
    client.on('error', () => {});
    client.end(true);
    this.#failed(why);
  }

  /** Not there, or no longer: everybody hears it, and it is tried again later. */
  #failed(why: string): void {
    if (this.#ended.signal.aborted) return;
    for (const listener of this.#listeners) listener.down(this.#fault('brokerLost', `cannot be reached: ${why}`));
    if (this.isUnused) return;
    const baseMs = Math.min(1_000 * 2 ** this.#failures, longestBackOffMs);
    this.#failures = Math.min(this.#failures + 1, 10);
    this.#cancelRetry = this.#o.timers.after(Math.round(baseMs * (0.8 + 0.4 * this.#o.random())), () =>
      this.#tryOpen(),
    );
  }

  #fault(code: string, what: string): DeviceFault {
    return { code, message: `the broker at ${this.#o.place.address} ${what}` };
  }
}
