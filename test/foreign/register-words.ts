import type { Register } from '../../drivers/definitions/register-schema.ts';
import type { ModbusDefinition } from '../../drivers/definitions/schema.ts';

/** A value as a device would hold it: words as they go over the wire, and what they mean in the register's unit. */
export interface Sample {
  readonly words: readonly number[];
  readonly means: number | string;
}

/** Whole numbers whose words all differ, so that an exchange of words, a lost sign or a wrong length shows. */
const wholes: Partial<Record<Register['type'], readonly [bigint, bigint]>> = {
  uint16: [12_345n, 54_321n],
  int16: [-12_345n, 23_456n],
  uint32: [0x0123_4567n, 0x89ab_cde0n],
  int32: [-0x0123_4567n, 0x0765_4321n],
  uint64: [0x0012_3456_789an, 0x0002_4567_89abn],
  int64: [-0x0012_3456_789an, 0x0002_4567_89abn],
  acc32: [0x0123_4567n, 0x0765_4321n],
  sunssf: [-2n, 1n],
};
const fractions = [-1_234.5625, 50.015625] as const;
/** Within what the driver takes for a measurement at all. */
const mostMeans = 1e11;

/**
 * A value for a register and its words, made from the register table alone: no code of the driver takes part. `variant`
 * chooses one of two.
 */
export function sampleOf(register: Register, definition: ModbusDefinition, variant: 0 | 1): Sample {
  const { type, words } = register;
  if (type === 'coil') return { words: [1 - variant], means: 1 - variant };
  if (type === 'string') return stringSample(words, variant);
  if (type === 'utf16') {
    const text = ['Nw-7', 'Zähler'][variant]?.slice(0, words) ?? '';
    return { words: Array.from({ length: words }, (_, k) => (k < text.length ? text.charCodeAt(k) : 0)), means: text };
  }
  if (type === 'words') {
    const raw = Array.from({ length: words }, (_, k) => 0x1a2b + 0x101 * (k + variant));
    return { words: raw, means: raw.map((word) => word.toString(16).padStart(4, '0')).join('') };
  }
  const { raw, means } = numberSample(register, definition, variant);
  const lowFirst = (register.wordOrder ?? definition.wordOrder) === 'lsw_first';
  return { words: lowFirst ? raw.toReversed() : raw, means };
}

function stringSample(words: number, variant: 0 | 1): Sample {
  // One that fills its registers, one that ends with NUL within them.
  const text = 'B2 Netwacht 0815 serial number'.slice(0, 2 * words - (variant === 1 && words > 1 ? 1 : 0)).trimEnd();
  const bytes = Buffer.alloc(2 * words);
  bytes.write(text, 'latin1');
  return { words: wordsOf(bytes), means: text };
}

function numberSample(
  register: Register,
  definition: ModbusDefinition,
  variant: 0 | 1,
): { raw: number[]; means: number } {
  const { type, words } = register;
  const factor = factorOf(register, definition, variant);
  if (type === 'float32' || type === 'float64') {
    const bytes = Buffer.alloc(2 * words);
    const fraction = fractions[variant];
    if (type === 'float32') bytes.writeFloatBE(fraction);
    else bytes.writeDoubleBE(fraction);
    return { raw: wordsOf(bytes), means: fraction * factor };
  }
  let whole = wholes[type]?.[variant] ?? 0n;
  while (Math.abs(Number(whole)) * factor > mostMeans) whole >>= 4n;
  const bits = BigInt.asUintN(16 * words, whole);
  const raw = Array.from({ length: words }, (_, k) => Number((bits >> BigInt(16 * (words - 1 - k))) & 0xffffn));
  return { raw, means: Number(whole) * factor };
}

function factorOf(register: Register, definition: ModbusDefinition, variant: 0 | 1): number {
  const { scale } = register;
  if (typeof scale === 'number') return scale;
  const named = definition.registers.find((r) => r.quantity === scale);
  if (named === undefined) throw new Error(`${definition.id} has no register ${scale}`);
  return 10 ** Number(sampleOf(named, definition, variant).means);
}

const wordsOf = (bytes: Buffer): number[] =>
  Array.from({ length: bytes.length / 2 }, (_, k) => bytes.readUInt16BE(2 * k));

/** Whether a value that was read is the one meant, but for the error of binary fractions. */
export function isMeant(value: number | string | undefined, means: number | string): boolean {
  if (typeof value !== 'number' || typeof means !== 'number') return value === means;
  return Math.abs(value - means) <= 1e-9 * Math.max(1, Math.abs(means));
}
