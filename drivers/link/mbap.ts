/** A frame of Modbus TCP: its transaction id, and unit and PDU. */
export interface MbapFrame {
  readonly transactionId: number;
  readonly body: Buffer;
}

/** What a stream of bytes begins with. `violation` says why nothing behind it can be trusted. */
export type MbapScan =
  | { readonly kind: 'frame'; readonly frame: MbapFrame; readonly end: number }
  | { readonly kind: 'partial' }
  | { readonly kind: 'violation'; readonly why: string };

const headerLength = 6;
/** Unit and function at least with one byte more; 253 bytes of PDU at most. */
const leastLength = 3;
const mostLength = 254;

/** `body` (unit and PDU) with its MBAP header in front. */
export function withMbap(transactionId: number, body: Uint8Array): Buffer {
  const frame = Buffer.alloc(headerLength + body.length);
  frame.writeUInt16BE(transactionId, 0);
  frame.writeUInt16BE(body.length, 4);
  frame.set(body, headerLength);
  return frame;
}

/** Reads the frame at the start of `bytes`: protocol id 0 and length 3..254, else a violation (field/modbus.md §4, TCP). */
export function scanMbap(bytes: Buffer): MbapScan {
  if (bytes.length >= 4 && bytes.readUInt16BE(2) !== 0) {
    return { kind: 'violation', why: `protocol id ${bytes.readUInt16BE(2)} in place of 0` };
  }
  if (bytes.length < headerLength) return { kind: 'partial' };
  const length = bytes.readUInt16BE(4);
  if (length < leastLength || length > mostLength) {
    return { kind: 'violation', why: `frame length ${length} is not within ${leastLength}..${mostLength}` };
  }
  const end = headerLength + length;
  if (bytes.length < end) return { kind: 'partial' };
  return {
    kind: 'frame',
    frame: { transactionId: bytes.readUInt16BE(0), body: bytes.subarray(headerLength, end) },
    end,
  };
}
