import type { Clock } from '../../firmware/domain/clock.ts';
import type { DeviceFault } from '../../firmware/domain/device.ts';
import { HealthTracker } from '../device/health.ts';
import type { Timers } from '../device/timers.ts';

export interface MessageContactOptions {
  readonly id: string;
  readonly clock: Clock;
  readonly timers: Timers;
  /** So long it may say nothing. */
  readonly silenceMs: number;
  /** It was just found to be gone. */
  readonly lost: () => void;
}

const lookEveryMs = 1_000;

/** Whether a device that speaks in messages is there, and why not. */
export class MessageContact {
  readonly health: HealthTracker;
  readonly #o: MessageContactOptions;
  #fault: DeviceFault | undefined;
  #cancelLook: (() => void) | undefined;

  constructor(options: MessageContactOptions) {
    this.#o = options;
    this.health = new HealthTracker(options.clock.monotonicMs(), options.silenceMs);
  }

  /** Why it is offline. */
  get fault(): DeviceFault | undefined {
    return this.#fault;
  }

  open(): void {
    this.health.probing(this.#o.clock.monotonicMs());
    this.#look();
  }

  close(): void {
    this.#cancelLook?.();
  }

  /** It is what it should be. */
  found(): void {
    this.#fault = undefined;
    this.health.online(this.#o.clock.monotonicMs());
  }

  /** It said something. */
  answered(): void {
    this.health.good(this.#o.clock.monotonicMs());
  }

  /** A request brought nothing, or a message could not be read. */
  failed(fault: DeviceFault): void {
    if (this.health.isUp) this.health.failed(this.#o.clock.monotonicMs());
    if (!this.health.isUp) this.giveUp(fault);
  }

  giveUp(fault: DeviceFault): void {
    this.health.offline(this.#o.clock.monotonicMs());
    this.#fault = fault;
    this.#o.lost();
  }

  /** A product that falls silent says nothing: somebody has to look. */
  #look(): void {
    this.#cancelLook = this.#o.timers.after(lookEveryMs, () => {
      const wasUp = this.health.isUp;
      this.health.checkSilence(this.#o.clock.monotonicMs());
      if (wasUp && !this.health.isUp)
        this.giveUp({ code: 'noReply', message: `${this.#o.id} has said nothing for a while` });
      this.#look();
    });
  }
}
