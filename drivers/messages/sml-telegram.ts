import { crc16Kermit, crc16X25 } from '../link/crc16.ts';
import { MessageError } from './message.ts';
import { obisKey, type Said, type Telegram } from './obis.ts';
import { readSmlTree, type SmlNode } from './sml-tree.ts';

const frameBytes = 8;
const getListResponse = 0x0701;

/** DLMS/COSEM units (IEC 62056-62) that meters of buildings use. */
const units: Readonly<Record<number, string>> = {
  27: 'W',
  28: 'VA',
  29: 'var',
  30: 'Wh',
  31: 'VAh',
  32: 'varh',
  33: 'A',
  35: 'V',
  44: 'Hz',
  8: 'deg',
};

/**
 * Reads one transport of SML: begin, file, end, check sum. What its list responses say by OBIS code. Throws MessageError where
 * the check sum is wrong or it cannot be read: none of it is taken then.
 */
export function readSml(bytes: Buffer): Telegram {
  const fill = bytes[bytes.length - 3];
  if (bytes.length < 2 * frameBytes || fill === undefined || fill > 3)
    throw new MessageError('what came is no transport of SML');
  const written = bytes.readUInt16LE(bytes.length - 2);
  if (![crc16X25, crc16Kermit].some((crc) => crc(bytes, 0, bytes.length - 2) === written))
    throw new MessageError('the check sum is not that of what came');
  const file = unescaped(bytes.subarray(frameBytes, bytes.length - frameBytes));
  const out = new Map<string, Said>();
  for (const message of readSmlTree(file.subarray(0, file.length - fill)))
    for (const entry of entriesOf(message)) {
      const [name, , , unit, scaler, value] = entry;
      if (!Buffer.isBuffer(name) || name.length !== 6) continue;
      const said = saidOf(value, scaler, unit);
      if (said !== undefined) out.set(codeOf(name), said);
    }
  return out;
}

/** Four escape bytes in the file stand twice in the stream. */
function unescaped(file: Buffer): Buffer {
  const twice = Buffer.from('1b1b1b1b1b1b1b1b', 'hex');
  const parts: Buffer[] = [];
  let from = 0;
  for (let at = file.indexOf(twice); at >= 0; at = file.indexOf(twice, from)) {
    parts.push(file.subarray(from, at + 4));
    from = at + 8;
  }
  return Buffer.concat([...parts, file.subarray(from)]);
}

/** The entries of a message that is a list response: `[transaction, group, abort, [0x0701, [client, server, list, time, entries, …]], …]`. */
function entriesOf(message: SmlNode): (readonly SmlNode[])[] {
  if (!isList(message)) return [];
  const body = message[3];
  if (!isList(body) || body[0] !== getListResponse || !isList(body[1])) return [];
  const entries = body[1][4];
  return isList(entries) ? entries.filter(isList) : [];
}

const isList = (node: SmlNode): node is readonly SmlNode[] => Array.isArray(node);

function saidOf(value: SmlNode, scaler: SmlNode, unit: SmlNode): Said | undefined {
  if (Buffer.isBuffer(value)) return { value: value.toString('hex'), unit: undefined };
  if (typeof value !== 'number') return undefined;
  const power = typeof scaler === 'number' && Math.abs(scaler) <= 12 ? scaler : 0;
  // Dividing by 10 gives 1.6 where multiplying by 0.1 gives 1.6000000000000001.
  const scaled = power < 0 ? value / 10 ** -power : value * 10 ** power;
  return { value: scaled, unit: typeof unit === 'number' ? (units[unit] ?? `unit ${unit}`) : undefined };
}

function codeOf(name: Buffer): string {
  const [a, b, c, d, e, f] = name;
  return obisKey(`${a}-${b}:${c}.${d}.${e}*${f}`);
}
