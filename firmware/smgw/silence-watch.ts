import type { Timers } from '../../drivers/link/timers.ts';

/**
 * A process that is not heard of at so many looks in a row hangs. Looks are counted, so that a thread that was held up
 * itself blames nobody.
 */
const silentLooks = 4;
const lookMsByDefault = 5000;

/** Tells when a process that speaks every second hangs. */
export class SilenceWatch {
  readonly #timers: Timers;
  readonly #lookMs: number;
  #silent = 0;
  #cancel = (): void => undefined;

  constructor(timers: Timers, lookMs = lookMsByDefault) {
    this.#timers = timers;
    this.#lookMs = lookMs;
  }

  /** `onSilent` comes once, unless `end` came before. */
  begin(onSilent: () => void): void {
    this.end();
    this.#silent = 0;
    this.#look(onSilent);
  }

  heard(): void {
    this.#silent = 0;
  }

  end(): void {
    this.#cancel();
  }

  #look(onSilent: () => void): void {
    this.#cancel = this.#timers.after(this.#lookMs, () => {
      this.#silent += 1;
      if (this.#silent < silentLooks) this.#look(onSilent);
      else onSilent();
    });
  }
}
