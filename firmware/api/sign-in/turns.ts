/** Runs one task after the other, and refuses when too many wait. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  get full(): boolean {
    return this.#waiting >= this.#most;
  }

  run<T>(task: () => Promise<T>): Promise<T> {
    this.#waiting += 1;
    const mine = this.#last.then(task).finally(() => {
      this.#waiting -= 1;
    });
    // The next one waits for the end of this one, however it ends; its own caller hears of the failure.
    this.#last = mine.then(
      () => undefined,
      () => undefined,
    );
    return mine;
  }
}
