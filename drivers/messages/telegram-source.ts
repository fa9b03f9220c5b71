import type { Clock } from '../../firmware/domain/clock.ts';
import type { Timers } from '../device/timers.ts';
import type { ByteStream, OpenStream } from '../link/byte-stream.ts';
import type { MessageSource, SourceEvents } from './source.ts';
import type { Splitter } from './splitter.ts';

export interface TelegramSourceOptions {
  readonly open: OpenStream;
  readonly makeSplitter: () => Splitter;
  readonly clock: Clock;
  readonly timers: Timers;
}

/** A port that opens and closes at once is not opened again sooner. */
const leastRetryMs = 1_000;

/** Hears a meter that sends telegrams by itself, on a serial port or through a gateway. Nothing is ever sent to it. */
export class TelegramSource implements MessageSource {
  readonly #o: TelegramSourceOptions;
  readonly #events: SourceEvents;
  #stream: ByteStream | undefined;
  #opening: Promise<void> | undefined;
  #cancel: (() => void) | undefined;
  #isRunning = false;

  constructor(options: TelegramSourceOptions, events: SourceEvents) {
    this.#o = options;
    this.#events = events;
  }

  start(): void {
    this.#isRunning = true;
    this.#opening = this.#open();
  }

  async stop(): Promise<void> {
    this.#isRunning = false;
    this.#cancel?.();
    await this.#opening;
    await this.#stream?.close();
    this.#stream = undefined;
  }

  async #open(): Promise<void> {
    const { open, makeSplitter, clock } = this.#o;
    const splitter = makeSplitter();
    // A telegram is as old as its first byte: at 9600 baud it takes half a second.
    let begunMs = clock.monotonicMs();
    try {
      const stream = await open({
        onBytes: (bytes) => {
          if (!splitter.isInside) begunMs = clock.monotonicMs();
          this.#take(splitter, bytes, begunMs);
        },
        onLost: (error) => {
          this.#stream = undefined;
          this.#again(`the connection broke: ${error.message}`);
        },
      });
      if (this.#isRunning) this.#stream = stream;
      else await stream.close();
    } catch (error) {
      this.#again(error instanceof Error ? error.message : String(error));
    }
  }

  #take(splitter: Splitter, bytes: Buffer, begunMs: number): void {
    if (!this.#isRunning) return;
    for (const piece of splitter.push(bytes)) {
      if (piece.kind === 'telegram') this.#events.message({ in: undefined, bytes: piece.bytes, atMs: begunMs });
      else this.#events.failed({ code: 'badMessage', message: piece.message });
    }
  }

  #again(why: string): void {
    if (!this.#isRunning) return;
    this.#events.lost({ code: 'noReply.connect', message: why });
    const waitMs = Math.max(leastRetryMs, this.#events.backOffMs() ?? 0);
    this.#cancel = this.#o.timers.after(waitMs, () => {
      this.#opening = this.#open();
    });
  }
}
