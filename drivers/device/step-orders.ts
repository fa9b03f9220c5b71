import type { Clock } from '../../firmware/domain/clock.ts';
import type { DeviceFault, Reading } from '../../firmware/domain/device.ts';
import type { ModbusDefinition } from '../definitions/schema.ts';
import type { PhaseSwitcher, Waker } from './capabilities.ts';
import type { HeldValues } from './readings.ts';

export interface StepOrderOptions {
  readonly definition: ModbusDefinition;
  readonly switcher: PhaseSwitcher | undefined;
  readonly waker: Waker | undefined;
  readonly clock: Clock;
  readonly held: () => HeldValues;
  /** Asks the device for a quantity now. */
  readonly readBack: (quantity: string) => Promise<void>;
  /** Something became known. */
  readonly settled: () => void;
}

/** Phase switch and wake as the loop orders them: one after the other, never rejecting, the last fault kept. */
export class StepOrders {
  readonly #o: StepOrderOptions;
  readonly #readable: string | undefined;
  #acknowledged: Reading<1 | 3> | undefined;
  #fault: DeviceFault | undefined;
  #last: Promise<void> = Promise.resolve();

  constructor(options: StepOrderOptions) {
    this.#o = options;
    const quantity = options.definition.control?.phases?.quantity;
    const register = options.definition.registers.find((r) => r.quantity === quantity);
    this.#readable = register?.access === 'w' ? undefined : quantity;
  }

  /** What went wrong with the last order; undefined when it went well. */
  get fault(): DeviceFault | undefined {
    return this.#fault;
  }

  /** What the device says; where it cannot be read, what it acknowledged last. */
  get phaseCount(): Reading<1 | 3> | undefined {
    if (this.#readable === undefined) return this.#acknowledged;
    const phases = this.#o.definition.control?.phases;
    const held = this.#o.held().get(this.#readable);
    if (phases === undefined || held === undefined) return undefined;
    if (held.value === phases.one) return { value: 1, atMs: held.atMs };
    return held.value === phases.three ? { value: 3, atMs: held.atMs } : undefined;
  }

  usePhases(count: 1 | 3): Promise<void> {
    return this.#order(async () => {
      const atMs = this.#o.clock.monotonicMs();
      // A write without a reply may have been obeyed: until it is acknowledged nothing is known.
      this.#acknowledged = undefined;
      const fault = await this.#o.switcher?.switchPhases(count);
      if (fault === undefined) this.#acknowledged = { value: count, atMs };
      if (fault === undefined && this.#readable !== undefined) await this.#o.readBack(this.#readable);
      return fault;
    });
  }

  wake(): Promise<void> {
    return this.#order(async () => this.#o.waker?.wake());
  }

  /** The device is gone; another one, or the same after a restart, may come back. */
  lost(): void {
    this.#acknowledged = undefined;
    this.#fault = undefined;
    this.#o.settled();
  }

  #order(run: () => Promise<DeviceFault | undefined>): Promise<void> {
    this.#last = this.#last.then(async () => {
      this.#fault = await run();
      this.#o.settled();
    });
    return this.#last;
  }
}
