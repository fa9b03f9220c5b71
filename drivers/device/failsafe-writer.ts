import type { HeldValues } from './readings.ts';
import type { RegisterAccess } from './register-access.ts';
import type { RegisterTable } from './register-table.ts';
import type { WriteGate } from './write-gate.ts';

export interface FailsafeWriterOptions {
  readonly table: RegisterTable;
  readonly access: RegisterAccess;
  /** What the site counts on, A; absent = the device keeps what it has. */
  readonly failsafeCurrentA: number | undefined;
  readonly gate: WriteGate;
  readonly held: () => HeldValues;
  /** Reads registers now; never rejects. */
  readonly readBack: (quantities: readonly string[]) => Promise<unknown>;
}

interface Wanted {
  readonly quantity: string;
  readonly fc: 6 | 16;
  /** In the register's unit. */
  readonly value: number;
  readonly isHeld: (held: number) => boolean;
}

/** Values of the fail-safe current closer than this are the same, A. */
const toleranceA = 0.05;

/**
 * Brings the site's fail-safe current (and the time-out, where the definition gives one) into the device's own memory and
 * reads it back. Writes only what was read and differs; what may wear out is written once in the life of this driver.
 */
export class FailsafeWriter {
  readonly #o: FailsafeWriterOptions;
  readonly #written = new Set<string>();
  #isRunning = false;

  constructor(options: FailsafeWriterOptions) {
    this.#o = options;
  }

  /** To be called when the device is there and may be written to. Rejects with the error of the bus. */
  async secure(): Promise<void> {
    const due = this.#due();
    if (this.#isRunning || due.length === 0) return;
    const { access, table, readBack } = this.#o;
    this.#isRunning = true;
    try {
      for (const { quantity, fc, value } of due) {
        await access.write(table.write(quantity, fc, value), 'keepAlive');
        this.#written.add(quantity);
      }
    } finally {
      this.#isRunning = false;
      await readBack(due.map(({ quantity }) => quantity));
    }
  }

  #due(): readonly Wanted[] {
    const { held, table } = this.#o;
    const volatile = table.definition.control?.volatile ?? [];
    return this.#wanted().filter(({ quantity, isHeld }) => {
      const value = held().get(quantity)?.value;
      const wears = volatile !== 'all' && !volatile.includes(quantity);
      return typeof value === 'number' && !isHeld(value) && !(wears && this.#written.has(quantity));
    });
  }

  /** The current before the time-out: one that starts to run must find the right current. */
  #wanted(): readonly Wanted[] {
    const { failsafeCurrentA, table, gate } = this.#o;
    if (gate.refusal('failsafe') !== undefined) return [];
    const { watchdog, setCurrent } = table.definition.control ?? {};
    const { failsafeCurrent, timeout, set } = watchdog ?? {};
    if (set === undefined || failsafeCurrent === undefined || failsafeCurrentA === undefined) return [];
    // A site that counts on more than the product can fall back to loses nothing by less.
    const currentA = Math.min(failsafeCurrentA, setCurrent?.maxA ?? failsafeCurrentA);
    const current = {
      quantity: failsafeCurrent,
      fc: set.fc,
      value: currentA,
      isHeld: (value: number) => Math.abs(value - currentA) < toleranceA,
    };
    if (set.timeoutS === undefined || timeout === undefined) return [current];
    const longest = set.timeoutS * (table.register(timeout)?.unit === 'ms' ? 1000 : 1);
    return [
      current,
      { quantity: timeout, fc: set.fc, value: longest, isHeld: (value) => value > 0 && value <= longest },
    ];
  }
}
