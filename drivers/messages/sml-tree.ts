import { MessageError } from './message.ts';

/** An element of SML: octets, a number, a truth, a list, or nothing (an optional one that was left out). */
export type SmlNode = Buffer | number | boolean | undefined | readonly SmlNode[];

const mostNodes = 5_000;
const deepest = 16;

/**
 * Reads the elements of an SML file (BSI TR-03109-1 annex IV, §6.3): type and length, then what they announce. A number of
 * more than 53 bits loses its lowest ones. Throws MessageError for what ends too early, is too deep or too much.
 */
export function readSmlTree(bytes: Buffer): readonly SmlNode[] {
  const out: SmlNode[] = [];
  const reader = { bytes, at: 0, nodes: 0 };
  while (reader.at < bytes.length) {
    // The end of a message, and what fills the transport up.
    if (bytes[reader.at] === 0) reader.at += 1;
    else out.push(element(reader, 0));
  }
  return out;
}

interface Reader {
  readonly bytes: Buffer;
  at: number;
  nodes: number;
}

function element(reader: Reader, depth: number): SmlNode {
  reader.nodes += 1;
  if (depth > deepest || reader.nodes > mostNodes)
    throw new MessageError('the telegram is deeper or longer than one is');
  const from = reader.at;
  const { type, length } = header(reader);
  if (type === 7) {
    if (length > mostNodes) throw new MessageError('the telegram is deeper or longer than one is');
    return Array.from({ length }, () => element(reader, depth + 1));
  }
  // The length counts the header; only for lists it counts the elements.
  const size = length - (reader.at - from);
  if (length === 0 && type === 0) return undefined;
  if (size < 0 || reader.at + size > reader.bytes.length)
    throw new MessageError('the telegram ends before its last element');
  const content = reader.bytes.subarray(reader.at, reader.at + size);
  reader.at += size;
  if (type === 0) return content.length === 0 ? undefined : content;
  if (type === 4) return content.some((byte) => byte !== 0);
  if (type === 5 || type === 6) return integer(content, type === 5);
  throw new MessageError(`the telegram has an element of the unknown type ${type}`);
}

function header(reader: Reader): { type: number; length: number } {
  let byte = next(reader);
  const type = (byte >> 4) & 7;
  let length = byte & 15;
  for (let more = 0; byte & 0x80; more += 1) {
    byte = next(reader);
    if (more > 2 || byte & 0x70) throw new MessageError('the telegram has an element whose length cannot be read');
    length = length * 16 + (byte & 15);
  }
  return { type, length };
}

function next(reader: Reader): number {
  const byte = reader.bytes[reader.at];
  if (byte === undefined) throw new MessageError('the telegram ends before its last element');
  reader.at += 1;
  return byte;
}

function integer(content: Buffer, signed: boolean): number {
  if (content.length === 0 || content.length > 8) throw new MessageError('the telegram has a number of a strange size');
  const bits = BigInt(`0x${content.toString('hex')}`);
  return Number(signed ? BigInt.asIntN(8 * content.length, bits) : bits);
}
