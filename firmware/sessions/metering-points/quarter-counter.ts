/** Every time zone is off by a multiple of a quarter hour, so the quarters of all clocks begin together. */
export const quarterMs = 900_000;
/** Between two looks farther apart nobody saw what flowed: it is spread evenly. */
const gapMs = 60_000;
/** No house takes more, W: a counter that jumps farther is another counter. */
const mostW = 10_000_000;

export const quarterOf = (wallMs: number): number => Math.floor(wallMs / quarterMs) * quarterMs;

/** Energy of one quarter hour, closed: nothing comes to it any more. */
export interface ClosedQuarter {
  readonly quarterMs: number;
  readonly wh: number;
  readonly gap: boolean;
}

/** Where a counter stood, wall ms and Wh. */
export interface CounterStand {
  readonly atMs: number;
  readonly wh: number;
}

/**
 * Cuts the readings of a counter into whole Wh per quarter hour. The Wh of all quarters add up to the difference of the
 * rounded readings: nothing is lost to rounding, to a restart or to a gap. A counter that goes back or jumps absurdly
 * begins anew.
 */
export class QuarterCounter {
  #last: CounterStand | undefined;
  /** Where it stood when the open quarter began, or when it was first read in it; whole Wh. */
  #start: CounterStand | undefined;
  #openGap = false;

  /** `start`: what `start` gave before a restart. */
  constructor(start?: CounterStand) {
    this.#last = start;
    this.#start = start;
  }

  /** What a restart goes on from. */
  get start(): CounterStand | undefined {
    return this.#start;
  }

  /** Takes a reading; gives the quarters that it closes, in order of time. */
  take(atMs: number, wh: number): readonly ClosedQuarter[] {
    const { last, start } = { last: this.#last, start: this.#start };
    this.#last = { atMs, wh };
    if (last === undefined || start === undefined) {
      this.#start = { atMs, wh: Math.round(wh) };
      return [];
    }
    const isSame = wh >= last.wh - 0.5 && wh - last.wh <= (mostW * Math.max(1000, atMs - last.atMs)) / 3_600_000;
    const from = isSame ? last : { atMs: last.atMs, wh };
    if (!isSame) {
      this.#start = { atMs: start.atMs, wh: Math.round(wh) - (Math.round(last.wh) - start.wh) };
      this.#openGap = true;
    }
    return this.#close(from, { atMs, wh });
  }

  /** A clock that was put back closes nothing: what flows belongs to the quarter that is open. */
  #close(from: CounterStand, to: CounterStand): readonly ClosedQuarter[] {
    const closed: ClosedQuarter[] = [];
    const gap = to.atMs - from.atMs > gapMs;
    const perMs = (to.wh - from.wh) / Math.max(1, to.atMs - from.atMs);
    let { atMs: startMs, wh: startWh } = this.#start ?? to;
    for (let endMs = quarterOf(startMs) + quarterMs; endMs <= to.atMs; endMs += quarterMs) {
      const endWh = Math.max(startWh, Math.round(from.wh + perMs * Math.max(0, endMs - from.atMs)));
      closed.push({ quarterMs: endMs - quarterMs, wh: endWh - startWh, gap: this.#openGap || gap });
      this.#openGap = gap && to.atMs > endMs;
      startMs = endMs;
      startWh = endWh;
    }
    this.#start = { atMs: startMs, wh: startWh };
    return closed;
  }
}
