import type { Timers } from '../../../drivers/link/timers.ts';
import { CallFailed } from '../rpc/call-error.ts';
import type { StationLog } from './station-parts.ts';

/** What follows from a call of the backend, once the answer to it has gone. */
export class Afterwards {
  readonly #timers: Timers;
  readonly #log: StationLog;
  #closed = false;

  constructor(timers: Timers, log: StationLog) {
    this.#timers = timers;
    this.#log = log;
  }

  /** What fails is logged. */
  do(action: () => void | Promise<void>): void {
    this.#timers.after(0, () => void this.#try(action));
  }

  close(): void {
    this.#closed = true;
  }

  async #try(action: () => void | Promise<void>): Promise<void> {
    if (this.#closed) return;
    try {
      await action();
    } catch (error) {
      // A link that ends in between is nothing special.
      const level = error instanceof CallFailed ? 'info' : 'error';
      this.#log[level]({ err: error }, 'what an OCPP backend asked for came to nothing');
    }
  }
}
