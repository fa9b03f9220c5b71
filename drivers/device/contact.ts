import type { Clock } from '../../firmware/domain/clock.ts';
import type { DeviceFault } from '../../firmware/domain/device.ts';
import type { ReadBlock } from '../bus/poll-plan.ts';
import type { Priority } from '../bus/types.ts';
import type { BlockReader, BlockResult } from './block-reader.ts';
import { HealthTracker } from './health.ts';
import { faultOf, isDeviceFailure } from './register-access.ts';

export interface ContactOptions {
  readonly id: string;
  readonly clock: Clock;
  readonly reader: BlockReader;
  /** A product that loses the first request after a silence. */
  readonly firstRequestLost: boolean;
  /** Values came; their quantities. */
  readonly received: (quantities: readonly string[]) => void;
  /** The device was just found to be gone. */
  readonly lost: (fault: DeviceFault) => void;
}

/** What we hear of a device: reads, what they say about its health, and the faults in words. */
export class Contact {
  readonly health: HealthTracker;
  readonly #o: ContactOptions;
  #lineFault: DeviceFault | undefined;
  #definitionFault: DeviceFault | undefined;
  #isOpen = false;

  constructor(options: ContactOptions) {
    this.#o = options;
    this.health = new HealthTracker(options.clock.monotonicMs());
  }

  /** Why it is offline. */
  get lineFault(): DeviceFault | undefined {
    return this.#lineFault;
  }

  /** What its definition promises and it does not do. */
  get definitionFault(): DeviceFault | undefined {
    return this.#definitionFault;
  }

  open(): void {
    this.#isOpen = true;
    this.health.probing(this.#o.clock.monotonicMs());
  }

  /** Nothing more is asked. */
  close(): void {
    this.#isOpen = false;
  }

  /** The device is what it should be. */
  found(): void {
    this.#lineFault = undefined;
    this.health.online(this.#o.clock.monotonicMs());
  }

  giveUp(fault: DeviceFault): void {
    this.health.offline(this.#o.clock.monotonicMs());
    this.#noteLoss(fault);
  }

  /** To be called after each poll. */
  checkSilence(): void {
    if (!this.health.isUp) return;
    this.health.checkSilence(this.#o.clock.monotonicMs());
    this.#noteLoss({ code: 'noReply', message: `${this.#o.id} gave no good value for 5 s` });
  }

  answered(): void {
    this.health.good(this.#o.clock.monotonicMs());
  }

  /** A request brought nothing. */
  failed(error: unknown): void {
    if (!isDeviceFailure(error) && this.health.isUp) return;
    const fault = faultOf('noReply', `${this.#o.id} does not answer`, error);
    if (!this.health.isUp) {
      this.giveUp(fault);
      return;
    }
    this.health.failed(this.#o.clock.monotonicMs());
    this.#noteLoss(fault);
  }

  /** The device answered that it does not do what the definition says. */
  refused(what: string, error: unknown): void {
    this.#definitionFault = faultOf('registerRefused', `${this.#o.id} ${what}`, error);
  }

  /** False when the device did not answer and the rest of this round is not worth asking for. */
  async readAll(quantities: readonly string[], priority: Priority): Promise<boolean> {
    return this.#readBlocks(quantities, priority);
  }

  /** The same for a device that is not known to be there: the first request waits `mostMs` at most. */
  async probe(quantities: readonly string[], mostMs: number | undefined): Promise<boolean> {
    return this.#readBlocks(quantities, 'slow', mostMs);
  }

  async #readBlocks(quantities: readonly string[], priority: Priority, firstMs?: number): Promise<boolean> {
    let mostMs = firstMs;
    for (const block of this.#o.reader.plan(quantities)) {
      if (!this.#isOpen || !(await this.#read(block, priority, mostMs))) return false;
      mostMs = undefined;
    }
    return this.#isOpen;
  }

  async #read(block: ReadBlock, priority: Priority, mostMs?: number): Promise<boolean> {
    const result = await this.#readWithRetry(block, priority, mostMs);
    if (result.kind === 'failed') {
      this.failed(result.error);
      return false;
    }
    const { quantities, refusal } = result;
    if (refusal !== undefined) this.refused(`does not give ${refusal.quantities.join(', ')}`, refusal.error);
    if (quantities.length > 0) this.answered();
    this.#o.received(quantities);
    return true;
  }

  /** One immediate retry after the first failure in a row, and where a product loses the first request after a silence. */
  async #readWithRetry(block: ReadBlock, priority: Priority, mostMs?: number): Promise<BlockResult> {
    const { reader, firstRequestLost } = this.#o;
    const first = await reader.read(block, priority, mostMs);
    if (first.kind !== 'failed' || !isDeviceFailure(first.error) || !this.#isOpen) return first;
    if (!this.health.isUp) return firstRequestLost ? reader.read(block, priority, mostMs) : first;
    if (this.health.failures > 0) return first;
    this.failed(first.error);
    return this.health.isUp ? reader.read(block, priority) : first;
  }

  #noteLoss(fault: DeviceFault): void {
    if (this.health.health !== 'offline') return;
    this.#lineFault = fault;
    this.#o.lost(fault);
  }
}
