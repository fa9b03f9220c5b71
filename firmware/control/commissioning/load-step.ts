/** The load as high as the site lets it be, or as low as the check asks for. */
export type Level = 'up' | 'down';

/** A span in which the load stood still at one level, with the meter's age allowed for. */
export interface Plateau {
  readonly level: Level;
  readonly fromMs: number;
  readonly toMs: number;
}

/** How a load is stepped. Times in ms. */
export interface LoadStepTimes {
  /** From the moment the load stands still until the oldest meter shows it. */
  readonly guardMs: number;
  /** Shortest and longest time that the load is left where it is, drawn anew for every step. */
  readonly dwellMs: readonly [number, number];
  /** A load that does not stand still by then is turned round without a plateau. */
  readonly patienceMs: number;
}

/**
 * A pattern of up and down whose times nobody can guess: each level holds until the load has followed and stood still,
 * and then for a time drawn from the seed. Kettles and heaters do not keep step with it.
 */
export class LoadStep {
  readonly #times: LoadStepTimes;
  readonly #draw: () => number;
  #level: Level = 'up';
  #sinceMs: number;
  #dwellMs: number;
  #plateaus: readonly (Plateau | undefined)[] = [];

  constructor(times: LoadStepTimes, seed: number, nowMs: number) {
    this.#times = times;
    this.#draw = drawing(seed);
    this.#sinceMs = nowMs;
    this.#dwellMs = this.#nextDwellMs();
  }

  get level(): Level {
    return this.#level;
  }

  get sinceMs(): number {
    return this.#sinceMs;
  }

  /** One entry per level that is over; undefined where the load never stood still. */
  get plateaus(): readonly (Plateau | undefined)[] {
    return this.#plateaus;
  }

  /** `steadySinceMs`: since when the load stands still at this level, as far as it is known; undefined = not yet. */
  advance(nowMs: number, steadySinceMs: number | undefined): void {
    const { guardMs, patienceMs } = this.#times;
    const fromMs = Math.max(this.#sinceMs, steadySinceMs ?? Number.POSITIVE_INFINITY) + guardMs;
    if (nowMs - fromMs >= this.#dwellMs) this.#turn(nowMs, { level: this.#level, fromMs, toMs: nowMs });
    else if (nowMs - this.#sinceMs >= patienceMs) this.#turn(nowMs, undefined);
  }

  #turn(nowMs: number, plateau: Plateau | undefined): void {
    this.#plateaus = [...this.#plateaus, plateau];
    this.#level = this.#level === 'up' ? 'down' : 'up';
    this.#sinceMs = nowMs;
    this.#dwellMs = this.#nextDwellMs();
  }

  #nextDwellMs(): number {
    const [shortest, longest] = this.#times.dwellMs;
    return shortest + (longest - shortest) * this.#draw();
  }
}

/** Numbers in [0, 1) from a seed: a linear congruence modulo 2^32, good enough to be out of step with a kettle. */
function drawing(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
