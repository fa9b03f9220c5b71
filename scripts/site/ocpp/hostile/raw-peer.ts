import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { closeCodeIn, type FrameWish, rawFrame } from './raw-frame.ts';

/** Whom an attack is for, and as whom it comes. */
export interface Target {
  readonly port: number;
  /** A charge point that is let in. */
  readonly id: string;
  readonly password: string;
  /** Address that it comes from, such as 127.0.0.2. */
  readonly source: string;
  readonly signal: AbortSignal;
}

/** Kept of what comes back: enough for an HTTP answer and a close frame. */
const keptBytes = 65_536;

/** A TCP connection that sends what it likes and listens to what comes of it. */
export class RawPeer {
  readonly socket: Socket;
  /** Hangs up when the far end says goodbye; else it has to be cut off. */
  leaves = true;
  readonly #ended: Promise<unknown>;
  #heard = Buffer.alloc(0);
  #head = '';

  constructor({ port, source, signal }: Target) {
    this.socket = connect({ host: '127.0.0.1', port, localAddress: source });
    this.socket.on('error', () => undefined);
    this.socket.on('data', (part) => {
      this.#heard = Buffer.concat([this.#heard, part]).subarray(0, keptBytes);
      if (this.leaves && this.#head !== '' && closeCodeIn(this.#heard) !== undefined) this.socket.end();
    });
    this.#ended = once(this.socket, 'close').catch(() => undefined);
    signal.addEventListener('abort', () => this.socket.destroy(), { once: true });
  }

  get gone(): boolean {
    return this.socket.destroyed;
  }

  /** The handshake of a WebSocket as it should be. Resolves with the HTTP status; 0: the far end hung up. */
  async upgrade({ id, password }: Pick<Target, 'id' | 'password'>, headers: readonly string[] = []): Promise<number> {
    const basic = Buffer.from(`${id}:${password}`).toString('base64');
    this.write(
      [
        ...[`GET /${id} HTTP/1.1`, 'Host: box', 'Connection: Upgrade', 'Upgrade: websocket'],
        ...['Sec-WebSocket-Version: 13', `Sec-WebSocket-Key: ${Buffer.alloc(16, 1).toString('base64')}`],
        ...['Sec-WebSocket-Protocol: ocpp1.6', `Authorization: Basic ${basic}`, ...headers, '', ''],
      ].join('\r\n'),
    );
    for (let end = -1; end < 0; ) {
      if (this.gone) break;
      await pause(2);
      end = this.#heard.indexOf('\r\n\r\n');
      if (end >= 0) {
        this.#head = this.#heard.toString('latin1', 0, end);
        this.#heard = this.#heard.subarray(end + 4);
      }
    }
    return this.status();
  }

  /** Of the HTTP answer; 0: there was none. */
  status(): number {
    return Number(/^HTTP\/1\.1 (\d{3})/.exec(this.#head || this.#heard.toString('latin1', 0, 32))?.[1] ?? 0);
  }

  frame(wish: Omit<FrameWish, 'masked'> & { readonly masked?: boolean }): void {
    this.write(rawFrame({ masked: true, ...wish }));
  }

  text(payload: string): void {
    this.frame({ opcode: 1, payload });
  }

  write(bytes: string | Buffer): void {
    if (!this.gone) this.socket.write(bytes);
  }

  /** Waits for the far end to end it: `1008`, `HTTP 431`, or `hung up`. */
  async ending(): Promise<string> {
    await this.#ended;
    const code = this.#head === '' ? undefined : closeCodeIn(this.#heard);
    if (code !== undefined) return String(code);
    const status = this.status();
    return status > 101 ? `HTTP ${status}` : 'hung up';
  }
}
