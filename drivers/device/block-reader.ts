import type { Reading } from '../../firmware/domain/device.ts';
import { planReads, type ReadBlock, type ReadLimits, splitBlock } from '../bus/poll-plan.ts';
import { BusError, type Priority } from '../bus/types.ts';
import { isRefusal, type RegisterAccess } from './register-access.ts';
import type { RegisterTable } from './register-table.ts';
import type { Value } from './value-codec.ts';

/** What the device does not have, or will not give. */
export interface Refusal {
  readonly quantities: readonly string[];
  readonly error: BusError;
}

/** How one block went. `answered`: the device spoke; what it gave, and what it refused. */
export type BlockResult =
  | { readonly kind: 'answered'; readonly quantities: readonly string[]; readonly refusal: Refusal | undefined }
  | { readonly kind: 'failed'; readonly error: unknown };

/** Reads blocks of one device and keeps what they gave. A block that is refused is divided once and stays divided. */
export class BlockReader {
  readonly held = new Map<string, Reading<Value | undefined>>();
  readonly #table: RegisterTable;
  readonly #access: RegisterAccess;
  readonly #limits: ReadLimits;
  readonly #isInPlace: () => boolean;
  readonly #divided = new Map<string, readonly ReadBlock[]>();
  readonly #refused = new Set<string>();

  /** `isInPlace`: false when the registers may stand elsewhere since the request was planned; its reply is not taken then. */
  constructor(table: RegisterTable, access: RegisterAccess, limits: ReadLimits, isInPlace = (): boolean => true) {
    this.#isInPlace = isInPlace;
    this.#table = table;
    this.#access = access;
    this.#limits = limits;
  }

  /** Blocks that bring these quantities, without what the device refused. */
  plan(quantities: Iterable<string>): ReadBlock[] {
    const blocks = planReads(this.#table.planned(quantities), this.#table.known(), this.#limits);
    return blocks.flatMap((block) => this.#parts(block)).filter((block) => !this.#refused.has(keyOf(block)));
  }

  /** Asks again for what was refused: the device may be another one now. */
  forgetRefusals(): void {
    this.#refused.clear();
  }

  /** What was planned and divided before is of another place. What was read stays, and grows older. */
  moved(): void {
    this.#divided.clear();
    this.#refused.clear();
  }

  async read(block: ReadBlock, priority: Priority, mostMs?: number): Promise<BlockResult> {
    try {
      const reply = await this.#access.read(block, priority, mostMs);
      if (!this.#isInPlace()) return { kind: 'answered', quantities: [], refusal: undefined };
      const values = this.#table.decode(block.registers, block.address, reply, (q) => this.held.get(q)?.value);
      for (const [quantity, value] of values) this.#keep(quantity, value, reply.requestedAtMs);
      return { kind: 'answered', quantities: [...values.keys()], refusal: undefined };
    } catch (error) {
      if (!this.#isInPlace() && isRefusal(error)) return { kind: 'answered', quantities: [], refusal: undefined };
      if (!isRefusal(error) || !(error instanceof BusError)) return { kind: 'failed', error };
      return this.#divide(block, priority, error);
    }
  }

  async #divide(block: ReadBlock, priority: Priority, error: BusError): Promise<BlockResult> {
    const parts = splitBlock(block, this.#table.known(), this.#limits);
    if (parts.length === 0) {
      this.#refused.add(keyOf(block));
      const refusal = { quantities: block.registers.map((r) => r.name), error };
      return { kind: 'answered', quantities: [], refusal };
    }
    this.#divided.set(keyOf(block), parts);
    const given: string[] = [];
    const missing: string[] = [];
    for (const part of parts) {
      const result = await this.read(part, priority);
      if (result.kind === 'failed') return result;
      given.push(...result.quantities);
      missing.push(...(result.refusal?.quantities ?? []));
    }
    return {
      kind: 'answered',
      quantities: given,
      refusal: missing.length > 0 ? { quantities: missing, error } : undefined,
    };
  }

  #parts(block: ReadBlock): readonly ReadBlock[] {
    const parts = this.#divided.get(keyOf(block));
    return parts === undefined ? [block] : parts.flatMap((part) => this.#parts(part));
  }

  /** A reply that was asked for earlier never replaces a later one. */
  #keep(quantity: string, value: Value | undefined, atMs: number): void {
    if ((this.held.get(quantity)?.atMs ?? Number.NEGATIVE_INFINITY) <= atMs) this.held.set(quantity, { value, atMs });
  }
}

/** With its values: a value that reaches to its scale may be as long as the block that it was divided from. */
const keyOf = ({ functionCode, address, quantity, registers }: ReadBlock): string =>
  `${functionCode} ${address} ${quantity} ${registers.map(({ name }) => name).join()}`;
