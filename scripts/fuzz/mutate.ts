import type { Random } from '../site/random.ts';

/** What breaks parsers in every language: ends of number ranges, names of prototypes, nesting, odd encodings. */
const tricks: readonly (string | Buffer)[] = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  '{"__proto__":{"polluted":1}}',
  'NaN',
  'Infinity',
  '-Infinity',
  '1e999',
  '-1e999',
  '1e-999',
  '-0',
  '9007199254740993',
  '0x10',
  '٣',
  'null',
  'undefined',
  '""',
  '[]',
  '{}',
  '((((((((((((((((((((((((((((((((',
  '[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[',
  '\r\n\r\n',
  '\0',
  '%00',
  '%ff%fe',
  '\\u0000',
  '\u2028',
  '\ud83d',
  Buffer.from([0xff, 0xff, 0xff, 0xff]),
  Buffer.from([0x80, 0x00, 0x00, 0x00]),
  Buffer.from([0x7f, 0xff]),
  Buffer.from([0xc0, 0xaf]),
  Buffer.from([0xed, 0xa0, 0x80]),
];

export interface MutationOptions {
  readonly seeds: readonly Buffer[];
  readonly words: readonly string[];
  readonly maxBytes: number;
}

/** One input: a seed with a few changes, now and then pure chance. The same random gives the same bytes. */
export function mutated(random: Random, options: MutationOptions): Buffer {
  const { maxBytes } = options;
  const below = (count: number): number => Math.floor(random.next() * count);
  const noise = (count: number): Buffer => Buffer.from(Array.from({ length: count }, () => below(256)));
  const seed = (): Buffer => options.seeds[below(options.seeds.length)] ?? Buffer.alloc(0);
  if (random.chance(0.02)) return noise(below(Math.min(maxBytes, 300)));

  let bytes = seed();
  const cut = (): [number, number] => {
    const from = below(bytes.length + 1);
    return [from, Math.min(bytes.length, from + 1 + below(random.chance(0.8) ? 8 : bytes.length))];
  };
  const put = (from: number, to: number, piece: Buffer): void => {
    bytes = Buffer.concat([bytes.subarray(0, from), piece, bytes.subarray(to)]);
  };
  const changes: readonly (() => void)[] = [
    () => {
      const at = below(bytes.length);
      put(at, at + 1, Buffer.from([(bytes[at] ?? 0) ^ (1 << below(8))]));
    },
    () => {
      const at = below(bytes.length);
      put(at, at + 1, noise(1));
    },
    () => put(...cut(), Buffer.alloc(0)),
    () => {
      const at = below(bytes.length + 1);
      put(at, at, noise(1 + below(4)));
    },
    () => {
      const [from, to] = cut();
      put(to, to, bytes.subarray(from, to));
    },
    () => {
      const [from, to] = cut();
      const piece = Buffer.from(bytes.subarray(from, Math.min(to, from + 32)));
      put(from, from, Buffer.concat(Array.from({ length: 1 + below(200) }, () => piece)));
    },
    () => {
      const [from, to] = cut();
      const trick = tricks[below(tricks.length)] ?? '';
      put(from, random.chance(0.5) ? from : to, Buffer.from(trick));
    },
    () => {
      const [from, to] = cut();
      put(from, random.chance(0.5) ? from : to, Buffer.from(options.words[below(options.words.length)] ?? ''));
    },
    () => {
      const other = seed();
      put(below(bytes.length + 1), bytes.length, other.subarray(below(other.length + 1)));
    },
    () => put(below(bytes.length + 1), bytes.length, Buffer.alloc(0)),
    () => replaceNumber(),
  ];
  /** A number in text gives way to an odd one. */
  function replaceNumber(): void {
    const numbers = [...bytes.toString('latin1').matchAll(/-?\d+(\.\d+)?/g)];
    const found = numbers[below(numbers.length)];
    if (found === undefined) return;
    const odd = ['0', '-1', '1e308', '1e999', '-0', '4294967296', '2147483647', '0.1', '65536', '00', '1e-7', '"1"'];
    put(found.index, found.index + found[0].length, Buffer.from(odd[below(odd.length)] ?? ''));
  }

  for (let left = 1 + below(random.chance(0.7) ? 3 : 12); left > 0; left -= 1) changes[below(changes.length)]?.();
  return bytes.subarray(0, maxBytes);
}
