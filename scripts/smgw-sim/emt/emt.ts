import type { Duplex } from 'node:stream';
import { type EventLog, whyOf } from '../event-log.ts';
import type { FaultBox } from '../faults.ts';
import type { VirtualClock } from '../virtual-clock.ts';
import type { HttpAnswer } from './answer.ts';
import { curlBytes, type HttpCall } from './calls.ts';
import { openGate } from './gate.ts';
import { EmtStream, type ExchangeOptions } from './stream.ts';

/** What the gateway knows of a stream it hands over. */
export interface StreamFacts {
  readonly connection: number;
  /** `host:port`. */
  readonly destination: string;
  readonly clsSha256: string;
}

/**
 * Takes a stream in place of the built-in EMT: raw bytes, or a server of the other use, such as
 * `(stream) => webSocketServer.emit('connection', stream)` for OCPP, where the CLS is the client on its own stream.
 */
export type EmtHandler = (stream: Duplex, facts: StreamFacts) => void;

const keptBytes = 64 * 1024;

/** Keeps what comes; for a channel whose use is raw. */
export class RawEmt {
  #received = Buffer.alloc(0);
  #stream: Duplex | undefined;

  readonly handler: EmtHandler = (stream) => {
    this.#stream = stream;
    stream.on('error', () => stream.destroy());
    stream.on('data', (chunk: Buffer) => {
      this.#received = Buffer.concat([this.#received, chunk]).subarray(-keptBytes);
    });
  };

  get received(): Buffer {
    return this.#received;
  }

  /** Into the newest stream. */
  write(bytes: Buffer | string): void {
    if (this.#stream === undefined) throw new Error('no channel has reached this EMT yet');
    this.#stream.write(bytes);
  }
}

interface EmtParts {
  readonly events: EventLog;
  readonly faults: FaultBox;
  readonly clock: VirtualClock;
  /** By `host:port`; the others are the HTTP client. */
  readonly handlers: Readonly<Record<string, EmtHandler>>;
  /** Sent as soon as a stream is up, in this order. */
  readonly opening: readonly HttpCall[];
}

/** The external market participant: an HTTP client on the streams that the CLS or the gateway opened. */
export class Emt {
  readonly #parts: EmtParts;
  #streams: EmtStream[] = [];
  #gate: Awaited<ReturnType<typeof openGate>> | undefined;

  constructor(parts: EmtParts) {
    this.#parts = parts;
  }

  /** Those that are up, oldest first. */
  get streams(): readonly EmtStream[] {
    return this.#streams;
  }

  /** Called by the gateway: from here on the bytes are ours. */
  accept(stream: Duplex, facts: StreamFacts): void {
    const { events, handlers, opening } = this.#parts;
    const { connection, destination } = facts;
    const handler = handlers[destination];
    if (handler !== undefined) {
      handler(stream, facts);
      events.add('streamUp', { connection, destination });
      return;
    }
    const onStray = (bytes: number): void => events.add('strayBytes', { connection, bytes });
    const emtStream = new EmtStream({ connection, destination, stream, onStray });
    this.#streams = [...this.#streams, emtStream];
    stream.once('close', () => {
      this.#streams = this.#streams.filter((one) => one !== emtStream);
    });
    events.add('streamUp', { connection, destination });
    // A failed one is an event already; what was lost on the way is for whoever reads them.
    for (const call of opening) this.#run(emtStream, call, {}).catch(() => {});
  }

  /** The newest stream that is up, as soon as there is one. */
  async ready(timeoutMs = 10_000): Promise<EmtStream> {
    const newest = (): EmtStream | undefined => this.#streams.findLast(({ isUp }) => isUp);
    if (newest() === undefined)
      await this.#parts.events.waitFor('streamUp', { timeoutMs, where: () => newest() !== undefined });
    return newest() ?? this.ready(timeoutMs);
  }

  /**
   * Sends a call through the newest stream, byte for byte as curl would. Rejects with one sentence when no channel is up,
   * or when it ends before the answer is whole.
   */
  async request(call: HttpCall, options: ExchangeOptions = {}): Promise<HttpAnswer> {
    const stream = this.#streams.findLast(({ isUp }) => isUp);
    if (stream === undefined) throw new Error('no answer: no channel is up');
    return this.#run(stream, call, options);
  }

  /** The loopback port that leads curl and others through the newest stream; opened at the first call. */
  async gatePort(): Promise<number> {
    this.#gate ??= await openGate(() => this.ready());
    return this.#gate.port;
  }

  close(): void {
    this.#gate?.close();
  }

  async #run(stream: EmtStream, call: HttpCall, options: ExchangeOptions): Promise<HttpAnswer> {
    const { events, faults, clock } = this.#parts;
    const { connection, destination } = stream;
    const startMs = performance.now();
    const slow = faults.take('slowEmt');
    const pace = slow ? () => clock.sleep(1000) : options.pace;
    const facts = { connection, method: call.method, path: call.path, ...(slow ? { fault: 'slowEmt' } : {}) };
    const ms = (): number => Math.round(performance.now() - startMs);
    try {
      const answer = await stream.exchange(curlBytes(call, destination.replace(/:443$/, '')), { ...options, pace });
      events.add('answered', { ...facts, status: answer.status, ms: ms() });
      return answer;
    } catch (error) {
      events.add('notAnswered', { ...facts, why: whyOf(error), ms: ms() });
      throw error;
    }
  }
}
