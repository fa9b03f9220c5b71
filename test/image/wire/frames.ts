import { type Address, addressBytes, addressText, isV6 } from './addresses.ts';

/** Frames of a wire as bytes: just enough to be a neighbour who knocks at every port. */

export interface Segment {
  readonly fromMac: Buffer;
  readonly toMac: Buffer;
  readonly from: Address;
  readonly to: Address;
}

export const broadcast = Buffer.alloc(6, 0xff);
const etherType = { ipv4: 0x0800, arp: 0x0806, ipv6: 0x86dd } as const;
const protocol = { icmp: 1, tcp: 6, udp: 17, icmpv6: 58 } as const;

export const macOf = (text: string): Buffer => Buffer.from(text.replaceAll(':', ''), 'hex');

/** The ones' complement sum of RFC 1071. */
export function checksum(...parts: readonly Buffer[]): number {
  const whole = Buffer.concat(parts);
  let sum = 0;
  for (let k = 0; k < whole.length; k += 2) sum += ((whole[k] ?? 0) << 8) | (whole[k + 1] ?? 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}

function ethernet(to: Buffer, from: Buffer, type: number, payload: Buffer): Buffer {
  const head = Buffer.alloc(14);
  to.copy(head, 0);
  from.copy(head, 6);
  head.writeUInt16BE(type, 12);
  const frame = Buffer.concat([head, payload]);
  return frame.length >= 60 ? frame : Buffer.concat([frame, Buffer.alloc(60 - frame.length)]);
}

/** `operation` 1 asks who has `to`, 2 answers. */
export function arp(operation: 1 | 2, { fromMac, toMac, from, to }: Segment): Buffer {
  const head = Buffer.from([0, 1, 8, 0, 6, 4, 0, operation]);
  const asked = operation === 1 ? Buffer.alloc(6) : toMac;
  return ethernet(
    toMac,
    fromMac,
    etherType.arp,
    Buffer.concat([head, fromMac, addressBytes(from), asked, addressBytes(to)]),
  );
}

function packet(segment: Segment, kind: number, payload: Buffer): Buffer {
  const type = isV6(segment.to) ? etherType.ipv6 : etherType.ipv4;
  const head = type === etherType.ipv6 ? headV6(segment, kind, payload.length) : headV4(segment, kind, payload.length);
  return ethernet(segment.toMac, segment.fromMac, type, Buffer.concat([head, payload]));
}

function headV4({ from, to }: Segment, kind: number, length: number): Buffer {
  const head = Buffer.alloc(20);
  head[0] = 0x45;
  head.writeUInt16BE(20 + length, 2);
  head.writeUInt16BE(0x4000, 6);
  head[8] = 64;
  head[9] = kind;
  addressBytes(from).copy(head, 12);
  addressBytes(to).copy(head, 16);
  head.writeUInt16BE(checksum(head), 10);
  return head;
}

/** Neighbours take messages about neighbours only with the hop limit that no router leaves as it is. */
const onThisWire = 255;

function headV6({ from, to }: Segment, kind: number, length: number): Buffer {
  const head = Buffer.alloc(8);
  head[0] = 0x60;
  head.writeUInt16BE(length, 4);
  head[6] = kind;
  head[7] = onThisWire;
  return Buffer.concat([head, addressBytes(from), addressBytes(to)]);
}

function pseudoHeader({ from, to }: Segment, kind: number, length: number): Buffer {
  const end = Buffer.alloc(isV6(to) ? 8 : 4);
  end.writeUInt16BE(length, end.length - (isV6(to) ? 6 : 2));
  end.writeUInt8(kind, isV6(to) ? 7 : 1);
  return Buffer.concat([addressBytes(from), addressBytes(to), end]);
}

/** What ARP is for IPv4: `ask` who has `target`, or say that it is us. */
export function neighbourMessage(segment: Segment, what: 'ask' | 'answer', target: Address): Buffer {
  const head = Buffer.alloc(8);
  head[0] = what === 'ask' ? 135 : 136;
  if (what === 'answer') head[4] = 0x60;
  const card = Buffer.concat([Buffer.from([what === 'ask' ? 1 : 2, 1]), segment.fromMac]);
  const message = Buffer.concat([head, addressBytes(target), card]);
  message.writeUInt16BE(checksum(pseudoHeader(segment, protocol.icmpv6, message.length), message), 2);
  return packet(segment, protocol.icmpv6, message);
}

export const tcpFlag = { fin: 1, syn: 2, rst: 4, ack: 16 } as const;

export interface TcpHead {
  readonly fromPort: number;
  readonly toPort: number;
  readonly sequence: number;
  readonly acknowledged: number;
  readonly flags: number;
}

export function tcp(segment: Segment, { fromPort, toPort, sequence, acknowledged, flags }: TcpHead): Buffer {
  const head = Buffer.alloc(20);
  head.writeUInt16BE(fromPort, 0);
  head.writeUInt16BE(toPort, 2);
  head.writeUInt32BE(sequence, 4);
  head.writeUInt32BE(acknowledged, 8);
  head[12] = 0x50;
  head[13] = flags;
  head.writeUInt16BE(64_240, 14);
  head.writeUInt16BE(checksum(pseudoHeader(segment, protocol.tcp, head.length), head), 16);
  return packet(segment, protocol.tcp, head);
}

export function udp(segment: Segment, fromPort: number, toPort: number, content: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt16BE(fromPort, 0);
  head.writeUInt16BE(toPort, 2);
  head.writeUInt16BE(8 + content.length, 4);
  const whole = Buffer.concat([head, content]);
  whole.writeUInt16BE(checksum(pseudoHeader(segment, protocol.udp, whole.length), whole) || 0xffff, 6);
  return packet(segment, protocol.udp, whole);
}

interface Ends {
  readonly from: Address;
  readonly to: Address;
}

export type Heard =
  /** ARP or its counterpart in IPv6: `from` asks who has `to`, or says that `from` is at `fromMac`. */
  | ({ readonly kind: 'neighbour'; readonly what: 'ask' | 'answer'; readonly fromMac: Buffer } & Ends)
  | ({ readonly kind: 'tcp' } & Ends & TcpHead)
  | ({ readonly kind: 'udp'; readonly fromPort: number; readonly toPort: number; readonly content: Buffer } & Ends)
  /** Somebody says that a packet of ours cannot be delivered; `port` is the one it went to. */
  | ({ readonly kind: 'unreachable'; readonly protocol: number; readonly port: number } & Ends);

/** What a frame says, as far as it is our concern; undefined for the rest, and for one that is cut short. */
export function read(frame: Buffer): Heard | undefined {
  if (frame.length < 42) return undefined;
  const rest = frame.subarray(14);
  const type = frame.readUInt16BE(12);
  if (type === etherType.arp) return readArp(rest);
  if (type === etherType.ipv4) return readV4(rest);
  return type === etherType.ipv6 && rest.length >= 40 ? readV6(rest, frame.subarray(6, 12)) : undefined;
}

function readArp(rest: Buffer): Heard {
  const ends = { from: addressText(rest.subarray(14, 18)), to: addressText(rest.subarray(24, 28)) };
  const what = rest.readUInt16BE(6) === 1 ? 'ask' : 'answer';
  return { kind: 'neighbour', what, fromMac: Buffer.from(rest.subarray(8, 14)), ...ends };
}

function readV4(rest: Buffer): Heard | undefined {
  const headLength = ((rest[0] ?? 0) & 0x0f) * 4;
  const ends = { from: addressText(rest.subarray(12, 16)), to: addressText(rest.subarray(16, 20)) };
  const body = rest.subarray(headLength, rest.readUInt16BE(2));
  if (rest[9] === protocol.icmp && body[0] === 3 && body.length >= 32)
    return { kind: 'unreachable', ...ends, protocol: body[17] ?? 0, port: body.readUInt16BE(30) };
  return readBody(rest[9] ?? 0, body, ends);
}

function readV6(rest: Buffer, fromMac: Buffer): Heard | undefined {
  const ends = { from: addressText(rest.subarray(8, 24)), to: addressText(rest.subarray(24, 40)) };
  const body = rest.subarray(40, 40 + rest.readUInt16BE(4));
  if (rest[6] !== protocol.icmpv6) return readBody(rest[6] ?? 0, body, ends);
  const target = () => addressText(body.subarray(8, 24));
  const card = { kind: 'neighbour', fromMac: Buffer.from(fromMac) } as const;
  if (body[0] === 135 && body.length >= 24) return { ...card, what: 'ask', from: ends.from, to: target() };
  if (body[0] === 136 && body.length >= 24) return { ...card, what: 'answer', from: target(), to: ends.to };
  if (body[0] === 1 && body.length >= 52)
    return { kind: 'unreachable', ...ends, protocol: body[14] ?? 0, port: body.readUInt16BE(50) };
  return undefined;
}

function readBody(kind: number, body: Buffer, ends: Ends): Heard | undefined {
  if (kind === protocol.tcp && body.length >= 20) return { kind: 'tcp', ...ends, ...tcpHead(body) };
  if (kind !== protocol.udp || body.length < 8) return undefined;
  const ports = { fromPort: body.readUInt16BE(0), toPort: body.readUInt16BE(2) };
  return { kind: 'udp', ...ends, ...ports, content: body.subarray(8) };
}

function tcpHead(body: Buffer): TcpHead {
  return {
    ...{ fromPort: body.readUInt16BE(0), toPort: body.readUInt16BE(2), flags: body[13] ?? 0 },
    ...{ sequence: body.readUInt32BE(4), acknowledged: body.readUInt32BE(8) },
  };
}
