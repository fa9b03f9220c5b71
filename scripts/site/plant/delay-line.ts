/** Values that come out later than they went in: how old readings and slow electronics behave. */
export class DelayLine<T> {
  readonly #delayS: number;
  readonly #waiting: { readonly dueS: number; readonly value: T }[] = [];
  #value: T;

  constructor(delayS: number, initial: T) {
    this.#delayS = delayS;
    this.#value = initial;
  }

  /** `delayS` for this value only; what waits for later than it is overtaken and never comes out. */
  put(nowS: number, value: T, delayS = this.#delayS): void {
    const dueS = nowS + delayS;
    while ((this.#waiting.at(-1)?.dueS ?? -Infinity) > dueS) this.#waiting.pop();
    this.#waiting.push({ dueS, value });
  }

  /** The newest value whose time has come. */
  at(nowS: number): T {
    for (let next = this.#waiting[0]; next !== undefined && next.dueS <= nowS + 1e-9; next = this.#waiting[0]) {
      this.#value = next.value;
      this.#waiting.shift();
    }
    return this.#value;
  }
}
