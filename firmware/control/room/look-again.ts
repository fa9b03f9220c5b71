/** Asks for a cycle later. One timer is enough: each cycle asks anew. */
export class LookAgain {
  readonly #nudge: () => void;
  #timer: NodeJS.Timeout | undefined;
  #ended = false;

  constructor(nudge: () => void) {
    this.#nudge = nudge;
  }

  /** `afterMs` 0: now. */
  in(afterMs: number): void {
    if (this.#ended) return;
    if (afterMs === 0) {
      this.#nudge();
      return;
    }
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#nudge, afterMs);
  }

  end(): void {
    this.#ended = true;
    clearTimeout(this.#timer);
  }
}
