import { NetwachtError } from '../../domain/errors.ts';
import type { RawRead } from '../../domain/raw-read.ts';
import type { DeviceConfig } from '../../domain/site/devices.ts';
import type { Site } from '../../domain/site/schema.ts';
import { deviceCalled } from './dev-id.ts';
import { once } from './variable-change.ts';

/** What `modbus_get` asks for, and how the words become values. */
export interface RawQuery {
  readonly read: RawRead;
  readonly type: RawType;
  /** Low word first. */
  readonly isLowFirst: boolean;
  /** A list of so many; absent: one value. */
  readonly count: number | undefined;
}

/** 16, 32, 64 bits without sign, a 32 bit float, a text. */
type RawType = 'w' | 'd' | 'q' | 'f' | 's';

const wordsPerValue = { w: 1, d: 2, q: 4, f: 2, s: 1 } as const;
const mostWords = 125;
const mostBits = 2000;
const usualPort = ':502';

/**
 * `device=M1`, or `addr` and `id` as the original has them, of a device of the site; `func` 1 to 4 (3), `reg` decimal or 0x, `type`
 * w, d, q, f or s (w), `cnt` values, `order` hl or lh (hl). Codes: `badName`, `badRegister` (400), `noDevice` (404).
 */
export function rawQueryOf(query: URLSearchParams, site: Site | undefined, usualUnit: UsualUnit): RawQuery {
  if (query.has('val')) throw badRegister('modbus_get only reads: val has no meaning there');
  const { id: device } = deviceOf(query, site, usualUnit);
  const functionCode = whole(query, 'func', 1, 4, 3) as RawRead['functionCode'];
  const address = whole(query, 'reg', 0, 0xffff);
  const isBits = functionCode <= 2;
  const type = oneOf(query, 'type', ['w', 'd', 'q', 'f', 's']);
  if (isBits && type !== 'w') throw badRegister('Coils and inputs are bits: they have no type');
  const size = wordsPerValue[type];
  const most = isBits ? mostBits : Math.floor(mostWords / size);
  const count = query.has('cnt') ? whole(query, 'cnt', 1, most) : undefined;
  const quantity = size * (count ?? 1);
  if (address + quantity > 0x1_0000) throw badRegister('There are no registers behind 65535');
  const isLowFirst = oneOf(query, 'order', ['hl', 'lh']) === 'lh';
  return { read: { device, functionCode, address, quantity }, type, isLowFirst, count };
}

/** The unit id that a product has where the site names none. */
export type UsualUnit = (definition: string) => number | null | undefined;

/** One value, or a list where a count was asked for; a text is one value. A float that is no number is null. */
export function rawAnswer({ type, isLowFirst, count }: RawQuery, words: readonly number[]): unknown {
  if (type === 's') return textOf(words, isLowFirst);
  const size = wordsPerValue[type];
  const values = Array.from({ length: words.length / size }, (_, k) => {
    const own = words.slice(k * size, (k + 1) * size);
    return valueIn(type, isLowFirst ? own.toReversed() : own);
  });
  return count === undefined ? values[0] : values;
}

function valueIn(type: Exclude<RawType, 's'>, words: readonly number[]): number | null {
  const bytes = bytesOf(words);
  if (type === 'w') return bytes.readUInt16BE(0);
  if (type === 'd') return bytes.readUInt32BE(0);
  if (type === 'q') return Number(bytes.readBigUInt64BE(0));
  const value = bytes.readFloatBE(0);
  return Number.isFinite(value) ? value : null;
}

/** `lh`: the letters of a word the other way round. */
function textOf(words: readonly number[], isLowFirst: boolean): string {
  const bytes = bytesOf(words);
  return (isLowFirst ? bytes.swap16() : bytes).toString('latin1').replace(/\0.*$/s, '');
}

function bytesOf(words: readonly number[]): Buffer {
  const bytes = Buffer.alloc(2 * words.length);
  for (const [k, word] of words.entries()) bytes.writeUInt16BE(word, 2 * k);
  return bytes;
}

function deviceOf(query: URLSearchParams, site: Site | undefined, usualUnit: UsualUnit): DeviceConfig {
  const name = once(query, 'device');
  const addr = once(query, 'addr');
  if (name === undefined && addr === undefined)
    throw new NetwachtError('badName', 'Say the device: device=M1, or addr and id as in the site');
  const unit = query.has('id') ? whole(query, 'id', 0, 255) : undefined;
  const found =
    name !== undefined
      ? [deviceCalled(site, name)].filter((device) => device !== undefined)
      : (site?.devices ?? [])
          .filter(({ enabled }) => enabled)
          .filter((device) => isAt(site, device, addr ?? ''))
          .filter(({ unitId, definition }) => unit === undefined || (unitId ?? usualUnit(definition) ?? 1) === unit);
  const [device, ...others] = found;
  const place = (name ?? `${addr}${unit === undefined ? '' : `, unit ${unit}`}`).slice(0, 64);
  if (device === undefined)
    throw new NetwachtError('noDevice', `No device of the site is ${place}: only those that are set up are read`);
  if (others.some((other) => other.unitId !== device.unitId))
    throw new NetwachtError('badName', `Several devices of the site are at ${place}: say which by id`);
  return device;
}

/** By its address (with or without the usual port), its line, or what that line is reached by. */
function isAt(site: Site | undefined, { address, line }: DeviceConfig, addr: string): boolean {
  if (address !== undefined && [address, address.replace(/:502$/, '')].includes(addr)) return true;
  if (line === undefined) return false;
  const entry = site?.lines.find(({ id }) => id === line);
  const reachedBy = entry === undefined ? undefined : entry.kind === 'serial' ? entry.path : entry.address;
  return [line, reachedBy].includes(addr) || reachedBy === `${addr}${usualPort}`;
}

function oneOf<T extends string>(query: URLSearchParams, name: string, choices: readonly [T, ...T[]]): T {
  const given = once(query, name) ?? choices[0];
  const found = choices.find((choice) => choice === given);
  if (found === undefined) throw badRegister(`${name} is one of ${choices.join(', ')}`);
  return found;
}

function whole(query: URLSearchParams, name: string, least: number, most: number, usual?: number): number {
  const text = once(query, name);
  if (text === undefined && usual !== undefined) return usual;
  const value = /^(\d{1,5}|0x[0-9a-f]{1,4})$/i.test(text ?? '') ? Number(text) : Number.NaN;
  if (!(value >= least && value <= most)) throw badRegister(`${name} must be a whole number from ${least} to ${most}`);
  return value;
}

const badRegister = (sentence: string): NetwachtError => new NetwachtError('badRegister', sentence);
