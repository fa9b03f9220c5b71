/** A counter counts in steps of up to so much. */
const stepWh = 1000;
/** A counter that shows other values than it may is another one after so long; a glitch is over by then. */
const believedAfterMs = 10_000;
/** Counters that pass through floating point wobble by less than this. */
const wobbleWh = 0.9;

/** What one reading brings: whole Wh since the last one. */
export interface CounterStep {
  readonly wh: number;
  /** The counter goes on from another place: it began anew, was swapped or jumped. */
  readonly reset: boolean;
}

interface Doubt {
  readonly firstWh: number;
  readonly sinceMs: number;
}

const nothing: CounterStep = { wh: 0, reset: false };

/**
 * Makes differences of the readings of an energy counter, whole Wh, never negative. They add up to the difference of the
 * rounded readings. A reading that cannot be, lower than before or more than could have flowed, is not believed at once:
 * boxes say 0 for a while after they start. Where it stays, the counter goes on from there.
 */
export class EnergyCounter {
  #wh: number | undefined;
  #atMs = 0;
  #doubt: Doubt | undefined;

  /** Goes on from where it stood; `atMs` on the clock of `take`. */
  resume(wh: number, atMs: number): void {
    this.#wh = wh;
    this.#atMs = atMs;
  }

  /** The last reading that was believed. */
  get wh(): number | undefined {
    return this.#wh;
  }

  /** Takes a reading; `mostW` is the most that can flow. */
  take(wh: number, nowMs: number, mostW: number): CounterStep {
    if (!Number.isFinite(wh) || wh < 0) return nothing;
    const before = this.#wh;
    if (before === undefined) {
      this.#believe(wh, nowMs);
      return nothing;
    }
    if (isLater(before, wh, nowMs - this.#atMs, mostW)) {
      const highest = Math.max(wh, before);
      this.#believe(highest, nowMs);
      return { wh: Math.round(highest) - Math.round(before), reset: false };
    }
    return this.#doubted(wh, nowMs, mostW);
  }

  #doubted(wh: number, nowMs: number, mostW: number): CounterStep {
    const doubt = this.#doubt;
    if (doubt === undefined || !isLater(doubt.firstWh, wh, nowMs - doubt.sinceMs, mostW)) {
      this.#doubt = { firstWh: wh, sinceMs: nowMs };
      return nothing;
    }
    // One that stands at 0 counts nothing, whoever it is.
    if (wh === 0 || nowMs - doubt.sinceMs < believedAfterMs) return nothing;
    this.#believe(wh, nowMs);
    return { wh: Math.max(0, Math.round(wh) - Math.round(doubt.firstWh)), reset: true };
  }

  #believe(wh: number, nowMs: number): void {
    this.#wh = wh;
    this.#atMs = nowMs;
    this.#doubt = undefined;
  }
}

function isLater(fromWh: number, toWh: number, elapsedMs: number, mostW: number): boolean {
  const most = (mostW * Math.max(0, elapsedMs)) / 3_600_000 + stepWh;
  return toWh >= fromWh - wobbleWh && toWh - fromWh <= most;
}
