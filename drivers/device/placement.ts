import type { DeviceFault } from '../../firmware/domain/device.ts';
import type { Bus } from '../bus/types.ts';
import { sunspecOf } from '../definitions/layouts.ts';
import type { ModbusDefinition } from '../definitions/schema.ts';
import type { DeviceConfig } from './device-facts.ts';
import { ModelFinder } from './model-finder.ts';
import { isRefusal, type RegisterAccess } from './register-access.ts';
import type { ReadWords } from './sunspec-walk.ts';

/** A connection that is lost again and again while we look: enough for now. */
const mostTries = 3;

export interface PlacementOptions {
  readonly config: DeviceConfig;
  readonly definition: ModbusDefinition;
  readonly bus: Bus;
  readonly access: RegisterAccess;
  /** False once the device is to be left alone. */
  readonly isWanted: () => boolean;
  /** The definition at its addresses. */
  readonly found: (definition: ModbusDefinition) => void;
}

/** What became of a search: in place; left alone; not answered (`error`); or the device is not what it should be. */
export type Search =
  | { readonly kind: 'inPlace' }
  | { readonly kind: 'left' }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'wrong'; readonly fault: DeviceFault };

/**
 * Whether we know where a device has its registers. A product without a chain of models always has them in place. For a
 * SunSpec product a place holds as long as the connection: a device that was restarted may have another order.
 */
export class Placement {
  readonly #o: PlacementOptions;
  readonly #finder: ModelFinder | undefined;
  #foundAt: number | undefined;

  constructor(options: PlacementOptions) {
    this.#o = options;
    const { config, definition } = options;
    if (sunspecOf(definition) !== undefined)
      this.#finder = new ModelFinder({
        ...{ definition, index: config.connector ?? 1, startRegister: config.startRegister },
        read: this.#read,
      });
  }

  get isInPlace(): boolean {
    return this.#finder === undefined || this.#foundAt === this.#o.bus.health.reconnects;
  }

  /** The next `search` looks again. */
  forget(): void {
    this.#foundAt = undefined;
  }

  async search(): Promise<Search> {
    const finder = this.#finder;
    try {
      for (let k = 0; finder !== undefined && !this.isInPlace && k < mostTries; k += 1) {
        const { reconnects } = this.#o.bus.health;
        const found = await finder.find();
        if (!this.#o.isWanted()) return { kind: 'left' };
        if (reconnects !== this.#o.bus.health.reconnects) continue;
        if ('missing' in found) return { kind: 'wrong', fault: this.#fault(found.missing) };
        this.#foundAt = reconnects;
        this.#o.found(found.definition);
      }
    } catch (error) {
      return this.#o.isWanted() ? { kind: 'failed', error } : { kind: 'left' };
    }
    return this.isInPlace
      ? { kind: 'inPlace' }
      : { kind: 'failed', error: new Error('the connection does not last long enough to find its models') };
  }

  readonly #read: ReadWords = async (address, quantity) => {
    if (!this.#o.isWanted()) throw new Error('the device is left alone');
    try {
      const block = { functionCode: 3, address, quantity, spare: 0, registers: [] } as const;
      return (await this.#o.access.read(block, 'slow')).values;
    } catch (error) {
      if (isRefusal(error)) return undefined;
      throw error;
    }
  };

  #fault(missing: string): DeviceFault {
    const { config, definition } = this.#o;
    return { code: 'wrongDevice', message: `${config.id} is not a ${definition.id}: ${missing}` };
  }
}
