import type { Clock } from '../../firmware/domain/clock.ts';
import type { ByteStream, OpenStream, StreamEvents } from './byte-stream.ts';
import type { Timers } from './timers.ts';

const firstPauseMs = 100;
/** Short, since a charge point that restarts is wanted back soon; how often a dead device is asked is its health's business. */
const longestPauseMs = 2_000;

export interface ConnectionOptions {
  readonly open: OpenStream;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly events: StreamEvents;
}

/** At most one open stream to one endpoint: opened when needed, the old one gone before the next opens, with back-off. */
export class Connection {
  readonly #options: ConnectionOptions;
  #stream: ByteStream | undefined;
  #opening: Promise<Error | undefined> | undefined;
  #closing: Promise<void> = Promise.resolve();
  #isClosed = false;
  #opens = 0;
  #failures = 0;
  #retryAtMs = Number.NEGATIVE_INFINITY;
  #lastError: Error | undefined;

  constructor(options: ConnectionOptions) {
    this.#options = options;
  }

  get stream(): ByteStream | undefined {
    return this.#stream;
  }

  /** How often it was opened again after the first time. */
  get reconnects(): number {
    return Math.max(0, this.#opens - 1);
  }

  /** Undefined once a stream is open; else why not, at `untilMs` (monotonic) at the latest, at once during the back-off. */
  async ensure(untilMs: number): Promise<Error | undefined> {
    if (this.#stream !== undefined) return undefined;
    if (this.#isClosed) return new Error('the line is closed');
    const nowMs = this.#options.clock.monotonicMs();
    if (this.#opening === undefined) {
      if (nowMs < this.#retryAtMs) return this.#lastError ?? new Error('waiting to connect again');
      this.#opening = this.#open().finally(() => {
        this.#opening = undefined;
      });
    }
    return this.#within(this.#opening, untilMs - nowMs);
  }

  #within(opening: Promise<Error | undefined>, ms: number): Promise<Error | undefined> {
    return new Promise((resolve) => {
      const late = (): void => resolve(new Error('no connection in time'));
      const cancel = this.#options.timers.after(Math.max(0, ms), late);
      void opening.then((error) => {
        cancel();
        resolve(error);
      });
    });
  }

  /** Gives the stream up; what still comes from it is not passed on. The next one opens when it is closed. */
  drop(): void {
    const stream = this.#stream;
    if (stream === undefined) return;
    this.#stream = undefined;
    this.#closing = stream.close();
  }

  /** Closes for good, in bounded time. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.drop();
    await this.#opening;
    await this.#closing;
  }

  async #open(): Promise<Error | undefined> {
    await this.#closing;
    if (this.#isClosed) return new Error('the line is closed');
    const { open, clock, events } = this.#options;
    let mine: ByteStream | undefined;
    let lost: Error | undefined;
    try {
      mine = await open({
        onBytes: (bytes) => {
          if (mine !== undefined && this.#stream === mine) events.onBytes(bytes);
        },
        onLost: (error) => {
          lost = error;
          if (mine === undefined || this.#stream !== mine) return;
          this.#stream = undefined;
          events.onLost(error);
        },
      });
      if (lost !== undefined) throw lost;
    } catch (cause) {
      const error = cause instanceof Error ? cause : new Error(String(cause));
      this.#lastError = error;
      this.#retryAtMs =
        clock.monotonicMs() + Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(this.#failures, 10));
      this.#failures += 1;
      return error;
    }
    this.#failures = 0;
    if (this.#isClosed) {
      await mine.close();
      return new Error('the line is closed');
    }
    this.#opens += 1;
    this.#stream = mine;
    return undefined;
  }
}
