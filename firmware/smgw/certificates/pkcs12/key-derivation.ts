import { hash } from 'node:crypto';
import { setImmediate as breathe } from 'node:timers/promises';

/** What a derived value is for (RFC 7292, B.3). */
export const purpose = { key: 1, iv: 2, mac: 3 } as const;

/** Digests of PKCS#12 with the length of their output and of their block, bytes. */
export const digests = {
  sha1: { outputBytes: 20, blockBytes: 64 },
  sha256: { outputBytes: 32, blockBytes: 64 },
  sha384: { outputBytes: 48, blockBytes: 128 },
  sha512: { outputBytes: 64, blockBytes: 128 },
} as const;
export type Digest = keyof typeof digests;

/** Rounds between two looks at the other work of the thread, 1 to 10 ms. */
const roundsAtOnce = 1000;

/** Derives bytes from a password the way PKCS#12 does it (RFC 7292, B.2). `password`: see `bmpPassword`. */
export async function derive(options: {
  readonly digest: Digest;
  readonly purpose: number;
  readonly password: Buffer;
  readonly salt: Uint8Array;
  readonly iterations: number;
  readonly bytes: number;
}): Promise<Buffer> {
  const { digest, password, salt, iterations, bytes } = options;
  const { blockBytes } = digests[digest];
  const diversifier = Buffer.alloc(blockBytes, options.purpose);
  let input = Buffer.concat([repeated(salt, blockBytes), repeated(password, blockBytes)]);
  const output: Buffer[] = [];
  for (let made = 0; made < bytes; made += digests[digest].outputBytes) {
    let value = hash(digest, Buffer.concat([diversifier, input]), 'buffer');
    for (let round = 1; round < iterations; round += 1) {
      if (round % roundsAtOnce === 0) await breathe();
      value = hash(digest, value, 'buffer');
    }
    output.push(value);
    input = addedTo(input, repeated(value, blockBytes).subarray(0, blockBytes), blockBytes);
  }
  return Buffer.concat(output).subarray(0, bytes);
}

/** A password as PKCS#12 hashes it: UTF-16, big endian, two zero bytes at the end. */
export const bmpPassword = (password: string): Buffer => Buffer.from(`${password}\0`, 'utf16le').swap16();

/** Repeated to a whole number of blocks; nothing stays nothing. */
function repeated(bytes: Uint8Array, blockBytes: number): Buffer {
  const length = blockBytes * Math.ceil(bytes.length / blockBytes);
  return length === 0 ? Buffer.alloc(0) : Buffer.alloc(length, bytes);
}

/** Each block plus `addend` plus one, modulo its size. */
function addedTo(blocks: Buffer, addend: Buffer, blockBytes: number): Buffer<ArrayBuffer> {
  const sum = Buffer.from(blocks);
  for (let start = 0; start < sum.length; start += blockBytes) {
    let carry = 1;
    for (let at = blockBytes - 1; at >= 0; at -= 1) {
      carry += sum.readUInt8(start + at) + addend.readUInt8(at);
      sum.writeUInt8(carry & 0xff, start + at);
      carry >>= 8;
    }
  }
  return sum;
}
