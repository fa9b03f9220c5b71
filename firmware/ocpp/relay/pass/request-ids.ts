/** What goes on for a while and is told of step by step. */
export type Errand = 'firmware' | 'log';

export interface Asked {
  readonly backend: string;
  /** The number by which the charge point was asked, or the backend has asked. */
  readonly requestId: number;
  /** The number is the backend's own: it asked by a call that has one. */
  readonly numbered: boolean;
}

/** Who asked a charge point for an update or a log last: how that goes on is told to nobody else. */
export class RequestIds {
  readonly #asked = new Map<Errand, Asked>();
  #last = 0;

  /** `theirs`: the backend's own number, which goes on to the charge point; without one it gets one of ours. */
  ask(errand: Errand, backend: string, theirs?: number): number {
    this.#last = theirs ?? (this.#last % 1_000_000) + 1;
    this.#asked.set(errand, { backend, requestId: this.#last, numbered: theirs !== undefined });
    return this.#last;
  }

  of(errand: Errand): Asked | undefined {
    return this.#asked.get(errand);
  }
}
