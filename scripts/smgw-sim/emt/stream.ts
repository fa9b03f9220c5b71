import type { Duplex } from 'node:stream';
import { type HttpAnswer, readAnswer } from './answer.ts';

/** Who has the stream at the moment: an exchange that waits for its answer, or a program behind the gate. */
interface Holder {
  data(chunk: Buffer): void;
  lost(why: string): void;
}

/** A stream through a channel as the EMT sees it: it sends requests, one at a time, and waits for each answer. */
export class EmtStream {
  /** Number of the connection at the gateway. */
  readonly connection: number;
  /** `host:port` by which the CLS named the EMT. */
  readonly destination: string;
  readonly #stream: Duplex;
  readonly #onStray: (bytes: number) => void;
  #holder: Holder | undefined;
  #turn: Promise<unknown> = Promise.resolve();
  #over = false;
  #lost: string | undefined;

  constructor(parts: {
    readonly connection: number;
    readonly destination: string;
    readonly stream: Duplex;
    /** Bytes that nobody asked for. */
    readonly onStray: (bytes: number) => void;
  }) {
    this.connection = parts.connection;
    this.destination = parts.destination;
    this.#stream = parts.stream;
    this.#onStray = parts.onStray;
    const { stream } = parts;
    stream.on('data', (chunk: Buffer) => {
      if (this.#holder === undefined) this.#onStray(chunk.length);
      else this.#holder.data(chunk);
    });
    stream.on('error', (error: Error) => this.#lose(error.message));
    stream.on('end', () => this.#lose('the CLS closed the stream'));
    stream.on('close', () => this.#lose('the stream is closed'));
  }

  /** False once the stream has ended, at either end. */
  get isUp(): boolean {
    return !this.#over;
  }

  /** Sends bytes and reads one HTTP answer; rejects when the stream ends, the answer is none or takes too long. */
  exchange(bytes: Buffer, { timeoutMs = 10_000, pace }: ExchangeOptions = {}): Promise<HttpAnswer> {
    return this.#inTurn(() => this.#exchange(bytes, timeoutMs, pace));
  }

  /** Hands the bytes of the stream to another program until it lets go. */
  lend(data: (chunk: Buffer) => void, lost: (why: string) => void): Promise<Loan> {
    const { promise, resolve } = Promise.withResolvers<Loan>();
    void this.#inTurn(async () => {
      if (this.#over) return lost(this.#why);
      const given = Promise.withResolvers<void>();
      this.#holder = {
        data,
        lost: (why) => {
          lost(why);
          given.resolve();
        },
      };
      resolve({ write: (chunk) => void this.#stream.write(chunk), giveBack: given.resolve });
      await given.promise;
      this.#holder = undefined;
    });
    return promise;
  }

  get #why(): string {
    return this.#lost ?? 'the stream is closed';
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => {});
    return result;
  }

  async #exchange(bytes: Buffer, timeoutMs: number, pace: ExchangeOptions['pace']): Promise<HttpAnswer> {
    if (this.#over) throw new Error(`no answer: ${this.#why}`);
    const { promise, resolve, reject } = Promise.withResolvers<HttpAnswer>();
    let read = Buffer.alloc(0);
    this.#holder = {
      data: (chunk) => {
        read = Buffer.concat([read, chunk]);
        try {
          const result = readAnswer(read);
          if (result === 'more') return;
          if (result.rest.length > 0) this.#onStray(result.rest.length);
          resolve(result.answer);
        } catch (error) {
          reject(error);
        }
      },
      lost: (why) => reject(new Error(`no answer: ${why}`)),
    };
    const timer = setTimeout(() => {
      reject(new Error(`no answer within ${timeoutMs} ms`));
      // Whatever comes later would be taken for the answer to the next request.
      this.#stream.destroy();
    }, timeoutMs);
    try {
      void this.#send(bytes, pace);
      return await promise;
    } finally {
      clearTimeout(timer);
      this.#holder = undefined;
    }
  }

  async #send(bytes: Buffer, pace: ExchangeOptions['pace']): Promise<void> {
    if (pace === undefined) {
      this.#stream.write(bytes);
      return;
    }
    for (const byte of bytes) {
      if (this.#over) return;
      this.#stream.write(Buffer.from([byte]));
      await pace();
    }
  }

  #lose(why: string): void {
    this.#lost ??= why;
    if (this.#over) return;
    this.#over = true;
    this.#holder?.lost(why);
  }
}

export interface ExchangeOptions {
  /** Real time. */
  readonly timeoutMs?: number;
  /** Waits between bytes; absent: everything at once. */
  readonly pace?: (() => Promise<void>) | undefined;
}

export interface Loan {
  write(chunk: Buffer): void;
  giveBack(): void;
}
