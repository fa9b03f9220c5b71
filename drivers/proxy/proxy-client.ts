import type { Socket } from 'node:net';
import type { TurnedAway } from '../../firmware/domain/modbus-server.ts';
import { type MbapFrame, scanMbap, withMbap } from '../link/mbap.ts';
import type { Timers } from '../link/timers.ts';
import type { TurnTaker } from './turns.ts';

/** Requests of one client that wait; what is behind them stays in its socket. */
const mostWaiting = 8;
/** A client that asks and does not read its answers is cut off. */
const mostUnreadBytes = 16_384;
/**
 * A request that has begun is whole within this time: it is at most 260 bytes, which is one segment; where it comes in two, the
 * second can be lost four times in a row until then (Linux sends it again after 0.2, 0.4, 0.8 and 1.6 s).
 */
export const wholeRequestMs = 5_000;

/** Why a client was cut off: its request came too slowly, was no Modbus TCP, or it does not read what it asked for. */
export type CutOff = Extract<TurnedAway, 'slow' | 'notModbus' | 'unread'>;

export interface ProxyClientOptions {
  readonly idleMs: number;
  readonly timers: Timers;
  readonly onRequest: () => void;
  readonly onCutOff?: (why: CutOff) => void;
}

/** One connection of a client: its requests in the order they came, and the answers back. */
export class ProxyClient implements TurnTaker {
  readonly #socket: Socket;
  readonly #o: ProxyClientOptions;
  readonly #waiting: MbapFrame[] = [];
  #received: Buffer = Buffer.alloc(0);
  /** Runs while a request has begun and is not whole. */
  #stopWaiting: (() => void) | undefined;

  constructor(socket: Socket, options: ProxyClientOptions) {
    this.#socket = socket;
    this.#o = options;
    socket.setTimeout(options.idleMs, () => socket.destroy());
    // It may go whenever it likes; 'close' follows.
    socket.on('error', () => socket.destroy());
    socket.once('close', () => this.#endWait());
    socket.on('data', (bytes) => {
      this.#received = this.#received.length === 0 ? bytes : Buffer.concat([this.#received, bytes]);
      if (this.#sort()) this.#o.onRequest();
    });
  }

  next(): MbapFrame | undefined {
    const frame = this.#waiting.shift();
    if (frame !== undefined) this.#sort();
    return frame;
  }

  answer({ transactionId }: MbapFrame, body: Buffer): void {
    if (this.#socket.destroyed) return;
    if (this.#socket.writableLength > mostUnreadBytes) this.#cutOff('unread');
    else this.#socket.write(withMbap(transactionId, body));
  }

  /** Takes whole requests out of what was received, as many as may wait. True when there are more than before. */
  #sort(): boolean {
    if (this.#socket.destroyed) return false;
    const before = this.#waiting.length;
    while (this.#waiting.length < mostWaiting) {
      const scan = scanMbap(this.#received);
      if (scan.kind === 'partial') break;
      if (scan.kind === 'violation') {
        // Nothing behind it can be told from its rest.
        this.#received = Buffer.alloc(0);
        this.#waiting.length = 0;
        this.#cutOff('notModbus');
        return false;
      }
      this.#endWait();
      this.#received = this.#received.subarray(scan.end);
      this.#waiting.push(scan.frame);
    }
    if (this.#waiting.length >= mostWaiting) {
      // Its rest waits for us now, not we for it.
      this.#endWait();
      this.#socket.pause();
    } else {
      this.#socket.resume();
      if (this.#received.length > 0) this.#beginWait();
    }
    return this.#waiting.length > before;
  }

  /** Once for each request: more of its bytes do not make it longer. */
  #beginWait(): void {
    this.#stopWaiting ??= this.#o.timers.after(wholeRequestMs, () => this.#cutOff('slow'));
  }

  #endWait(): void {
    this.#stopWaiting?.();
    this.#stopWaiting = undefined;
  }

  #cutOff(why: CutOff): void {
    if (this.#socket.destroyed) return;
    this.#endWait();
    this.#socket.destroy();
    this.#o.onCutOff?.(why);
  }
}
