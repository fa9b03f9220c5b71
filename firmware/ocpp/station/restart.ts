import { type Timers, wait } from '../../../drivers/link/timers.ts';
import type { Place } from '../ports.ts';
import type { TransactionQueue } from '../queue/transaction-queue.ts';
import type { BootLife } from './boot-life.ts';
import type { StationLink } from './station-link.ts';
import type { StationLog } from './station-parts.ts';

export interface RestartOptions {
  readonly backend: string;
  readonly places: readonly Place[];
  readonly queue: TransactionQueue;
  readonly link: () => StationLink;
  readonly boot: () => BootLife;
  readonly afterAnswer: (action: () => Promise<void>) => void;
  readonly timers: Timers;
  readonly log: StationLog;
}

/** So long, and so often, it waits for messages about money to be gone. */
const lookEveryMs = 250;
const mostLooks = 40;

/** A Reset that a backend asks for (1.6 5.14, 2.0.1 B11, B12). */
export class Restart {
  readonly #options: RestartOptions;

  constructor(options: RestartOptions) {
    this.#options = options;
  }

  /**
   * Places that speak OCPP are asked first, and end their transactions themselves; false: they refuse. Then ours end theirs,
   * and the station presents itself anew.
   */
  async begin(hard: boolean): Promise<boolean> {
    const { places, afterAnswer } = this.#options;
    const far = places.filter((place) => place.facts().speaksOcpp);
    const done = await Promise.all(far.map((place) => place.reset(hard)));
    if (done.some((one) => one !== 'accepted')) return false;
    afterAnswer(() => this.#goOn(hard));
    return true;
  }

  async #goOn(hard: boolean): Promise<void> {
    const { places, backend, link, boot, log } = this.#options;
    for (const place of places.filter((one) => !one.facts().speaksOcpp)) {
      const running = place.transaction();
      if (running !== undefined) await place.stop(running.localTx, hard ? 'HardReset' : 'SoftReset', backend);
      if ((await place.reset(hard)) === 'rejected') log.warn({ place: place.id }, 'a place did not start anew');
    }
    await this.#moneySent();
    // Down first: the boot goes over the next link.
    link().again('the backend asked for a reset');
    boot().again('remoteReset');
  }

  /** What was ended has been told; over the next link it would be told once more. */
  async #moneySent(): Promise<void> {
    const { link, queue, timers } = this.#options;
    for (let k = 0; k < mostLooks && link().up && queue.waiting() > 0; k += 1) await wait(timers, lookEveryMs);
  }
}
