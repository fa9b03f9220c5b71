import type { RunningStation } from './running-station.ts';
import { planName, planText, type StationPlan } from './station-plans.ts';

export interface StationSetOptions {
  readonly make: (plan: StationPlan) => RunningStation;
  /** All that a station is made from beside its plan, as text: its password, its facts. Another text is another station. */
  readonly madeFrom: (plan: StationPlan) => string;
  readonly log: { error(facts: object, sentence: string): void };
}

interface Kept {
  readonly plan: StationPlan;
  readonly text: string;
  readonly station: RunningStation;
}

/** The stations that run: follows what is wished, and leaves alone what has not changed. */
export class StationSet {
  readonly #o: StationSetOptions;
  #kept = new Map<string, Kept>();

  constructor(options: StationSetOptions) {
    this.#o = options;
  }

  /** `known`: names of stations that are configured, whether they shall run or not. */
  follow(plans: readonly StationPlan[], known: ReadonlySet<string>): void {
    const wanted = new Map(plans.map((plan) => [planName(plan), { plan, text: this.#textOf(plan) }]));
    // First those that end: a backend may count a charge point that is there twice as an intruder.
    for (const [name, { text, station }] of this.#kept) {
      if (wanted.get(name)?.text === text) continue;
      this.#kept.delete(name);
      this.#quietly(name, () => station.stop(wanted.has(name) ? 'paused' : known.has(name) ? 'off' : 'gone'));
    }
    const next = new Map<string, Kept>();
    for (const [name, { plan, text }] of wanted) {
      const kept = this.#kept.get(name) ?? this.#started(name, plan, text);
      if (kept !== undefined) next.set(name, kept);
    }
    this.#kept = next;
  }

  /** In the order of the backends and of the charge points. */
  all(): readonly { readonly plan: StationPlan; readonly station: RunningStation }[] {
    return [...this.#kept.values()];
  }

  /** The program ends: what stations limit stays. */
  stop(): void {
    for (const [name, { station }] of this.#kept) this.#quietly(name, () => station.stop('paused'));
    this.#kept = new Map();
  }

  #textOf(plan: StationPlan): string {
    return `${planText(plan)} ${this.#o.madeFrom(plan)}`;
  }

  #started(name: string, plan: StationPlan, text: string): Kept | undefined {
    return this.#quietly(name, () => {
      const station = this.#o.make(plan);
      station.start();
      return { plan, text, station };
    });
  }

  /** One station that cannot be made or ended must not cost the others theirs. */
  #quietly<T>(name: string, run: () => T): T | undefined {
    try {
      return run();
    } catch (error) {
      this.#o.log.error({ err: error, station: name }, 'An OCPP station could not be started or ended');
      return undefined;
    }
  }
}
