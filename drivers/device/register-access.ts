import type { Clock } from '../../firmware/domain/clock.ts';
import type { DeviceFault } from '../../firmware/domain/device.ts';
import type { ReadBlock } from '../bus/poll-plan.ts';
import { type Bus, BusError, type Priority, type ReadReply, type WriteReply } from '../bus/types.ts';
import type { RegisterWrite } from './register-table.ts';

const defaultTimeoutMs = 1_000;
/** A set-point that waited this long is no longer what the loop wants. */
const writeQueueMs = 2_000;

/** After so long without an answer a product that sleeps is asleep; nobody says how long it takes. */
const asleepAfterMs = 500;
/** It answers a request that it does not lose well within this. */
const wakeTimeoutMs = 200;

/** How a product that loses the first request after a silence is woken: a read whose values nobody wants. */
export interface WakeRead {
  readonly block: ReadBlock;
  readonly clock: Clock;
}

/** The bus as one device uses it: its unit id, pause and times in every request. */
export class RegisterAccess {
  readonly #bus: Bus;
  readonly #unitId: number;
  readonly #timeoutMs: number;
  readonly #pauseMs: number;
  readonly #readQueueMs: number;
  readonly #wake: WakeRead | undefined;
  #answeredAtMs = Number.NEGATIVE_INFINITY;

  constructor(
    bus: Bus,
    options: { unitId: number; timeoutMs?: number; pauseMs?: number; readQueueMs: number; wake?: WakeRead },
  ) {
    this.#bus = bus;
    this.#wake = options.wake;
    this.#unitId = options.unitId;
    this.#timeoutMs = options.timeoutMs ?? defaultTimeoutMs;
    this.#pauseMs = options.pauseMs ?? 0;
    this.#readQueueMs = options.readQueueMs;
  }

  /** `mostMs`: waits no longer for the reply than that. */
  async read(block: ReadBlock, priority: Priority, mostMs = Number.POSITIVE_INFINITY): Promise<ReadReply> {
    if (this.#wake !== undefined) await this.#wakeIfAsleep(this.#wake, priority);
    return this.#answered(this.#read(block, priority, Math.min(this.#timeoutMs, mostMs)));
  }

  async write(write: RegisterWrite, priority: 'write' | 'keepAlive'): Promise<WriteReply> {
    if (this.#wake !== undefined) await this.#wakeIfAsleep(this.#wake, priority);
    const { functionCode, address, values } = write;
    return this.#answered(
      this.#bus.write({
        ...{ unitId: this.#unitId, functionCode, address, values, priority },
        ...{ timeoutMs: this.#timeoutMs, queueMs: writeQueueMs },
        ...(this.#pauseMs > 0 && { pauseMs: this.#pauseMs }),
        key: `${functionCode} ${address}`,
      }),
    );
  }

  #read(block: ReadBlock, priority: Priority, timeoutMs: number): Promise<ReadReply> {
    const { functionCode, address, quantity, spare } = block;
    return this.#bus.read({
      ...{ unitId: this.#unitId, functionCode, address, quantity, priority },
      ...{ timeoutMs, queueMs: this.#readQueueMs },
      ...(this.#pauseMs > 0 && { pauseMs: this.#pauseMs }),
      ...(spare > 0 && { spare }),
    });
  }

  async #answered<T>(exchange: Promise<T>): Promise<T> {
    const answer = await exchange;
    if (this.#wake !== undefined) this.#answeredAtMs = this.#wake.clock.monotonicMs();
    return answer;
  }

  /** Whatever becomes of it: the request behind it says whether the device is there. */
  async #wakeIfAsleep({ block, clock }: WakeRead, priority: Priority): Promise<void> {
    if (clock.monotonicMs() - this.#answeredAtMs < asleepAfterMs) return;
    await this.#answered(this.#read(block, priority, wakeTimeoutMs)).catch((error: unknown) => {
      if (!(error instanceof BusError)) throw error;
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
