import { connect, type Socket } from 'node:net';

/** What a slow peer sends at once; then a byte a second, which never becomes a whole call. */
const beginnings = [
  'GET /api/v1/state HTTP/1.1\r\nHost: 127.0.0.1\r\nX-a: ',
  'POST /api/v1/session HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 60000\r\n\r\n{',
  '',
];
const dripEveryMs = 1_000;
/** Fewer than one address may hold. */
const perAddress = 50;

/** Connections that never get to the end of a call (slow-loris); one that is closed comes back. */
export class SlowPeers {
  readonly #port: number;
  readonly #sockets = new Set<Socket>();
  readonly #timer: NodeJS.Timeout;
  #stopped = false;
  /** How often one of them was closed by the far end. */
  closed = 0;
  connected = 0;

  constructor(port: number, count: number) {
    this.#port = port;
    for (let k = 0; k < count; k += 1) this.#open(k);
    this.#timer = setInterval(() => {
      for (const socket of this.#sockets) if (socket.writable) socket.write('b');
    }, dripEveryMs);
  }

  /** Those that the far end holds open at the moment. */
  get holding(): number {
    return [...this.#sockets].filter(({ readyState }) => readyState === 'open').length;
  }

  leave(): void {
    this.#stopped = true;
    clearInterval(this.#timer);
    for (const socket of this.#sockets) socket.destroy();
  }

  #open(k: number): void {
    const localAddress = `127.0.2.${1 + Math.floor(k / perAddress)}`;
    const socket = connect({ port: this.#port, host: '127.0.0.1', localAddress }, () => {
      this.connected += 1;
      const beginning = beginnings[k % beginnings.length] ?? '';
      if (beginning !== '') socket.write(beginning);
    });
    this.#sockets.add(socket);
    // The box answers some of them (408) before it closes.
    socket.on('data', () => {});
    // A reset is what this is about; 'close' follows it.
    socket.on('error', () => {});
    socket.once('close', () => {
      this.#sockets.delete(socket);
      if (this.#stopped) return;
      this.closed += 1;
      setTimeout(() => this.#stopped || this.#open(k), dripEveryMs);
    });
  }
}
