import type { SiteControl } from '../../site/control-client.ts';

const everyMs = 100;
/** Noise of the meter, which the firmware cannot see through. */
const noiseW = 350;

/** What really flows through the house connection of a simulated site, sampled. */
export class FlowRecord {
  beforeW = 0;
  mostW = 0;
  /** Longest time above the limit without a break, s. */
  longestS = 0;
  readonly #control: SiteControl;
  readonly #limitW: number;
  #over: { readonly sinceS: number } | undefined;
  #ends = false;
  #sampling: Promise<void> | undefined;

  constructor(control: SiteControl, limitW: number) {
    this.#control = control;
    this.#limitW = limitW;
  }

  async begin(): Promise<void> {
    this.beforeW = (await this.#control.state()).connection.powerW;
    this.#sampling = this.#sample();
  }

  async end(): Promise<void> {
    this.#ends = true;
    await this.#sampling;
  }

  async #sample(): Promise<void> {
    while (!this.#ends) {
      const { plantS, connection } = await this.#control.state();
      this.mostW = Math.max(this.mostW, connection.powerW);
      if (connection.powerW <= this.#limitW + noiseW) this.#over = undefined;
      else this.#over ??= { sinceS: plantS };
      if (this.#over !== undefined) this.longestS = Math.max(this.longestS, plantS - this.#over.sinceS);
      await new Promise((resolve) => setTimeout(resolve, everyMs));
    }
  }
}
