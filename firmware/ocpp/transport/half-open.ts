import type { Socket } from 'node:net';
import type { Timers } from '../../../drivers/link/timers.ts';

export interface HalfOpenLimits {
  readonly halfOpen: number;
  readonly halfOpenPerSource: number;
  /** From the first byte of TCP to the end of the WebSocket handshake, whatever lies between. */
  readonly handshakeMs: number;
}

interface Waiting {
  readonly socket: Socket;
  readonly key: string;
  readonly source: string;
  readonly cancel: () => void;
  /** Whatever comes of it is told already. */
  told: boolean;
}

/**
 * Connections that have not said who they are yet. When there are too many, the oldest makes room: a real charge point
 * needs a moment only, so who merely holds connections open displaces himself.
 */
export class HalfOpen {
  readonly #timers: Timers;
  readonly #limits: HalfOpenLimits;
  /** Oldest first; by address and port of the far end, which the sockets under and above TLS share. */
  readonly #waiting = new Map<string, Waiting>();

  constructor(timers: Timers, limits: HalfOpenLimits) {
    this.#timers = timers;
    this.#limits = limits;
  }

  get size(): number {
    return this.#waiting.size;
  }

  /** `onLate`: its time is over; it is destroyed after that. `onGone`: the far end left, and nobody has told why. */
  add(socket: Socket, source: string, onLate: () => void, onGone: () => void): void {
    const ofSource = [...this.#waiting.values()].filter((one) => one.source === source);
    if (ofSource.length >= this.#limits.halfOpenPerSource) this.#drop(ofSource[0]);
    else if (this.#waiting.size >= this.#limits.halfOpen) this.#drop(this.#oldestOfGreediest());
    const cancel = this.#timers.after(this.#limits.handshakeMs, () => {
      onLate();
      this.#drop(one);
    });
    const key = keyOf(socket);
    const one: Waiting = { socket, key, source, cancel, told: false };
    this.#waiting.set(key, one);
    socket.once('close', () => {
      const left = this.#waiting.get(key) === one && !one.told;
      this.#forget(one);
      if (left) onGone();
    });
  }

  /** It is no longer half open. `socket`: the one of TCP, or that of TLS above it. */
  done(socket: Socket): void {
    const one = this.#waiting.get(keyOf(socket));
    if (one !== undefined) this.#forget(one);
  }

  /** Why it ends is told, or it has got so far that its end needs no word. `socket`: as in `done`. */
  told(socket: Socket): void {
    const one = this.#waiting.get(keyOf(socket));
    if (one !== undefined) one.told = true;
  }

  /** At the close of the server. */
  destroyAll(): void {
    for (const one of [...this.#waiting.values()]) this.#drop(one);
  }

  #oldestOfGreediest(): Waiting | undefined {
    const all = [...this.#waiting.values()];
    const count = (source: string) => all.filter((one) => one.source === source).length;
    return all.reduce<Waiting | undefined>(
      (most, one) => (most === undefined || count(one.source) > count(most.source) ? one : most),
      undefined,
    );
  }

  #drop(one: Waiting | undefined): void {
    if (one === undefined) return;
    this.#forget(one);
    one.socket.destroy();
  }

  #forget(one: Waiting): void {
    one.cancel();
    // A port may have come back since.
    if (this.#waiting.get(one.key) === one) this.#waiting.delete(one.key);
  }
}

const keyOf = ({ remoteAddress, remotePort }: Socket): string => `${remoteAddress} ${remotePort}`;
