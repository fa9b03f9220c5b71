/** A counter as clients of the original are told it: it only rises, whatever the device behind it does. Wh, wall ms. */
export interface ToldCounter {
  /** What clients are told. */
  readonly toldWh: number;
  /** What the device said when `toldWh` was true. */
  readonly rawWh: number;
  /** What counts: another one begins where the last one ended. */
  readonly of: string;
  /** A lower value is waited out: a box that has just started says 0 for a while. */
  readonly lower?: { readonly rawWh: number; readonly sinceMs: number };
}

/** So long a counter must stay lower before it counts as begun anew. */
const believedAfterMs = 5 * 60_000;

/** What is told after a reading. `fromZero`: a counter that begins at 0 each time, as that of a session. */
export function counted(
  before: ToldCounter | undefined,
  reading: { readonly rawWh: number; readonly of: string; readonly fromZero?: boolean },
  nowMs: number,
): ToldCounter {
  const { rawWh, of, fromZero = false } = reading;
  if (before === undefined) return { toldWh: rawWh, rawWh, of };
  const { toldWh } = before;
  if (before.of !== of) return { toldWh: toldWh + (fromZero ? rawWh : 0), rawWh, of };
  if (rawWh >= before.rawWh) return { toldWh: toldWh + rawWh - before.rawWh, rawWh, of };
  const { lower } = before;
  // A clock that was set back makes the wait longer, never the counter wrong.
  if (lower === undefined || rawWh < lower.rawWh) return { ...before, lower: { rawWh, sinceMs: nowMs } };
  if (nowMs - lower.sinceMs < believedAfterMs) return before;
  return { toldWh: toldWh + rawWh - lower.rawWh, rawWh, of };
}
