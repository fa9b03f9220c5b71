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
  readonly definition: ModbusDefinition;
  readonly #registers: ReadonlyMap<string, Register>;
  readonly #offset: number;

  /** Throws NetwachtError `unsupported` for a base that has to be searched for in the device. */
  constructor(definition: ModbusDefinition, connector = 1) {
    this.definition = definition;
    this.#registers = new Map(definition.registers.map((r) => [r.quantity, r]));
    this.#offset = offsetOf(definition, connector);
  }

  register(quantity: string): Register | undefined {
    return this.#registers.get(quantity);
  }

  address(register: Register): number {
    return register.address + (register.relative === true ? this.#offset : 0);
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
    return [...this.#registers.values()].filter((r) => wanted.has(r.quantity)).map((r) => this.#plan(r));
  }

  /** The values that a reply to a block read brings; a value that says "none" stands as `undefined`. */
  decode(
    planned: readonly PlannedRegister[],
    blockAddress: number,
    reply: ReadReply,
    held: (quantity: string) => Value | undefined,
  ): Map<string, Value | undefined> {
    const out = new Map<string, Value | undefined>();
    const exponentOf = (quantity: string) => {
      const exponent = out.get(quantity) ?? held(quantity);
      return typeof exponent === 'number' ? exponent : undefined;
    };
    const { wordOrder, notAValue } = this.definition;
    // Scale registers first: the others need them.
    const scalesFirst = [...planned].sort((a, b) => this.#scaleRank(a.name) - this.#scaleRank(b.name));
    for (const { name, address, words } of scalesFirst) {
      const register = this.#registers.get(name);
      const start = address - blockAddress;
      if (register === undefined || start < 0 || start + words > reply.values.length) continue;
      const slice = reply.values.subarray(start, start + words);
      out.set(name, decodeRegister(register, slice, { wordOrder, notAValue, exponentOf }));
    }
    return out;
  }

  /** Throws RangeError when the register does not exist or the value does not fit it. */
  write(quantity: string, functionCode: WriteFunction, value: number): RegisterWrite {
    const register = this.#registers.get(quantity);
    if (register === undefined) throw new RangeError(`${this.definition.id} has no register "${quantity}"`);
    const values = encodeRegister(register, value, this.definition.wordOrder);
    return { quantity, functionCode, address: this.address(register), values, value };
  }

  #plan(register: Register): PlannedRegister {
    // A register that is read has function 1 to 4; one function was checked by the linter of definitions.
    const functionCode = (
      register.fc <= 4 ? register.fc : register.fc === 5 || register.fc === 15 ? 1 : 3
    ) as ReadFunction;
    return { name: register.quantity, functionCode, address: this.address(register), words: register.words };
  }

  #scaleRank(quantity: string): number {
    return this.#registers.get(quantity)?.type === 'sunssf' ? 0 : 1;
  }
}

function offsetOf(definition: ModbusDefinition, connector: number): number {
  const { base } = definition;
  if (base === undefined) return 0;
  if ('sunspec' in base)
    throw new NetwachtError('unsupported', `${definition.id}: SunSpec models are not yet supported`, { path: 'base' });
  return base.perConnector * (connector - base.first);
}
