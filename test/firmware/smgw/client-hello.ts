/** What a TLS client offers, in the numbers of the IANA registries. */
export interface ClientHello {
  readonly random: Buffer;
  readonly suites: readonly number[];
  readonly compressions: readonly number[];
  readonly extensions: ReadonlyMap<number, Buffer>;
}

/** Reads the first record of a connection. Undefined: not whole yet. */
export function readClientHello(bytes: Buffer): ClientHello | undefined {
  if (bytes.length < 9 || bytes.length < 5 + bytes.readUInt16BE(3)) return undefined;
  if (bytes[0] !== 22 || bytes[5] !== 1) throw new Error('not a ClientHello');
  let at = 9 + 2;
  const random = bytes.subarray(at, at + 32);
  at += 32;
  at += 1 + bytes.readUInt8(at);
  const suites = words(bytes.subarray(at + 2, at + 2 + bytes.readUInt16BE(at)));
  at += 2 + bytes.readUInt16BE(at);
  const compressions = [...bytes.subarray(at + 1, at + 1 + bytes.readUInt8(at))];
  at += 1 + bytes.readUInt8(at);
  const end = at + 2 + bytes.readUInt16BE(at);
  const extensions = new Map<number, Buffer>();
  for (at += 2; at < end; at += 4 + bytes.readUInt16BE(at + 2))
    extensions.set(bytes.readUInt16BE(at), bytes.subarray(at + 4, at + 4 + bytes.readUInt16BE(at + 2)));
  return { random, suites, compressions, extensions };
}

/** A list of 16-bit numbers behind its length of 16 bits, as groups and signatures are. */
export const listOf = (hello: ClientHello, extension: number): readonly number[] =>
  words((hello.extensions.get(extension) ?? Buffer.alloc(2)).subarray(2));

function words(bytes: Buffer): readonly number[] {
  return Array.from({ length: bytes.length / 2 }, (_, index) => bytes.readUInt16BE(2 * index));
}
