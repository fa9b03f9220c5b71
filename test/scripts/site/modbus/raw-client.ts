import { connect, type Socket } from 'node:net';

/** A Modbus client written out by hand for these tests: bytes in, bytes out, nothing shared with the servers. */
export class RawClient {
  readonly #socket: Socket;
  #received = Buffer.alloc(0);
  #waiting: (() => void) | undefined;
  closed = false;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (chunk) => {
      this.#received = Buffer.concat([this.#received, chunk]);
      this.#waiting?.();
    });
    socket.on('close', () => {
      this.closed = true;
      this.#waiting?.();
    });
    socket.on('error', () => {});
  }

  static async open(port: number): Promise<RawClient> {
    const socket = connect(port, '127.0.0.1');
    await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
    return new RawClient(socket);
  }

  send(hex: string): void {
    this.#socket.write(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
  }

  /** The next bytes as hex; fewer if the far end closes. */
  async receive(bytes: number): Promise<string> {
    while (this.#received.length < bytes && !this.closed) {
      await new Promise<void>((resolve) => {
        this.#waiting = resolve;
      });
    }
    const hex = this.#received.subarray(0, bytes).toString('hex');
    this.#received = this.#received.subarray(bytes);
    return hex;
  }

  get receivedBytes(): number {
    return this.#received.length;
  }

  close(): void {
    this.#socket.destroy();
  }
}
