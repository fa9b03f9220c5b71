import type { Clock } from '../domain/clock.ts';
import type { HealthState } from '../domain/state.ts';

/** What the store writes to the log; a pino logger fits. */
export interface StoreLog {
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
}

/** Something wrong with the store; without a time it begins when it is raised. */
export type StoreFault = Omit<HealthState, 'since'> & Partial<Pick<HealthState, 'since'>>;

/** What is wrong with the store now; said in the log once when it begins and once when it ends. */
export class StoreHealth {
  readonly #clock: Clock;
  readonly #log: StoreLog | undefined;
  readonly #states = new Map<string, HealthState>();

  constructor(clock: Clock, log?: StoreLog) {
    this.#clock = clock;
    this.#log = log;
  }

  raise(fault: StoreFault, facts: object = {}): void {
    const known = this.#states.get(fault.id);
    const since = known?.since ?? fault.since ?? new Date(this.#clock.wallMs()).toISOString();
    this.#states.set(fault.id, { ...fault, since });
    if (known !== undefined) return;
    if (fault.severity === 'fault') this.#log?.error({ ...facts, health: fault.id }, fault.message);
    else this.#log?.warn({ ...facts, health: fault.id }, fault.message);
  }

  clear(id: string): void {
    const known = this.#states.get(id);
    if (known !== undefined && this.#states.delete(id))
      this.#log?.info({ health: id, since: known.since }, `over: ${known.message}`);
  }

  list(): readonly HealthState[] {
    return [...this.#states.values()];
  }
}
