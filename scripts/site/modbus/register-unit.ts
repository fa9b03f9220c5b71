import { exception, type RegisterImage } from './register-image.ts';
import { type Space, spaceOf } from './register-table.ts';
import { exceptionReply, type ModbusUnit } from './unit.ts';

/** One write as it came in. */
export interface WrittenValue {
  readonly quantity: string;
  readonly value: number | string;
  /** The register held another value before. */
  readonly changed: boolean;
}

/** What a product allows and does, seen from its bus. */
export interface UnitRules {
  /** Function codes it knows; others get exception 1. */
  readonly functions: readonly number[];
  /** A read that touches a second value gets exception 2. */
  readonly oneValuePerRead: boolean;
  /** Longer reads get exception 3. */
  readonly maxReadRegisters: number;
  /** Called for each request before it is looked at; false = the unit stays silent. */
  heard(): boolean;
  /** Brings the image up to date before it is read. */
  refresh(): void;
  /** False for a value that the product refuses (exception 3). */
  accepts(quantity: string, value: number | string): boolean;
  /** After the values of one accepted request stand in the image. */
  written(values: readonly WrittenValue[], functionCode: number): void;
}

/** Serves a register image by the rules of a product: functions 1-6, 15 and 16. */
export class RegisterUnit implements ModbusUnit {
  readonly #image: RegisterImage;
  readonly #rules: UnitRules;

  constructor(image: RegisterImage, rules: UnitRules) {
    this.#image = image;
    this.#rules = rules;
  }

  answer(pdu: Buffer): Buffer | undefined {
    if (!this.#rules.heard()) return undefined;
    const functionCode = pdu[0] ?? 0;
    if (!this.#rules.functions.includes(functionCode)) return exceptionReply(functionCode, exception.function);
    if (pdu.length < 5) return exceptionReply(functionCode, exception.value);
    return functionCode <= 4 ? this.#read(pdu, functionCode) : this.#write(pdu, functionCode);
  }

  #read(pdu: Buffer, functionCode: number): Buffer {
    const space = readSpaces[functionCode - 1] ?? 'holdingRegisters';
    const address = pdu.readUInt16BE(1);
    const count = pdu.readUInt16BE(3);
    const bits = functionCode <= 2;
    if (count < 1 || count > (bits ? 2000 : this.#rules.maxReadRegisters)) {
      return exceptionReply(functionCode, exception.value);
    }
    this.#rules.refresh();
    const values = this.#image.read(space, address, count);
    const tooMany = this.#rules.oneValuePerRead && this.#image.valuesIn(space, address, count) > 1;
    if (values === undefined || tooMany) return exceptionReply(functionCode, exception.address);
    const data = bits ? packBits(values) : Buffer.concat(values.map(word));
    return Buffer.concat([Buffer.from([functionCode, data.length]), data]);
  }

  #write(pdu: Buffer, functionCode: number): Buffer {
    const address = pdu.readUInt16BE(1);
    const values = valuesToWrite(pdu, functionCode);
    if (values === undefined) return exceptionReply(functionCode, exception.value);
    const quantities = this.#image.covered(spaceOf(functionCode), address, values.length);
    if (quantities === undefined) return exceptionReply(functionCode, exception.address);

    let from = 0;
    const written: WrittenValue[] = [];
    for (const quantity of quantities) {
      const words = values.slice(from, from + this.#image.wordsOf(quantity));
      from += words.length;
      const value = this.#image.meaning(quantity, words);
      if (!this.#rules.accepts(quantity, value)) return exceptionReply(functionCode, exception.value);
      written.push({ quantity, value, changed: this.#image.get(quantity) !== value });
    }
    for (const { quantity, value } of written) this.#image.set(quantity, value);
    this.#rules.written(written, functionCode);
    // 5 and 6 come back whole, 15 and 16 without their data: five bytes in all cases.
    return Buffer.from(pdu.subarray(0, 5));
  }
}

const readSpaces: readonly Space[] = ['coils', 'inputs', 'holdingRegisters', 'inputRegisters'];

function valuesToWrite(pdu: Buffer, functionCode: number): number[] | undefined {
  if (functionCode === 5) {
    const bit = pdu.readUInt16BE(3);
    return bit === 0xff00 ? [1] : bit === 0 ? [0] : undefined;
  }
  if (functionCode === 6) return [pdu.readUInt16BE(3)];
  const count = pdu.readUInt16BE(3);
  const bytes = functionCode === 15 ? Math.ceil(count / 8) : count * 2;
  const most = functionCode === 15 ? 1968 : 123;
  if (count < 1 || count > most || pdu[5] !== bytes || pdu.length !== 6 + bytes) return undefined;
  if (functionCode === 15) {
    return Array.from({ length: count }, (_, i) => ((pdu[6 + (i >> 3)] ?? 0) >> (i & 7)) & 1);
  }
  return Array.from({ length: count }, (_, i) => pdu.readUInt16BE(6 + i * 2));
}

const word = (value: number): Buffer => Buffer.from([value >> 8, value & 0xff]);

function packBits(bits: readonly number[]): Buffer {
  const bytes = Buffer.alloc(Math.ceil(bits.length / 8));
  bits.forEach((bit, i) => {
    if (bit !== 0) bytes[i >> 3] = (bytes[i >> 3] ?? 0) | (1 << (i & 7));
  });
  return bytes;
}
