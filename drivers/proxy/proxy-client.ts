import type { Socket } from 'node:net';
import { type MbapFrame, scanMbap, withMbap } from '../link/mbap.ts';
import type { TurnTaker } from './turns.ts';

/** Requests of one client that wait; what is behind them stays in its socket. */
const mostWaiting = 8;
/** A client that asks and does not read its answers is cut off. */
const mostUnreadBytes = 16_384;

/** One connection of a client: its requests in the order they came, and the answers back. */
export class ProxyClient implements TurnTaker {
  readonly #socket: Socket;
  readonly #onRequest: () => void;
  readonly #waiting: MbapFrame[] = [];
  #received: Buffer = Buffer.alloc(0);

  constructor(socket: Socket, options: { readonly idleMs: number; readonly onRequest: () => void }) {
    this.#socket = socket;
    this.#onRequest = options.onRequest;
    socket.setTimeout(options.idleMs, () => socket.destroy());
    // It may go whenever it likes; 'close' follows.
    socket.on('error', () => socket.destroy());
    socket.on('data', (bytes) => {
      this.#received = this.#received.length === 0 ? bytes : Buffer.concat([this.#received, bytes]);
      if (this.#sort()) this.#onRequest();
    });
  }

  next(): MbapFrame | undefined {
    const frame = this.#waiting.shift();
    if (frame !== undefined) this.#sort();
    return frame;
  }

  answer({ transactionId }: MbapFrame, body: Buffer): void {
    if (this.#socket.destroyed) return;
    if (this.#socket.writableLength > mostUnreadBytes) this.#socket.destroy();
    else this.#socket.write(withMbap(transactionId, body));
  }

  /** Takes whole requests out of what was received, as many as may wait. True when there are more than before. */
  #sort(): boolean {
    const before = this.#waiting.length;
    while (this.#waiting.length < mostWaiting) {
      const scan = scanMbap(this.#received);
      if (scan.kind === 'partial') break;
      if (scan.kind === 'violation') {
        // Nothing behind it can be told from its rest.
        this.#received = Buffer.alloc(0);
        this.#waiting.length = 0;
        this.#socket.destroy();
        return false;
      }
      this.#received = this.#received.subarray(scan.end);
      this.#waiting.push(scan.frame);
    }
    if (this.#waiting.length >= mostWaiting) this.#socket.pause();
    else this.#socket.resume();
    return this.#waiting.length > before;
  }
}
