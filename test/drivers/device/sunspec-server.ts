import { createServer, type Server, type Socket } from 'node:net';

/** A model as a device holds it: its length, and the words at offsets from its header; all others are 0x8000. */
export interface HeldModel {
  readonly id: number;
  readonly length: number;
  readonly words?: Readonly<Record<number, number>>;
}

/** A Modbus TCP device whose registers are an image: what it does not have it refuses with exception 2. */
export class SunspecServer {
  readonly asked: [address: number, quantity: number][] = [];
  readonly #image = new Map<number, number>();
  readonly #sockets = new Set<Socket>();
  readonly #server: Server;
  /** Answers nothing to a read that begins here. */
  silentAt: number | undefined;
  /** Called before each reply. */
  before: () => void = () => undefined;

  constructor() {
    this.#server = createServer((socket) => {
      this.#sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => this.#sockets.delete(socket));
      socket.on('data', (bytes: Buffer) => this.#take(socket, bytes));
    });
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? `127.0.0.1:${address.port}` : '';
  }

  /** Marker, models, end marker; nothing else is there. Where each header stands. */
  hold(anchor: number, models: readonly HeldModel[], end: readonly number[] = [0xffff, 0]): number[] {
    this.#image.clear();
    this.put(anchor, [0x5375, 0x6e53]);
    let address = anchor + 2;
    const headers = models.map(({ id, length, words = {} }) => {
      const header = address;
      this.put(header, [id, length, ...Array<number>(length).fill(0x8000)]);
      for (const [offset, word] of Object.entries(words)) this.put(header + Number(offset), [word]);
      address += 2 + length;
      return header;
    });
    this.put(address, end);
    return headers;
  }

  put(address: number, words: readonly number[]): void {
    words.forEach((word, k) => {
      this.#image.set(address + k, word & 0xffff);
    });
  }

  clear(): void {
    this.#image.clear();
  }

  /** As when it restarts. */
  drop(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async close(): Promise<void> {
    this.drop();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #take(socket: Socket, bytes: Buffer): void {
    // The driver has one request outstanding: a segment is a request.
    const address = bytes.readUInt16BE(8);
    const quantity = bytes.readUInt16BE(10);
    this.asked.push([address, quantity]);
    if (address === this.silentAt) return;
    this.before();
    const words = Array.from({ length: quantity }, (_, k) => this.#image.get(address + k));
    const has = bytes.readUInt8(7) === 3 && words.every((word) => word !== undefined);
    const pdu = has ? [3, 2 * quantity, ...words.flatMap((word = 0) => [word >> 8, word & 0xff])] : [0x83, 2];
    const head = Buffer.from(bytes.subarray(0, 7));
    head.writeUInt16BE(1 + pdu.length, 4);
    socket.write(Buffer.concat([head, Buffer.from(pdu)]));
  }
}
