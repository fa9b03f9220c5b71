import type { Duplex } from 'node:stream';
import type { IClientOptions, MqttClient } from 'mqtt';
import type { Timers } from '../link/timers.ts';
import type { Credentials } from './http-auth.ts';
import { messagePace } from './message-pace.ts';
import { type BrokerAddress, BrokerFault, lateTlsFault, openBroker } from './open-broker.ts';

export type MqttVersion = '3.1.1' | '5';

export interface Message {
  readonly topic: string;
  readonly payload: string;
  /** 1: sent until the broker says that it has it. */
  readonly qos: 0 | 1;
  readonly retain: boolean;
}

export interface SessionOptions {
  readonly place: BrokerAddress;
  readonly version: MqttVersion;
  readonly clientId: string;
  readonly credentials: Credentials | undefined;
  /** What the broker tells everybody when we are gone without a word. */
  readonly will: Message;
  readonly timers: Timers;
  readonly signal: AbortSignal;
  readonly onMessage: (topic: string, payload: Buffer, isRetained: boolean) => void;
  /** Once, when the connection is over. */
  readonly onEnd: (fault: BrokerFault) => void;
}

const connackWithinMs = 5_000;
/** A broker that is silent is noticed within one and a half of these. */
const keepAliveS = 15;
/** So much waits in our memory for a slow broker, and no more. */
export const maxWaitingBytes = 64 * 1024;
/** Messages that the broker has not yet said it has. */
const maxUnacknowledged = 16;

/** One connection to a broker, from its CONNACK to its end. Nothing is kept for a next one. */
export class BrokerSession {
  readonly #client: MqttClient;
  readonly #stream: Duplex;
  #unacknowledged = 0;
  #ended = false;

  private constructor(client: MqttClient, stream: Duplex) {
    this.#client = client;
    this.#stream = stream;
  }

  /** Resolves once the broker has let us in; rejects with a BrokerFault. */
  static async open(options: SessionOptions): Promise<BrokerSession> {
    const { place, timers, signal, onMessage, onEnd } = options;
    // The package is large and most sites have no broker.
    const { MqttClient: Client } = await import('mqtt');
    const stream = await openBroker(place, timers, signal);
    const where = `The broker at ${place.address}`;
    let why: Error | undefined;
    stream.on('error', (error) => {
      why ??= error;
    });
    const client = new Client(() => stream as never, clientOptions(options));
    client.handleMessage = messagePace(timers);
    const session = new BrokerSession(client, stream);
    client.on('message', (topic, payload, { retain }) => onMessage(topic, payload, retain));
    await new Promise<void>((resolve, reject) => {
      const stopped = (): void => fail(new BrokerFault('network', 'stopped', 'The connection was stopped.'));
      const cancel = timers.after(connackWithinMs, () =>
        fail(new BrokerFault('mqtt', 'noAnswer', `${where} does not answer as an MQTT broker within 5 s.`)),
      );
      const done = (): void => {
        cancel();
        signal.removeEventListener('abort', stopped);
      };
      const fail = (fault: BrokerFault): void => {
        done();
        session.#close();
        reject(fault);
      };
      client.on('error', (error) => {
        why ??= error;
        if (!session.#ended) fail(refusal(error, where));
      });
      client.once('close', () => fail(closed(why, where)));
      client.once('connect', () => {
        done();
        resolve();
      });
      signal.addEventListener('abort', stopped, { once: true });
    });
    client.removeAllListeners('close').removeAllListeners('error');
    const over = (fault: BrokerFault): void => {
      if (session.#ended) return;
      session.#close();
      onEnd(fault);
    };
    client.on('error', (error) => over(refusal(error, where)));
    client.on('close', () => over(closed(why, where)));
    client.on('disconnect', ({ reasonCode = 0 }) =>
      over(new BrokerFault('mqtt', `reason${reasonCode}`, `${where} ends the connection (reason ${reasonCode}).`)),
    );
    return session;
  }

  /** False while a slow broker has not yet taken what was sent before: nothing more is put into memory for it. */
  get hasRoom(): boolean {
    return !this.#ended && this.#stream.writableLength < maxWaitingBytes && this.#unacknowledged < maxUnacknowledged;
  }

  /** Bytes that wait for the broker. */
  get waitingBytes(): number {
    return this.#stream.writableLength;
  }

  publish({ topic, payload, qos, retain }: Message): void {
    if (this.#ended) return;
    if (qos === 0) {
      this.#client.publish(topic, payload, { qos, retain });
      return;
    }
    this.#unacknowledged += 1;
    this.#client.publish(topic, payload, { qos, retain }, () => {
      this.#unacknowledged -= 1;
    });
  }

  /** Resolves with the topics that the broker does not give. */
  async subscribe(topics: readonly string[], version: MqttVersion): Promise<readonly string[]> {
    // MQTT 5: what the broker has kept is not even sent, where it is a command.
    const granted = await this.#client.subscribeAsync([...topics], {
      qos: 1,
      ...(version === '5' ? { rap: true } : {}),
    });
    return granted.filter(({ qos }) => qos >= 128).map(({ topic }) => topic);
  }

  unsubscribe(topics: readonly string[]): void {
    if (!this.#ended) this.#client.unsubscribe([...topics], () => undefined);
  }

  /** Says farewell, so that the will is not told; within a second. */
  async end(timers: Timers): Promise<void> {
    if (this.#ended) return;
    this.#ended = true;
    await new Promise<void>((resolve) => {
      const cancel = timers.after(1_000, () => {
        this.#stream.destroy();
        resolve();
      });
      this.#client
        .removeAllListeners('close')
        .removeAllListeners('error')
        .on('error', () => undefined);
      this.#client.end(false, {}, () => {
        cancel();
        resolve();
      });
    });
    this.#stream.destroy();
  }

  #close(): void {
    this.#ended = true;
    this.#client.removeAllListeners();
    this.#client.on('error', () => undefined);
    this.#client.end(true);
    this.#stream.destroy();
  }
}

function clientOptions({ version, clientId, credentials, will }: SessionOptions): IClientOptions {
  const { topic, payload, qos, retain } = will;
  return {
    ...{ clientId, clean: true, keepalive: keepAliveS, protocolId: 'MQTT', connectTimeout: connackWithinMs },
    ...{ protocolVersion: version === '5' ? 5 : 4, reconnectPeriod: 0, queueQoSZero: false, resubscribe: false },
    ...(credentials !== undefined && { username: credentials.user, password: credentials.password }),
    ...(version === '5' && { properties: { sessionExpiryInterval: 0, maximumPacketSize: 65_536, receiveMaximum: 32 } }),
    will: { topic, payload: Buffer.from(payload), qos, retain },
  };
}

/** What the broker said in its CONNACK: codes of 3.1.1 (§3.2.2.3) and of 5 (§3.2.2.2). */
function refusal(error: Error & { readonly code?: unknown }, where: string): BrokerFault {
  const late = lateTlsFault(error, where);
  if (late !== undefined) return late;
  const fault = (code: string, sentence: string) => new BrokerFault('mqtt', code, `${where} ${sentence}`, error);
  switch (error.code) {
    case 1:
    case 132:
      return fault('version', 'does not speak this version of MQTT.');
    case 2:
    case 133:
      return fault('clientId', 'does not take our client id.');
    case 4:
    case 134:
      return fault('wrongPassword', 'refuses the user or the password.');
    case 5:
    case 135:
      return fault('notAuthorised', 'lets us in with no such user, password or certificate.');
    case 3:
    case 136:
    case 137:
      return fault('busy', 'has no time for us now.');
    default:
      return fault('failed', `speaks MQTT in a way that is not understood: ${error.message.slice(0, 200)}.`);
  }
}

function closed(why: Error | undefined, where: string): BrokerFault {
  const late = lateTlsFault(why, where);
  if (late !== undefined) return late;
  const because = why === undefined ? '' : `: ${why.message.slice(0, 200)}`;
  return new BrokerFault('network', 'closed', `${where} has closed the connection${because}.`, why);
}
