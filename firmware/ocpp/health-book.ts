import type { Clock } from '../domain/clock.ts';
import type { HealthState } from '../domain/state.ts';

export type Ailment = Omit<HealthState, 'since'> & {
  /** Said only when it has lasted so long, ms; absent: at once. */
  readonly afterMs?: number;
};

/** Keeps since when each thing has been wrong, and tells it once it has lasted. */
export class HealthBook {
  readonly #clock: Clock;
  #since = new Map<string, { readonly monotonicMs: number; readonly wallMs: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** All that is wrong now; what is not among it any more is over. */
  of(ailments: readonly Ailment[]): readonly HealthState[] {
    const now = { monotonicMs: this.#clock.monotonicMs(), wallMs: this.#clock.wallMs() };
    this.#since = new Map(ailments.map(({ id }) => [id, this.#since.get(id) ?? now]));
    return ailments.flatMap(({ afterMs = 0, ...state }) => {
      const since = this.#since.get(state.id) ?? now;
      return now.monotonicMs - since.monotonicMs < afterMs
        ? []
        : [{ ...state, since: new Date(since.wallMs).toISOString() }];
    });
  }
}
