import type { Place } from '../ports.ts';
import type { Dialect, Message } from './dialect.ts';
import type { StationLog } from './station-parts.ts';

export interface PlaceCallsOptions {
  readonly places: readonly Place[];
  readonly call: (message: Message) => Promise<object>;
  readonly log: StationLog;
}

/** What charge points that speak OCPP say by themselves, handed on to the backend in its version. */
export class PlaceCalls {
  readonly #options: PlaceCallsOptions;
  #ends: (() => void)[] = [];

  constructor(options: PlaceCallsOptions) {
    this.#options = options;
  }

  listen(dialect: Dialect): void {
    this.close();
    for (const [k, place] of this.#options.places.entries()) {
      const end = place.onCall?.(dialect.version, (action, payload) =>
        this.#handOn(dialect.fromPlace(k + 1, action, payload)),
      );
      if (end !== undefined) this.#ends.push(end);
    }
  }

  close(): void {
    for (const end of this.#ends.splice(0)) end();
  }

  /** undefined: the backend has no answer. */
  async #handOn(message: Message | undefined): Promise<object | undefined> {
    if (message === undefined) return undefined;
    const { call, log } = this.#options;
    try {
      return await call(message);
    } catch (error) {
      log.info({ err: error, action: message.action }, 'what a charge point said did not reach an OCPP backend');
      return undefined;
    }
  }
}
