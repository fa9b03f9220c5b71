import { NetwachtError } from '../../firmware/domain/errors.ts';
import type { PlannedRegister } from '../bus/poll-plan.ts';
import type { ReadFunction, ReadReply, WriteFunction } from '../bus/types.ts';
import type { Register } from '../definitions/register-schema.ts';
import type { ModbusDefinition } from '../definitions/schema.ts';
import { decodeRegister, encodeRegister, type Value } from './value-codec.ts';

/** A write as it goes over the wire. */
export interface RegisterWrite {
  readonly quantity: string;
  readonly functionCode: WriteFunction;
  readonly address: number;
  readonly values: readonly number[];
  /** The value that can be read back afterwards, in the register's unit. */
  readonly value: number;
}

/** The registers of one device: a definition at the addresses of one connector. */
export class RegisterTable {
  readonly #connector: number;
  #definition: ModbusDefinition;
  #registers: ReadonlyMap<string, Register>;
  #offset: number;

  /** Throws NetwachtError `unsupported` for addresses that have to be found in the device first (sunspec-place.ts). */
  constructor(definition: ModbusDefinition, connector = 1) {
    this.#connector = connector;
    this.#definition = definition;
    this.#registers = new Map(definition.registers.map((r) => [r.quantity, r]));
    this.#offset = offsetOf(definition, connector);
  }

  get definition(): ModbusDefinition {
    return this.#definition;
  }

  /** The device has its registers elsewhere now. */
  use(definition: ModbusDefinition): void {
    this.#offset = offsetOf(definition, this.#connector);
    this.#registers = new Map(definition.registers.map((r) => [r.quantity, r]));
    this.#definition = definition;
  }

  register(quantity: string): Register | undefined {
    return this.#registers.get(quantity);
  }

  address(register: Register): number {
    return register.address + (register.relative === true ? this.#offset : 0);
  }

  /** All registers that can be read. */
  known(): PlannedRegister[] {
    return [...this.#registers.values()].filter((r) => r.access !== 'w').map((r) => this.#plan(r, r.words));
  }

  /** Registers that can be read among `quantities`, with the scale registers they need; all of them without an argument. */
  planned(quantities: Iterable<string> = this.#registers.keys()): PlannedRegister[] {
    const wanted = new Set<string>();
    for (const quantity of quantities) {
      const register = this.#registers.get(quantity);
      if (register === undefined || register.access === 'w') continue;
      wanted.add(quantity);
      if (typeof register.scale === 'string') wanted.add(register.scale);
    }
    return [...this.#registers.values()].filter((r) => wanted.has(r.quantity)).map((r) => this.#plan(r, this.#span(r)));
  }

  /** The values that a reply to a block read brings; a value that says "none" stands as `undefined`. */
  decode(
    planned: readonly PlannedRegister[],
    blockAddress: number,
    reply: ReadReply,
    held: (quantity: string) => Value | undefined,
  ): Map<string, Value | undefined> {
    const out = new Map<string, Value | undefined>();
    const { wordOrder, notAValue } = this.#definition;
    const wordsOf = (register: Register): Uint16Array | undefined => {
      const start = this.address(register) - blockAddress;
      if (start < 0 || start + register.words > reply.values.length) return undefined;
      return reply.values.subarray(start, start + register.words);
    };
    // A scale of the same reply is as old as the value. One that is "not there" now is not what it was before.
    const exponentOf = (quantity: string) => {
      const scale = this.#registers.get(quantity);
      const words = scale && wordsOf(scale);
      const exponent = scale && words ? decodeRegister(scale, words, { wordOrder, notAValue }) : held(quantity);
      return typeof exponent === 'number' ? exponent : undefined;
    };
    for (const { name } of planned) {
      const register = this.#registers.get(name);
      const words = register && wordsOf(register);
      if (register && words) out.set(name, decodeRegister(register, words, { wordOrder, notAValue, exponentOf }));
    }
    return out;
  }

  /** Throws RangeError when the register does not exist or the value does not fit it. */
  write(quantity: string, functionCode: WriteFunction, value: number): RegisterWrite {
    const register = this.#registers.get(quantity);
    if (register === undefined) throw new RangeError(`${this.#definition.id} has no register "${quantity}"`);
    const values = encodeRegister(register, value, this.#definition.wordOrder);
    return { quantity, functionCode, address: this.address(register), values, value };
  }

  #plan(register: Register, words: number): PlannedRegister {
    // A register that is read has function 1 to 4; one function was checked by the linter of definitions.
    const functionCode = (
      register.fc <= 4 ? register.fc : register.fc === 5 || register.fc === 15 ? 1 : 3
    ) as ReadFunction;
    return { name: register.quantity, functionCode, address: this.address(register), words };
  }

  /** A value reaches to the end of the scale register behind it: one request brings both, whatever else it brings. */
  #span(register: Register): number {
    const scale = typeof register.scale === 'string' ? this.#registers.get(register.scale) : undefined;
    if (scale === undefined || scale.fc !== register.fc) return register.words;
    const reach = this.address(scale) + scale.words - this.address(register);
    return reach >= register.words && reach <= mostWords ? reach : register.words;
  }
}

/** Most registers of one read. */
const mostWords = 125;

function offsetOf(definition: ModbusDefinition, connector: number): number {
  const { base } = definition;
  if (base === undefined) return 0;
  if ('sunspec' in base) {
    const k = definition.registers.findIndex((register) => register.relative === true);
    if (k < 0) return 0;
    const message = `${definition.id}: its registers have to be found in the device first`;
    throw new NetwachtError('unsupported', message, { path: `registers.${k}.relative` });
  }
  return base.perConnector * (connector - base.first);
}
