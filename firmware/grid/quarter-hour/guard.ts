/** Every time zone is off by a multiple of a quarter, so the quarters of all clocks begin together. */
export const quarterMs = 900_000;
/** A step between two looks longer than this is a gap: nobody saw what flowed. */
const gapMs = 15_000;
/** A wall clock that moved by so much more or less than the monotonic one was set: how long the quarter was nobody knows. */
const stepMs = 2000;
/** Cars follow within this; what they take in the last seconds of a quarter cannot be put right any more. */
const followMs = 10_000;
/** What is left over is not spent in a last rush: a horizon of this length reaches into the next quarter. */
const calmMs = 60_000;
/** What a quarter has left over is not given out all at once at its end. */
const mostTimes = 1.5;
/** A limit rises by this share of the target at least, so that it does not follow every watt. */
const raiseShare = 0.02;
const stepW = 50;

export interface PeakSettings {
  /** The mean power of a quarter to stay under, W; in month mode where a month begins. */
  readonly limitW: number;
  /** The highest quarter of this month so far is free to be reached again. */
  readonly month: boolean;
  /** Kept free under the target, W. */
  readonly reserveW: number;
}

/** What is known; wall ms where it says so, else monotonic. */
export interface PeakMemory {
  readonly quarterWallMs: number;
  /** Taken from the grid in this quarter so far, W x ms. */
  readonly usedWms: number;
  /** False when some of it was assumed: such a quarter does not raise the month's peak. */
  readonly measured: boolean;
  readonly lookedMs: number;
  readonly lookedWallMs: number;
  readonly lastW: number | undefined;
  /** The month as `2026-11` in the site's time zone, and the highest measured quarter in it, W. */
  readonly month: string;
  readonly monthPeakW: number;
  /** The limit of the last look, W. */
  readonly limitW: number;
}

/** One look at the house connection. */
export interface PeakLook {
  readonly nowMs: number;
  readonly wallMs: number;
  /** What flows in from the grid, W, negative for feed-in; undefined when no meter says so. */
  readonly gridW: number | undefined;
  /** The month that `wallMs` lies in. */
  readonly month: string;
}

const quarterOf = (wallMs: number): number => Math.floor(wallMs / quarterMs) * quarterMs;

export const peakTargetW = (
  { monthPeakW }: Pick<PeakMemory, 'monthPeakW'>,
  { limitW, month, reserveW }: PeakSettings,
) => Math.max(0, (month ? Math.max(limitW, monthPeakW) : limitW) - reserveW);

/** The begin of a program: what flowed in this quarter before it is assumed to be the target. `kept`: of before the restart. */
export function peakAtStart(
  look: PeakLook,
  settings: PeakSettings,
  kept?: Pick<PeakMemory, 'quarterWallMs' | 'usedWms' | 'month' | 'monthPeakW'> & { readonly atWallMs: number },
): PeakMemory {
  const { nowMs, wallMs, month } = look;
  const monthPeakW = kept?.month === month ? kept.monthPeakW : 0;
  const quarterWallMs = quarterOf(wallMs);
  const targetW = peakTargetW({ monthPeakW }, settings);
  const goesOn = kept?.quarterWallMs === quarterWallMs && kept.atWallMs >= quarterWallMs && kept.atWallMs <= wallMs;
  const usedWms = goesOn ? kept.usedWms + targetW * (wallMs - kept.atWallMs) : targetW * (wallMs - quarterWallMs);
  const begun = { quarterWallMs, usedWms, measured: false, month, monthPeakW };
  const looked = { lookedMs: nowMs, lookedWallMs: wallMs, lastW: undefined };
  return { ...begun, ...looked, limitW: limitNow(begun, settings, wallMs, 0) };
}

/** Time passes and the meter is looked at. */
export function peakLook(memory: PeakMemory, look: PeakLook, settings: PeakSettings): PeakMemory {
  const { nowMs, wallMs, gridW, month } = look;
  const dtMs = Math.max(0, nowMs - memory.lookedMs);
  const targetW = peakTargetW(memory, settings);
  // Nobody knows: the worst that the guard has to reckon with, never less than what flowed last.
  const known = gridW !== undefined && memory.lastW !== undefined && dtMs <= gapMs;
  const isSteady = Math.abs(wallMs - memory.lookedWallMs - dtMs) <= stepMs;
  const meanW = known ? (Math.max(0, gridW) + memory.lastW) / 2 : Math.max(targetW, memory.lastW ?? 0, gridW ?? 0);
  const quarterWallMs = quarterOf(wallMs);
  const intoMs = wallMs - quarterWallMs;
  const seen = {
    lookedMs: nowMs,
    lookedWallMs: wallMs,
    lastW: gridW === undefined ? memory.lastW : Math.max(0, gridW),
  };
  if (quarterWallMs === memory.quarterWallMs) {
    const next = {
      ...{ ...memory, ...seen },
      usedWms: memory.usedWms + meanW * dtMs,
      measured: memory.measured && known && isSteady,
    };
    return { ...next, limitW: limitNow(next, settings, wallMs, memory.limitW) };
  }
  const followed = quarterWallMs - memory.quarterWallMs === quarterMs && intoMs <= dtMs + stepMs;
  const ended = followed ? memory.usedWms + meanW * Math.max(0, dtMs - intoMs) : 0;
  const peakW = followed && memory.measured && known && isSteady ? ended / quarterMs : 0;
  const monthPeakW = month === memory.month ? Math.max(memory.monthPeakW, peakW) : 0;
  const usedWms = followed ? meanW * Math.min(dtMs, intoMs) : peakTargetW({ monthPeakW }, settings) * intoMs;
  const next = { ...seen, quarterWallMs, usedWms, measured: followed && known && isSteady, month, monthPeakW };
  return { ...next, limitW: limitNow(next, settings, wallMs, 0) };
}

/** What may flow from now on so that the mean of the quarter stays at the target: the rest of the energy over the rest of the time. */
function limitNow(
  memory: Pick<PeakMemory, 'quarterWallMs' | 'usedWms' | 'monthPeakW'>,
  settings: PeakSettings,
  wallMs: number,
  lastW: number,
): number {
  const targetW = peakTargetW(memory, settings);
  const leftMs = Math.max(0, memory.quarterWallMs + quarterMs - wallMs);
  const restWms = Math.max(0, targetW * quarterMs - memory.usedWms);
  // Over a horizon that is longer than what is left, the next quarter brings its target.
  const over = (horizonMs: number) =>
    (restWms + targetW * Math.max(0, horizonMs - leftMs)) / Math.max(horizonMs, leftMs);
  const mayW = Math.min(over(followMs), over(calmMs), targetW * mostTimes);
  const wantedW = Math.floor(mayW / stepW) * stepW;
  if (leftMs < followMs && wantedW > lastW) return lastW;
  return wantedW < lastW || wantedW >= lastW + raiseShare * targetW ? wantedW : lastW;
}
