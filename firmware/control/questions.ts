/** Questions to another thread by number: each is answered once, or not in time. */
export class Questions<A> {
  readonly #open = new Map<number, (answer: A | undefined) => void>();
  readonly #withinMs: number;
  #count = 0;

  constructor(withinMs: number) {
    this.#withinMs = withinMs;
  }

  /** `send` passes the question on with its number. Undefined when no answer comes in time. */
  ask(send: (id: number) => void): Promise<A | undefined> {
    this.#count += 1;
    const id = this.#count;
    return new Promise((resolve) => {
      const timer = setTimeout(() => answered(undefined), this.#withinMs);
      const answered = (answer: A | undefined) => {
        clearTimeout(timer);
        this.#open.delete(id);
        resolve(answer);
      };
      this.#open.set(id, answered);
      send(id);
    });
  }

  answer(id: number, answer: A): void {
    this.#open.get(id)?.(answer);
  }
}
