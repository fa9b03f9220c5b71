import { decode, encode, type Raw } from './codec.ts';
import { type RegisterRow, type RegisterTable, type Space, spaceOf } from './register-table.ts';

/** Exception codes of the Modbus application protocol, section 7. */
export const exception = { function: 1, address: 2, value: 3, target: 11 } as const;
export type ExceptionCode = (typeof exception)[keyof typeof exception];

/** What a unit holds: words at addresses, put there by quantity in the unit of the register table. */
export class RegisterImage {
  readonly #table: RegisterTable;
  readonly #rows = new Map<string, Placed>();
  readonly #words: Record<Space, Map<number, number>> = {
    coils: new Map(),
    inputs: new Map(),
    holdingRegisters: new Map(),
    inputRegisters: new Map(),
  };
  readonly #readable = new Set<string>();

  /** `connector` places what the table calls relative. All values start at 0 or empty. */
  constructor(table: RegisterTable, connector = 1) {
    this.#table = table;
    const shift = table.base === undefined ? 0 : table.base.perConnector * (connector - table.base.first);
    for (const row of table.registers) {
      const placed = { row, space: spaceOf(row.fc), address: row.address + (row.relative ? shift : 0) };
      this.#rows.set(row.quantity, placed);
      if (row.access !== 'w') {
        for (let i = 0; i < row.words; i++) this.#readable.add(`${placed.space} ${placed.address + i}`);
      }
      const isText = row.type === 'string' || row.type === 'utf16' || row.type === 'words';
      this.set(row.quantity, isText ? '' : 0);
    }
  }

  has(quantity: string): boolean {
    return this.#rows.has(quantity);
  }

  /** The unit the table gives for a quantity. */
  unitOf(quantity: string): string {
    return this.#placed(quantity).row.unit;
  }

  /** Puts a value in the unit of the table; a number is divided by the scale. */
  set(quantity: string, value: Raw): void {
    const { row, space, address } = this.#placed(quantity);
    if (row.type === 'coil') {
      this.#words[space].set(address, value === 0 ? 0 : 1);
      return;
    }
    const raw = typeof value === 'number' ? value / this.#scale(row) : value;
    encode(row.type, row.words, raw, this.#order(row)).forEach((word, i) => {
      this.#words[space].set(address + i, word);
    });
  }

  /** The value that stands there now, in the unit of the table. */
  get(quantity: string): Raw {
    const { row, space, address } = this.#placed(quantity);
    const words = Array.from({ length: row.words }, (_, i) => this.#words[space].get(address + i) ?? 0);
    if (row.type === 'coil') return words[0] ?? 0;
    const raw = decode(row.type, words, this.#order(row));
    return typeof raw === 'number' ? raw * this.#scale(row) : raw;
  }

  /** As `get`, for what must be a number. */
  number(quantity: string): number {
    const value = this.get(quantity);
    if (typeof value !== 'number') throw new TypeError(`${quantity} of ${this.#table.id} is text`);
    return value;
  }

  /** Words or bits as they go over the wire; `undefined` where one of them is not known or cannot be read. */
  read(space: Space, address: number, count: number): number[] | undefined {
    const out: number[] = [];
    for (let i = address; i < address + count; i++) {
      const word = this.#words[space].get(i);
      if (word === undefined || !this.#readable.has(`${space} ${i}`)) return undefined;
      out.push(word);
    }
    return out;
  }

  /** How many values of the table a read touches: some products give one at a time only. */
  valuesIn(space: Space, address: number, count: number): number {
    return this.#in(space, address, count).length;
  }

  /** The values that a write replaces, in order of address; `undefined` unless it replaces whole, writable values. */
  covered(space: Space, address: number, count: number): readonly string[] | undefined {
    const touched = this.#in(space, address, count);
    const whole = touched.every(
      (p) => p.row.access !== 'r' && p.address >= address && p.address + p.row.words <= address + count,
    );
    const length = touched.reduce((sum, p) => sum + p.row.words, 0);
    return whole && length === count ? touched.map((p) => p.row.quantity) : undefined;
  }

  /** What words would mean as a quantity, without putting them there. */
  meaning(quantity: string, words: readonly number[]): Raw {
    const { row } = this.#placed(quantity);
    if (row.type === 'coil') return words[0] ?? 0;
    const raw = decode(row.type, words, this.#order(row));
    return typeof raw === 'number' ? raw * this.#scale(row) : raw;
  }

  /** Whether the register can hold NaN. */
  isFloat(quantity: string): boolean {
    return this.#placed(quantity).row.type.startsWith('float');
  }

  /** Makes everything between the first and the last value of each space readable, as 0. */
  openGaps(): void {
    for (const space of ['holdingRegisters', 'inputRegisters'] as const) {
      const known = [...this.#words[space].keys()];
      if (known.length === 0) continue;
      for (let i = Math.min(...known); i < Math.max(...known); i++) {
        if (this.#words[space].has(i)) continue;
        this.#words[space].set(i, 0);
        this.#readable.add(`${space} ${i}`);
      }
    }
  }

  wordsOf(quantity: string): number {
    return this.#placed(quantity).row.words;
  }

  #in(space: Space, address: number, count: number): Placed[] {
    return [...this.#rows.values()]
      .filter((p) => p.space === space && p.address < address + count && p.address + p.row.words > address)
      .sort((a, b) => a.address - b.address);
  }

  #placed(quantity: string): Placed {
    const placed = this.#rows.get(quantity);
    if (placed === undefined) throw new RangeError(`${this.#table.id} has no register for ${quantity}`);
    return placed;
  }

  #order(row: RegisterRow) {
    return row.wordOrder ?? this.#table.wordOrder;
  }

  #scale(row: RegisterRow): number {
    return typeof row.scale === 'number' ? row.scale : 10 ** this.number(row.scale);
  }
}

interface Placed {
  readonly row: RegisterRow;
  readonly space: Space;
  readonly address: number;
}
