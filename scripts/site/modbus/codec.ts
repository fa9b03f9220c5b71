/** Register words of a value, written from the Modbus tables alone: it must not share code with the firmware it tests. */

export type WordOrder = 'msw_first' | 'lsw_first';

/** Raw numbers, or text for `string`, `utf16` and `words` (hex). */
export type Raw = number | string;

const integers: Readonly<Record<string, readonly [bits: number, signed: boolean]>> = {
  uint16: [16, false],
  int16: [16, true],
  uint32: [32, false],
  int32: [32, true],
  uint64: [64, false],
  int64: [64, true],
  acc32: [32, false],
  sunssf: [16, true],
};

/** The words of a raw value. Integers are rounded and held inside their range; NaN is possible only in floats. */
export function encode(type: string, words: number, raw: Raw, order: WordOrder): number[] {
  if (typeof raw === 'string') return encodeText(type, words, raw);
  const bytes = Buffer.alloc(words * 2);
  const integer = integers[type];
  if (integer !== undefined) writeInteger(bytes, raw, integer);
  else if (type === 'float32') bytes.writeFloatBE(raw);
  else if (type === 'float64') bytes.writeDoubleBE(raw);
  else throw new TypeError(`a ${type} register takes no number`);
  return ordered(wordsOf(bytes), order);
}

/** The raw value behind words, the inverse of `encode`. */
export function decode(type: string, words: readonly number[], order: WordOrder): Raw {
  if (type === 'words') return bytesOf(words).toString('hex');
  if (type === 'string') return bytesOf(words).toString('latin1').replace(/\0+$/, '');
  if (type === 'utf16') return String.fromCharCode(...words).replace(/\0+$/, '');
  const bytes = bytesOf(ordered(words, order));
  if (type === 'float32') return bytes.readFloatBE();
  if (type === 'float64') return bytes.readDoubleBE();
  const integer = integers[type];
  if (integer === undefined) throw new TypeError(`no decoder for ${type}`);
  const unsigned = BigInt(`0x${bytes.toString('hex')}`);
  const [bits, signed] = integer;
  return Number(signed ? BigInt.asIntN(bits, unsigned) : unsigned);
}

function writeInteger(bytes: Buffer, raw: number, [bits, signed]: readonly [number, boolean]): void {
  if (!Number.isFinite(raw)) throw new RangeError(`an integer register cannot hold ${raw}`);
  const most = signed ? (1n << BigInt(bits - 1)) - 1n : (1n << BigInt(bits)) - 1n;
  const least = signed ? -(1n << BigInt(bits - 1)) : 0n;
  const wanted = BigInt(Math.round(raw));
  const held = wanted > most ? most : wanted < least ? least : wanted;
  const hex = BigInt.asUintN(bits, held).toString(16);
  bytes.write(hex.padStart(bytes.length * 2, '0'), 'hex');
}

function encodeText(type: string, words: number, text: string): number[] {
  if (type === 'utf16') return Array.from({ length: words }, (_, i) => (i < text.length ? text.charCodeAt(i) : 0));
  const bytes = Buffer.alloc(words * 2);
  if (type === 'words') bytes.write(text.padStart(words * 4, '0').slice(-words * 4), 'hex');
  else if (type === 'string') bytes.write(text.slice(0, words * 2), 'latin1');
  else throw new TypeError(`a ${type} register takes no text`);
  return wordsOf(bytes);
}

const ordered = (words: readonly number[], order: WordOrder): number[] =>
  order === 'msw_first' ? [...words] : [...words].reverse();

const wordsOf = (bytes: Buffer): number[] =>
  Array.from({ length: bytes.length / 2 }, (_, i) => bytes.readUInt16BE(i * 2));

function bytesOf(words: readonly number[]): Buffer {
  const bytes = Buffer.alloc(words.length * 2);
  words.forEach((word, i) => {
    bytes.writeUInt16BE(word, i * 2);
  });
  return bytes;
}
