import { crc16Arc } from '../link/crc16.ts';
import { MessageError } from './message.ts';
import { obisKey, type Said, type Telegram } from './obis.ts';

const mostLines = 500;
const number = /^-?\d{1,12}(\.\d{0,6})?$/;
const object = /^(\d{1,3}-\d{1,3}:\d{1,3}\.\d{1,3}\.\d{1,3}(?:\*\d{1,3})?)(\(.*\))$/;

/**
 * Reads one telegram of a P1 port, from its `/` to its check sum (DSMR 4 and 5, e-MUCS). Throws MessageError where the
 * check sum is missing or wrong: what came is not taken then, none of it.
 */
export function readP1(bytes: Buffer): Telegram {
  const text = bytes.toString('latin1');
  const end = text.lastIndexOf('!');
  if (!text.startsWith('/') || end < 0) throw new MessageError('what came is no telegram of a P1 port');
  const written = /^([0-9A-Fa-f]{4})\r?\n?$/.exec(text.slice(end + 1))?.[1];
  if (written === undefined)
    throw new MessageError(
      'the telegram has no check sum: the meter speaks a version before DSMR 4, which proves nothing',
    );
  const computed = crc16Arc(bytes, 0, end + 1);
  if (Number.parseInt(written, 16) !== computed)
    throw new MessageError(
      `the check sum is ${written}, that of what came is ${computed.toString(16).padStart(4, '0')}`,
    );
  const out = new Map<string, Said>();
  for (const line of text.slice(0, end).split('\n').slice(1, mostLines)) {
    const [, code, groups] = object.exec(line.trimEnd()) ?? [];
    if (code === undefined || groups === undefined) continue;
    // Of several groups the last one is the value: a gas meter's stands behind its time.
    const last = groups.slice(groups.lastIndexOf('(') + 1, -1);
    out.set(obisKey(code), saidOf(last));
  }
  return out;
}

function saidOf(text: string): Said {
  const star = text.lastIndexOf('*');
  const [value, unit] = star < 0 ? [text, undefined] : [text.slice(0, star), text.slice(star + 1)];
  return { value: unit !== undefined && number.test(value) ? Number(value) : value, unit };
}
