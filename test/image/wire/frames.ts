/** Frames of a wire as bytes: just enough to be a neighbour who knocks at every port. */

export type Ipv4 = string;

export interface Segment {
  readonly fromMac: Buffer;
  readonly toMac: Buffer;
  readonly from: Ipv4;
  readonly to: Ipv4;
}

export const broadcast = Buffer.alloc(6, 0xff);
const etherType = { ipv4: 0x0800, arp: 0x0806 } as const;
const protocol = { icmp: 1, tcp: 6, udp: 17 } as const;

export const macOf = (text: string): Buffer => Buffer.from(text.replaceAll(':', ''), 'hex');
export const addressBytes = (address: Ipv4): Buffer => Buffer.from(address.split('.').map(Number));
const addressText = (bytes: Buffer): Ipv4 => [...bytes].join('.');

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

function ipv4(segment: Segment, kind: number, payload: Buffer): Buffer {
  const head = Buffer.alloc(20);
  head[0] = 0x45;
  head.writeUInt16BE(20 + payload.length, 2);
  head.writeUInt16BE(0x4000, 6);
  head[8] = 64;
  head[9] = kind;
  addressBytes(segment.from).copy(head, 12);
  addressBytes(segment.to).copy(head, 16);
  head.writeUInt16BE(checksum(head), 10);
  return ethernet(segment.toMac, segment.fromMac, etherType.ipv4, Buffer.concat([head, payload]));
}

function pseudoHeader({ from, to }: Segment, kind: number, length: number): Buffer {
  return Buffer.concat([addressBytes(from), addressBytes(to), Buffer.from([0, kind, length >> 8, length & 0xff])]);
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
  return ipv4(segment, protocol.tcp, head);
}

export function udp(segment: Segment, fromPort: number, toPort: number, content: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt16BE(fromPort, 0);
  head.writeUInt16BE(toPort, 2);
  head.writeUInt16BE(8 + content.length, 4);
  const whole = Buffer.concat([head, content]);
  whole.writeUInt16BE(checksum(pseudoHeader(segment, protocol.udp, whole.length), whole) || 0xffff, 6);
  return ipv4(segment, protocol.udp, whole);
}

export type Heard =
  | {
      readonly kind: 'arp';
      readonly operation: number;
      readonly fromMac: Buffer;
      readonly from: Ipv4;
      readonly to: Ipv4;
    }
  | ({ readonly kind: 'tcp'; readonly from: Ipv4; readonly to: Ipv4 } & TcpHead)
  | {
      readonly kind: 'udp';
      readonly from: Ipv4;
      readonly to: Ipv4;
      readonly fromPort: number;
      readonly toPort: number;
      readonly content: Buffer;
    }
  /** Somebody says that a packet of ours cannot be delivered; `port` is the one it went to. */
  | {
      readonly kind: 'unreachable';
      readonly from: Ipv4;
      readonly to: Ipv4;
      readonly protocol: number;
      readonly port: number;
    };

/** What a frame says, as far as it is our concern; undefined for the rest, and for one that is cut short. */
export function read(frame: Buffer): Heard | undefined {
  if (frame.length < 42) return undefined;
  const type = frame.readUInt16BE(12);
  const rest = frame.subarray(14);
  if (type === etherType.arp)
    return {
      kind: 'arp',
      operation: rest.readUInt16BE(6),
      fromMac: Buffer.from(rest.subarray(8, 14)),
      from: addressText(rest.subarray(14, 18)),
      to: addressText(rest.subarray(24, 28)),
    };
  if (type !== etherType.ipv4) return undefined;
  const headLength = ((rest[0] ?? 0) & 0x0f) * 4;
  const from = addressText(rest.subarray(12, 16));
  const to = addressText(rest.subarray(16, 20));
  const body = rest.subarray(headLength, rest.readUInt16BE(2));
  if (rest[9] === protocol.tcp && body.length >= 20) return { kind: 'tcp', from, to, ...tcpHead(body) };
  if (rest[9] === protocol.udp && body.length >= 8)
    return {
      ...{ kind: 'udp', from, to, content: body.subarray(8) },
      ...{ fromPort: body.readUInt16BE(0), toPort: body.readUInt16BE(2) },
    };
  if (rest[9] === protocol.icmp && body[0] === 3 && body.length >= 32)
    return { kind: 'unreachable', from, to, protocol: body[17] ?? 0, port: body.readUInt16BE(30) };
  return undefined;
}

function tcpHead(body: Buffer): TcpHead {
  return {
    ...{ fromPort: body.readUInt16BE(0), toPort: body.readUInt16BE(2), flags: body[13] ?? 0 },
    ...{ sequence: body.readUInt32BE(4), acknowledged: body.readUInt32BE(8) },
  };
}
