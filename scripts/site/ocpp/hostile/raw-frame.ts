/** A frame of RFC 6455 5.2 as somebody wants it, right or wrong. */
export interface FrameWish {
  /** 0 continuation, 1 text, 2 binary, 8 close, 9 ping, 10 pong. */
  readonly opcode: number;
  readonly payload?: string | Buffer;
  readonly fin?: boolean;
  /** Says that it is compressed. */
  readonly rsv1?: boolean;
  /** As a client has to. */
  readonly masked: boolean;
  /** Another length than it has. */
  readonly saysBytes?: number;
}

export function rawFrame({ opcode, payload = '', fin = true, rsv1 = false, masked, saysBytes }: FrameWish): Buffer {
  const bytes = Buffer.from(payload as string);
  const length = saysBytes ?? bytes.length;
  const maskBit = masked ? 0x80 : 0;
  const first = (fin ? 0x80 : 0) | (rsv1 ? 0x40 : 0) | opcode;
  const head =
    length < 126
      ? Buffer.from([first, maskBit | length])
      : length < 65_536
        ? Buffer.from([first, maskBit | 126, length >> 8, length & 0xff])
        : Buffer.concat([Buffer.from([first, maskBit | 127]), bigEndian(length)]);
  // A mask of zeros leaves the payload as it is, and is one all the same.
  return Buffer.concat([head, ...(masked ? [Buffer.alloc(4)] : []), bytes]);
}

/** The code of the first close frame among what a server sent (unmasked frames); undefined: there is none. */
export function closeCodeIn(bytes: Buffer): number | undefined {
  for (let at = 0; at + 2 <= bytes.length; ) {
    const opcode = (bytes[at] ?? 0) & 0x0f;
    const short = (bytes[at + 1] ?? 0) & 0x7f;
    const headBytes = short === 126 ? 4 : short === 127 ? 10 : 2;
    if (at + headBytes > bytes.length) return undefined;
    const length =
      short === 126 ? bytes.readUInt16BE(at + 2) : short === 127 ? Number(bytes.readBigUInt64BE(at + 2)) : short;
    if (opcode === 8) return length >= 2 ? bytes.readUInt16BE(at + headBytes) : 1005;
    at += headBytes + length;
  }
  return undefined;
}

function bigEndian(length: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(length));
  return bytes;
}
