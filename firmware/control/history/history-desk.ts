import type { Series } from '../../domain/history.ts';
import type { State } from '../../domain/state.ts';
import { StateSeries } from './state-series.ts';

/** Where samples go: a history book, or the thread that has one. */
export interface SampleTaker {
  use(series: readonly Series[]): void;
  learn(texts: readonly string[]): void;
  /** The values are the taker's until it returns. */
  take(atMs: number, values: Float64Array): void;
}

/** The main thread's desk for history: makes a sample of each state, the first of each second. */
export class HistoryDesk {
  readonly #taker: SampleTaker;
  #looks: StateSeries | undefined;
  readonly #words = new Map<string, number>();
  #second = Number.NaN;

  constructor(taker: SampleTaker) {
    this.#taker = taker;
  }

  /** After every cycle. */
  observe(state: State): void {
    const atMs = Date.parse(state.at);
    const second = Math.floor(atMs / 1000);
    if (second === this.#second) return;
    this.#second = second;
    if (!this.#looks?.fits(state)) {
      this.#looks = new StateSeries(state);
      this.#taker.use(this.#looks.series);
    }
    const unheard: string[] = [];
    const values = this.#looks.values(state, (text) => {
      const known = this.#words.get(text);
      if (known !== undefined) return known;
      const number = this.#words.size;
      this.#words.set(text, number);
      unheard.push(text);
      return number;
    });
    if (unheard.length > 0) this.#taker.learn(unheard);
    this.#taker.take(atMs, values);
  }
}
