import { connect, type Socket } from 'node:net';
import { until } from '../harness/until.ts';
import { type Address, isV6, oneText, solicited } from './addresses.ts';
import {
  arp,
  broadcast,
  type Heard,
  macOf,
  neighbourMessage,
  read,
  type Segment,
  tcp,
  tcpFlag,
  udp,
} from './frames.ts';

export interface NeighbourOptions {
  /** Where QEMU listens for who joins the wire. */
  readonly wirePort: number;
  /** Its own, at most one of each kind. */
  readonly addresses: readonly Address[];
  readonly mac: string;
}

const arpLimitMs = 20_000;

/**
 * QEMU's user network takes packets to anybody for itself and answers in their place. Its card is 52:55 and an address. Machine.aside
 * takes it off the wire; what was still on the way is not heard.
 */
const isOfUserNetwork = (frame: Buffer): boolean => frame.length > 8 && frame.readUInt16BE(6) === 0x5255;

/** A machine on the same wire as the box, on foot: it speaks Ethernet frames over QEMU's socket. */
export class Neighbour {
  readonly heard = new Set<(what: Heard) => void>();
  readonly #socket: Socket;
  readonly #addresses: readonly Address[];
  readonly #mac: Buffer;
  #rest: Buffer = Buffer.alloc(0);

  private constructor(socket: Socket, addresses: readonly Address[], mac: string) {
    this.#socket = socket;
    this.#addresses = addresses.map(oneText);
    this.#mac = macOf(mac);
    socket.on('data', (chunk: Buffer) => this.#take(chunk));
    socket.on('error', () => socket.destroy());
  }

  static async join({ wirePort, addresses, mac }: NeighbourOptions): Promise<Neighbour> {
    const socket = connect(wirePort, '127.0.0.1');
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', reject);
    });
    return new Neighbour(socket, addresses, mac);
  }

  /** The card behind an address; throws TimedOut when nobody says that it is his. */
  async find(address: Address): Promise<Segment> {
    let mac: Buffer | undefined;
    const listen = (what: Heard) => {
      if (what.kind === 'neighbour' && what.what === 'answer' && what.from === oneText(address)) mac = what.fromMac;
    };
    this.heard.add(listen);
    try {
      const toMac = await until({
        what: `somebody on the wire has ${address}`,
        limitMs: arpLimitMs,
        ask: () => {
          if (mac === undefined) this.#askFor(address);
          return mac;
        },
      });
      return { fromMac: this.#mac, toMac, from: this.#ownFor(address), to: address };
    } finally {
      this.heard.delete(listen);
    }
  }

  #askFor(address: Address): void {
    const ours = { fromMac: this.#mac, from: this.#ownFor(address) };
    const group = isV6(address) ? solicited(address) : undefined;
    const frame =
      group !== undefined
        ? neighbourMessage({ ...ours, toMac: group.mac, to: group.address }, 'ask', address)
        : arp(1, { ...ours, toMac: broadcast, to: address });
    this.send(frame);
  }

  #ownFor(address: Address): Address {
    const own = this.#addresses.find((one) => isV6(one) === isV6(address));
    if (own === undefined) throw new Error(`this neighbour has no address to ask ${address} from`);
    return own;
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
      const frame = this.#rest.subarray(4, 4 + length);
      this.#rest = this.#rest.subarray(4 + length);
      const what = isOfUserNetwork(frame) ? undefined : read(frame);
      if (what === undefined) continue;
      // Who wants to answer us has to know our card.
      if (what.kind === 'neighbour' && what.what === 'ask' && this.#addresses.includes(what.to)) {
        const segment = { fromMac: this.#mac, toMac: what.fromMac, from: what.to, to: what.from };
        this.send(isV6(what.to) ? neighbourMessage(segment, 'answer', what.to) : arp(2, segment));
      }
      for (const listen of this.heard) listen(what);
    }
  }
}
