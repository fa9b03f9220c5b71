import type { DeviceFault } from '../../firmware/domain/device.ts';
import type { ReadBlock } from '../bus/poll-plan.ts';
import { type Bus, BusError, type Priority, type ReadReply, type WriteReply } from '../bus/types.ts';
import type { RegisterWrite } from './register-table.ts';

const defaultTimeoutMs = 1_000;
/** A set-point that waited this long is no longer what the loop wants. */
const writeQueueMs = 2_000;

/** The bus as one device uses it: its unit id, pause and times in every request. */
export class RegisterAccess {
  readonly #bus: Bus;
  readonly #unitId: number;
  readonly #timeoutMs: number;
  readonly #pauseMs: number;
  readonly #readQueueMs: number;

  constructor(bus: Bus, options: { unitId: number; timeoutMs?: number; pauseMs?: number; readQueueMs: number }) {
    this.#bus = bus;
    this.#unitId = options.unitId;
    this.#timeoutMs = options.timeoutMs ?? defaultTimeoutMs;
    this.#pauseMs = options.pauseMs ?? 0;
    this.#readQueueMs = options.readQueueMs;
  }

  read(block: ReadBlock, priority: Priority): Promise<ReadReply> {
    const { functionCode, address, quantity, spare } = block;
    return this.#bus.read({
      ...{ unitId: this.#unitId, functionCode, address, quantity, priority },
      ...{ timeoutMs: this.#timeoutMs, queueMs: this.#readQueueMs },
      ...(this.#pauseMs > 0 && { pauseMs: this.#pauseMs }),
      ...(spare > 0 && { spare }),
    });
  }

  write(write: RegisterWrite, priority: 'write' | 'keepAlive'): Promise<WriteReply> {
    const { functionCode, address, values } = write;
    return this.#bus.write({
      ...{ unitId: this.#unitId, functionCode, address, values, priority },
      ...{ timeoutMs: this.#timeoutMs, queueMs: writeQueueMs },
      ...(this.#pauseMs > 0 && { pauseMs: this.#pauseMs }),
      key: `${functionCode} ${address}`,
    });
  }
}

/** The device answered that it does not do this: wrong function, address or value. An error of the definition. */
export const isRefusal = (error: unknown): boolean =>
  error instanceof BusError && error.fault === 'exception' && [1, 2, 3].includes(error.exceptionCode ?? 0);

/** Whether the device is to blame: not for a queue that was too full, nor for a request we replaced ourselves. */
export const isDeviceFailure = (error: unknown): boolean =>
  !(error instanceof BusError && (error.fault === 'expired' || error.fault === 'replaced')) && !isRefusal(error);

export const faultOf = (prefix: string, what: string, error: unknown): DeviceFault => ({
  code: error instanceof BusError ? `${prefix}.${error.fault}` : prefix,
  message: `${what}: ${error instanceof Error ? error.message : String(error)}`,
});
