import { isDeepStrictEqual } from 'node:util';
import type { Known } from '../domain/known.ts';

export interface KnownDeskOptions {
  /** Where each part comes from; asked after every cycle, so it must be cheap. */
  readonly parts: { readonly [K in keyof Known]: () => Known[K] };
  /** The control worker's end. */
  readonly send: (known: Known) => void;
}

/** Tells the control worker what only the main thread knows, whenever it has changed. */
export class KnownDesk {
  readonly #options: KnownDeskOptions;
  #sent: Known | undefined;

  constructor(options: KnownDeskOptions) {
    this.#options = options;
  }

  /** As it is now. */
  now(): Known {
    const { occupants, prices, schedules, ceilings } = this.#options.parts;
    return { occupants: occupants(), prices: prices(), schedules: schedules(), ceilings: ceilings() };
  }

  /** After a cycle, and when a part has changed. */
  look(): void {
    const known = this.now();
    if (isDeepStrictEqual(known, this.#sent)) return;
    this.#sent = known;
    this.#options.send(known);
  }
}
