import type { Clock } from '../../firmware/domain/clock.ts';

const againAfterMs = 60_000;

/** Tells which writes were refused: the first at once, then one a minute with the count of the others. */
export class RefusalLog {
  readonly #options: { readonly name: string; readonly clock: Clock; readonly warn: (sentence: string) => void };
  #toldAtMs = Number.NEGATIVE_INFINITY;
  #untold = 0;

  constructor(options: { readonly name: string; readonly clock: Clock; readonly warn: (sentence: string) => void }) {
    this.#options = options;
  }

  note(reason: string): void {
    const { name, clock, warn } = this.#options;
    const nowMs = clock.monotonicMs();
    if (nowMs - this.#toldAtMs < againAfterMs) {
      this.#untold += 1;
      return;
    }
    const more = this.#untold === 0 ? '' : `; ${this.#untold} more since the last such line`;
    warn(`${name}: a client's write was refused, ${reason}${more}`);
    this.#toldAtMs = nowMs;
    this.#untold = 0;
  }
}
