import { connect, type Socket } from 'node:net';
import { until } from '../harness/until.ts';
import { arp, broadcast, type Heard, type Ipv4, macOf, read, type Segment, tcp, tcpFlag, udp } from './frames.ts';

export interface NeighbourOptions {
  /** Where QEMU listens for who joins the wire. */
  readonly wirePort: number;
  readonly address: Ipv4;
  readonly mac: string;
}

const arpLimitMs = 20_000;

/** A machine on the same wire as the box, on foot: it speaks Ethernet frames over QEMU's socket. */
export class Neighbour {
  readonly heard = new Set<(what: Heard) => void>();
  readonly #socket: Socket;
  readonly #address: Ipv4;
  readonly #mac: Buffer;
  #rest: Buffer = Buffer.alloc(0);

  private constructor(socket: Socket, address: Ipv4, mac: string) {
    this.#socket = socket;
    this.#address = address;
    this.#mac = macOf(mac);
    socket.on('data', (chunk: Buffer) => this.#take(chunk));
    socket.on('error', () => socket.destroy());
  }

  static async join({ wirePort, address, mac }: NeighbourOptions): Promise<Neighbour> {
    const socket = connect(wirePort, '127.0.0.1');
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', reject);
    });
    return new Neighbour(socket, address, mac);
  }

  /** The card behind an address; throws TimedOut when nobody says that it is his. */
  async find(address: Ipv4): Promise<Segment> {
    let mac: Buffer | undefined;
    const listen = (what: Heard) => {
      if (what.kind === 'arp' && what.operation === 2 && what.from === address) mac = what.fromMac;
    };
    this.heard.add(listen);
    try {
      const ask = { fromMac: this.#mac, toMac: broadcast, from: this.#address, to: address };
      const toMac = await until({
        what: `somebody on the wire has ${address}`,
        limitMs: arpLimitMs,
        ask: () => {
          if (mac === undefined) this.send(arp(1, ask));
          return mac;
        },
      });
      return { ...ask, toMac };
    } finally {
      this.heard.delete(listen);
    }
  }

  syn(segment: Segment, fromPort: number, toPort: number): void {
    this.send(tcp(segment, { fromPort, toPort, sequence: 1000, acknowledged: 0, flags: tcpFlag.syn }));
  }

  reset(segment: Segment, fromPort: number, toPort: number): void {
    this.send(tcp(segment, { fromPort, toPort, sequence: 1001, acknowledged: 0, flags: tcpFlag.rst }));
  }

  datagram(segment: Segment, fromPort: number, toPort: number, content: Buffer): void {
    this.send(udp(segment, fromPort, toPort, content));
  }

  send(frame: Buffer): void {
    const head = Buffer.alloc(4);
    head.writeUInt32BE(frame.length);
    this.#socket.write(Buffer.concat([head, frame]));
  }

  leave(): void {
    this.#socket.destroy();
  }

  #take(chunk: Buffer): void {
    this.#rest = Buffer.concat([this.#rest, chunk]);
    while (this.#rest.length >= 4) {
      const length = this.#rest.readUInt32BE(0);
      if (this.#rest.length < 4 + length) return;
      const what = read(this.#rest.subarray(4, 4 + length));
      this.#rest = this.#rest.subarray(4 + length);
      if (what === undefined) continue;
      // Who wants to answer us has to know our card.
      if (what.kind === 'arp' && what.operation === 1 && what.to === this.#address) {
        const segment = { fromMac: this.#mac, toMac: what.fromMac, from: this.#address, to: what.from };
        this.send(arp(2, segment));
      }
      for (const listen of this.heard) listen(what);
    }
  }
}
