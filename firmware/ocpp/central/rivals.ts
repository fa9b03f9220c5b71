/** Connections that displaced one another within this time: two charge points have one identity. */
const withinMs = 300_000;
const count = 3;

/** Charge points that take each other's place: one identity was given twice. Times are monotonic ms. */
export class Rivals {
  #displacedAtMs: readonly number[] = [];

  displaced(nowMs: number): void {
    this.#displacedAtMs = [...this.#displacedAtMs, nowMs].slice(-count);
  }

  at(nowMs: number): boolean {
    return this.#displacedAtMs.filter((atMs) => atMs >= nowMs - withinMs).length >= count;
  }
}
