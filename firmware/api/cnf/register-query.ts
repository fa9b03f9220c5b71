import { NetwachtError } from '../../domain/errors.ts';
import { joined, readWords, registers, type Words } from '../../domain/original-registers.ts';
import type { RegisterWrite } from '../../domain/register-write.ts';

/** `8062d`: where, and how many words make one value. */
interface ReadPlace {
  readonly text: string;
  readonly address: number;
  readonly width: 'w' | 'd' | 'q' | 's';
}

const wordsPerValue = { w: 1, d: 2, q: 4, s: 1 } as const;
const mostValues = 125;
const mostPairs = 16;
const cardWords = 15;

/** Whatever a register over HTTP is asked for: `read=8062d&count=2`, several of them, or `read=all`. */
export type RegisterRead = 'all' | { readonly places: readonly ReadPlace[]; readonly count: number | undefined };

/** Throws `badRegister` for what is no address. */
export function readsOf(query: URLSearchParams): RegisterRead | undefined {
  const given = query.getAll('read');
  if (given.length === 0) return undefined;
  if (given.length > mostPairs) throw new NetwachtError('badRegister', `At most ${mostPairs} reads at a time`);
  if (given.length === 1 && given[0]?.toLowerCase() === 'all') return 'all';
  const count = query.get('count');
  return { places: given.map(placeOf), count: count === null ? undefined : whole(count, 'count', 1, mostValues) };
}

/** `write` and `value` repeat and belong together by their order; `values=1,2` or `values=[1,2]` go on from one address. */
export function writesOf(query: URLSearchParams): readonly RegisterWrite[] {
  const addresses = query.getAll('write').map((text) => whole(text, 'write', 0, 0xffff));
  const values = query.getAll('value').map((text) => whole(text, 'value', 0, 0xffff));
  const lists = query.getAll('values');
  if (addresses.length > mostPairs) throw new NetwachtError('badRegister', `At most ${mostPairs} writes at a time`);
  if (lists.length === 1 && addresses.length === 1 && values.length === 0) {
    const list = (lists[0] ?? '').replace(/^\[|\]$/g, '').split(',');
    if (list.length > mostPairs) throw new NetwachtError('badRegister', `At most ${mostPairs} values at a time`);
    return list.map((text, k) => ({ address: (addresses[0] ?? 0) + k, value: whole(text, 'values', 0, 0xffff) }));
  }
  if (addresses.length !== values.length || lists.length > 0)
    throw new NetwachtError('badRegister', 'Each write needs one value');
  return addresses.map((address, k) => ({ address, value: values[k] ?? 0 }));
}

/** The answer: a number or a text; with a count a list; several reads an object by what was asked. Throws `badRegister`. */
export function answerRead(words: Words, read: RegisterRead): unknown {
  if (read === 'all') return everything(words);
  const { places, count } = read;
  const values = places.map((place) => [place.text, valueAt(words, place, count)] as const);
  return values.length === 1 ? values[0]?.[1] : Object.fromEntries(values);
}

/** Everything by address and width, as far as the device has it. */
function everything(words: Words): Record<string, number | string> {
  const { energy, power, current, card } = registers;
  const wide: readonly string[] = [`${energy}q`, `${power}d`, ...[0, 2, 4].map((k) => `${current + k}d`)];
  const single = [...words.keys()].filter(
    (address) => (address < energy || address >= current + 6) && (address < card || address >= card + cardWords),
  );
  const texts = words.has(card) ? [`${card}s`] : [];
  return Object.fromEntries(
    [...single.map(String), ...wide, ...texts].map((text) => [
      text,
      valueAt(words, placeOf(text), undefined) as number | string,
    ]),
  );
}

function valueAt(words: Words, { address, width, text }: ReadPlace, count: number | undefined): unknown {
  const size = wordsPerValue[width];
  const values = width === 's' ? (count ?? cardWords) : (count ?? 1);
  const read = readWords(words, address, size * values);
  if (read === undefined) throw new NetwachtError('badRegister', `The register ${text} is not served`);
  if (width === 's') return asText(read);
  const numbers = Array.from({ length: values }, (_, k) => joined(read.slice(k * size, (k + 1) * size)));
  return count === undefined ? numbers[0] : numbers;
}

const asText = (words: readonly number[]): string =>
  Buffer.from(words.flatMap((one) => [one >> 8, one & 0xff]))
    .toString('latin1')
    .replace(/\0.*$/s, '');

function placeOf(text: string): ReadPlace {
  const [, digits = '', suffix = 'w'] = /^(\d{1,5}|0x[0-9a-f]{1,4})([dqsw]?)$/i.exec(text) ?? [];
  if (digits === '') throw new NetwachtError('badRegister', `"${text.slice(0, 16)}" is no register`);
  // A hexadecimal address ends with its digits: `0x1f7d` is no 32-bit value.
  const width = suffix === '' ? 'w' : (suffix.toLowerCase() as ReadPlace['width']);
  return { text, address: Number(digits), width };
}

function whole(text: string, name: string, least: number, most: number): number {
  const value = /^ *(\d{1,10}|0x[0-9a-f]{1,8})(\.0*)? *$/i.test(text) ? Number(text) : Number.NaN;
  if (!(value >= least && value <= most))
    throw new NetwachtError('badRegister', `${name} must be a whole number from ${least} to ${most}`);
  return value;
}
