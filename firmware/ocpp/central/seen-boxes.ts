/** A charge point that came and was not let in. */
export interface SeenBox {
  readonly identity: string;
  readonly address: string;
  readonly why: string;
  readonly count: number;
  /** Wall ms. */
  readonly firstAtMs: number;
  readonly lastAtMs: number;
}

/** Somebody who knocks with ever new names displaces himself, not the memory of the box. */
const mostKept = 50;

/** Charge points that want to come and may not: an electrician finds the one he has just connected here. */
export class SeenBoxes {
  readonly #seen = new Map<string, SeenBox>();

  saw({ identity, address, why, atMs }: { identity: string; address: string; why: string; atMs: number }): void {
    const before = this.#seen.get(identity);
    this.#seen.delete(identity);
    const [oldest] = this.#seen.keys();
    if (this.#seen.size >= mostKept && oldest !== undefined) this.#seen.delete(oldest);
    const count = (before?.count ?? 0) + 1;
    this.#seen.set(identity, { identity, address, why, count, firstAtMs: before?.firstAtMs ?? atMs, lastAtMs: atMs });
  }

  /** It has been let in. */
  forget(identity: string): void {
    this.#seen.delete(identity);
  }

  /** The latest first. */
  all(): readonly SeenBox[] {
    return [...this.#seen.values()].reverse();
  }
}
