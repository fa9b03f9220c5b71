/** What one device asks of its line by its poll plan. */
export interface PlannedUse {
  /** Fast tier and signs of life, ms of the line in each second. */
  readonly fastMsPerS: number;
  /** One round of the medium tier, ms of the line. */
  readonly mediumMs: number;
}

/** Above this share of the time a line has no room left for writes, retries and slow devices (field/modbus.md §8). */
export const mostPlannedShare = 0.8;
const mediumEveryMs = 5_000;
/** Who looks at an energy counter can wait a minute, not an hour. */
const longestMediumEveryMs = 60_000;
/** Fraction of the golden ratio: any number of seats lie apart, and none moves when another is added. */
const golden = 0.618_033_988_749_895;

/** A device's place on its line. */
export interface LineSeat {
  /** When in each poll period it polls, 0 to 1. */
  readonly phase: number;
  /** To be called when the device knows what it will ask, and again when that changes. */
  plan(use: PlannedUse): void;
  leave(): void;
}

/**
 * Shares out one line: who polls when in the second, and how often the medium tier comes. Planned above 80 % the medium
 * tier is stretched; the fast tier never is.
 */
export class LineBudget {
  readonly #plans = new Map<LineSeat, PlannedUse>();
  #seats = 0;

  /** Time between two rounds of the medium tier. */
  get mediumEveryMs(): number {
    const fast = this.#sum((use) => use.fastMsPerS) / 1000;
    const medium = this.#sum((use) => use.mediumMs) / mediumEveryMs;
    const room = mostPlannedShare - fast;
    if (medium <= room) return mediumEveryMs;
    return room <= 0 ? longestMediumEveryMs : Math.min(longestMediumEveryMs, (mediumEveryMs * medium) / room);
  }

  /** Share of the time that the plan takes, as it is stretched now; `undefined` when no device knows the line's rate. */
  get plannedShare(): number | undefined {
    if (this.#plans.size === 0) return undefined;
    return this.#sum((use) => use.fastMsPerS / 1000 + use.mediumMs / this.mediumEveryMs);
  }

  /** The same, as it would be with nothing stretched. */
  get unstretchedShare(): number {
    return this.#sum((use) => use.fastMsPerS / 1000 + use.mediumMs / mediumEveryMs);
  }

  takeSeat(): LineSeat {
    const phase = (this.#seats * golden) % 1;
    this.#seats += 1;
    const seat: LineSeat = {
      phase,
      plan: (use) => this.#plans.set(seat, use),
      leave: () => this.#plans.delete(seat),
    };
    return seat;
  }

  #sum(of: (use: PlannedUse) => number): number {
    return [...this.#plans.values()].reduce((sum, use) => sum + of(use), 0);
  }
}

/**
 * When the next poll begins, monotonic ms: the last moment of the seat that is at most a period after the last poll, so
 * that polls of a line lie apart and none is put off; at once when that has passed.
 */
export function nextPollAtMs(begunMs: number, nowMs: number, periodMs: number, phase: number): number {
  // A timer that comes a little early must not make two polls of one.
  const latestMs = begunMs + periodMs + Math.min(50, periodMs / 4);
  const offsetMs = phase * periodMs;
  const seatMs = Math.floor((latestMs - offsetMs) / periodMs) * periodMs + offsetMs;
  return Math.max(nowMs, seatMs);
}
