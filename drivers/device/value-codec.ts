import type { Register, WordOrder } from '../definitions/register-schema.ts';

/** What a register gives: a number in the register's unit, or a text. */
export type Value = number | string;

/** Nothing of a building is larger than this in its unit; beyond it the bits are not a measurement. */
const largest = 1e12;

/** Quantities that are measured. All bits set, or the ends of a signed range, are no measurement in them, whatever the definition says. */
const measured = /^(current|voltage|power|energy|soc|frequency)(_(import|export|total|l[123]))*$/;
const neverMeasured: Partial<Record<Register['type'], readonly string[]>> = {
  uint16: ['ffff'],
  int16: ['7fff', '8000'],
  uint32: ['ffffffff'],
  acc32: ['ffffffff'],
  int32: ['7fffffff', '80000000'],
  uint64: ['ffffffffffffffff'],
  int64: ['7fffffffffffffff', '8000000000000000'],
};

export interface CodecFacts {
  readonly wordOrder: WordOrder;
  /** Raw bits (hex, high word first) that mean "no value", by register type. */
  readonly notAValue?: Readonly<Record<string, readonly string[]>> | undefined;
  /** Value of a `sunssf` register, when the scale names one. */
  readonly exponentOf?: (quantity: string) => number | undefined;
}

/**
 * Turns the words of one register (as they came over the wire) into a value. `undefined` for a marker, NaN, infinity,
 * an unknown scale, or a number beyond reason: never NaN.
 */
export function decodeRegister(register: Register, words: ArrayLike<number>, facts: CodecFacts): Value | undefined {
  const raw = Array.from({ length: register.words }, (_, k) => (words[k] ?? 0) & 0xffff);
  if (register.type === 'string') return textOf(raw.flatMap((word) => [word >> 8, word & 0xff]));
  if (register.type === 'utf16') return textOf(raw);
  if (register.type === 'coil') return (raw[0] ?? 0) === 0 ? 0 : 1;
  if (register.type === 'words') return raw.map((word) => word.toString(16).padStart(4, '0')).join('');
  if ((register.wordOrder ?? facts.wordOrder) === 'lsw_first') raw.reverse();
  const bits = raw.map((word) => word.toString(16).padStart(4, '0')).join('');
  if (register.notAValue?.includes(bits) || facts.notAValue?.[register.type]?.includes(bits)) return undefined;
  if (neverMeasured[register.type]?.includes(bits) && measured.test(register.quantity)) return undefined;
  const number = numberOf(register.type, raw);
  const factor = scaleOf(register, facts);
  if (number === undefined || factor === undefined) return undefined;
  const value = tidy(number, factor);
  return Number.isFinite(value) && Math.abs(value) <= largest ? value : undefined;
}

/** Turns a value in the register's unit into words as they go over the wire, rounded down to whole steps. */
export function encodeRegister(register: Register, value: number, wordOrder: WordOrder): number[] {
  if (register.type === 'coil') return [value === 0 ? 0 : 1];
  if (typeof register.scale === 'string') throw new RangeError(`${register.quantity} has no fixed scale`);
  const view = new DataView(new ArrayBuffer(register.words * 2));
  const steps = value / register.scale;
  // A step that was reached but for the error of binary fractions counts as reached.
  const whole = Math.floor(steps + 1e-6);
  if (register.type === 'float32') view.setFloat32(0, steps);
  else if (register.type === 'float64') view.setFloat64(0, steps);
  else setInteger(view, register, whole);
  const words = Array.from({ length: register.words }, (_, k) => view.getUint16(2 * k));
  return (register.wordOrder ?? wordOrder) === 'lsw_first' ? words.reverse() : words;
}

const integerRange: Partial<Record<Register['type'], readonly [number, number]>> = {
  uint16: [0, 0xffff],
  int16: [-0x8000, 0x7fff],
  uint32: [0, 0xffff_ffff],
  int32: [-0x8000_0000, 0x7fff_ffff],
  uint64: [0, Number.MAX_SAFE_INTEGER],
  int64: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
};

function setInteger(view: DataView, register: Register, whole: number): void {
  const range = integerRange[register.type];
  if (range === undefined || !(whole >= range[0] && whole <= range[1]))
    throw new RangeError(`${whole} does not fit ${register.quantity} (${register.type})`);
  if (register.words === 1) view.setUint16(0, whole & 0xffff);
  else if (register.words === 2) view.setUint32(0, whole >>> 0);
  else view.setBigInt64(0, BigInt(whole));
}

function numberOf(type: Register['type'], raw: readonly number[]): number | undefined {
  const view = new DataView(new ArrayBuffer(raw.length * 2));
  raw.forEach((word, k) => {
    view.setUint16(2 * k, word);
  });
  switch (type) {
    case 'uint16':
      return view.getUint16(0);
    case 'int16':
      return view.getInt16(0);
    case 'sunssf': {
      const exponent = view.getInt16(0);
      return exponent >= -10 && exponent <= 10 ? exponent : undefined;
    }
    case 'uint32':
      return view.getUint32(0);
    case 'acc32':
      return view.getUint32(0) || undefined;
    case 'int32':
      return view.getInt32(0);
    case 'float32':
      return view.getFloat32(0);
    case 'float64':
      return view.getFloat64(0);
    case 'uint64':
      return Number(view.getBigUint64(0));
    case 'int64':
      return Number(view.getBigInt64(0));
    default:
      return undefined;
  }
}

function scaleOf(register: Register, facts: CodecFacts): number | undefined {
  if (typeof register.scale === 'number') return register.scale;
  const exponent = facts.exponentOf?.(register.scale);
  return exponent === undefined ? undefined : 10 ** exponent;
}

/** Dividing by 10 gives 1.6 where multiplying by 0.1 gives 1.6000000000000001. */
function tidy(number: number, factor: number): number {
  const divisor = 1 / factor;
  return factor < 1 && Math.abs(divisor - Math.round(divisor)) < 1e-9 ? number / Math.round(divisor) : number * factor;
}

/** Text up to the first NUL, without what cannot be printed. */
function textOf(codes: readonly number[]): string {
  const end = codes.indexOf(0);
  const printable = (end < 0 ? codes : codes.slice(0, end)).filter((code) => code >= 0x20 && code !== 0x7f);
  return String.fromCharCode(...printable).trim();
}
