import { z } from 'zod';

/**
 * What the smgw process says of a stream before any byte of the far end: 4 bytes length (big endian), then JSON. Authority
 * comes from here and nowhere else; only the smgw process reaches the socket it is said on.
 */
const header = z.strictObject({
  channelId: z.string().min(1).max(32),
  connectionId: z.string().min(1).max(64),
  /** SHA-256 over the DER of the certificate at the other end of the HAN, hex small letters. */
  peerSha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** Of the setup that the stream was opened under, as the main thread gave them. */
  terms: z.string().min(1).max(64).exactOptional(),
  /** Of the wish for this very stream (channel-stream.ts); absent on a stream that nobody wished. */
  streamId: z.string().min(1).max(64).exactOptional(),
});
export type StreamHeader = z.output<typeof header>;

/** A header is two ids and a hash. */
export const maxStreamHeaderBytes = 512;

export function encodeStreamHeader(value: StreamHeader): Buffer {
  const json = Buffer.from(JSON.stringify(header.parse(value)));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(json.length);
  return Buffer.concat([length, json]);
}

/** `more`: not whole yet. `wrong`: not a header, close the stream. `rest`: bytes of the far end that came with it. */
export type DecodedStreamHeader =
  | { readonly kind: 'more' }
  | { readonly kind: 'wrong' }
  | { readonly kind: 'header'; readonly header: StreamHeader; readonly rest: Buffer };

export function decodeStreamHeader(bytes: Buffer): DecodedStreamHeader {
  if (bytes.length < 4) return { kind: 'more' };
  const length = bytes.readUInt32BE(0);
  if (length === 0 || length > maxStreamHeaderBytes) return { kind: 'wrong' };
  if (bytes.length < 4 + length) return { kind: 'more' };
  try {
    const parsed = header.safeParse(JSON.parse(bytes.toString('utf8', 4, 4 + length)));
    return parsed.success
      ? { kind: 'header', header: parsed.data, rest: bytes.subarray(4 + length) }
      : { kind: 'wrong' };
  } catch {
    return { kind: 'wrong' };
  }
}
