/** A counter as clients of the original are told it: it only rises, whatever the device behind it does. Wh. */
export interface ToldCounter {
  /** What clients are told. */
  readonly toldWh: number;
  /** What the device said when `toldWh` was true. */
  readonly rawWh: number;
  /** What counts. */
  readonly of: string;
  /** Where it stood before it began anew: were that a mistake, it is there again one day. */
  readonly before?: { readonly toldWh: number; readonly rawWh: number };
  /** A lower value is waited out: a box that has just started says 0 for a while. Monotonic ms. */
  readonly lower?: { readonly rawWh: number; readonly sinceMs: number };
}

export interface CounterReading {
  readonly rawWh: number;
  readonly of: string;
  /** A counter that begins at 0 each time, as that of a session. */
  readonly fromZero?: boolean;
}

/** So long a counter must stay lower before it counts as begun anew. */
const believedAfterMs = 5 * 60_000;

/** What is told after a reading; `nowMs` by a clock that never jumps. */
export function counted(last: ToldCounter | undefined, reading: CounterReading, nowMs: number): ToldCounter {
  const { rawWh, of } = reading;
  if (last === undefined) return { toldWh: rawWh, rawWh, of };
  if (last.of !== of) return { toldWh: afterChange(last, reading), rawWh, of };
  if (rawWh >= last.rawWh) return risen(last, rawWh);
  const { lower, toldWh } = last;
  if (lower === undefined || rawWh < lower.rawWh) return { ...last, lower: { rawWh, sinceMs: nowMs } };
  if (nowMs - lower.sinceMs < believedAfterMs) return last;
  return { toldWh: toldWh + rawWh - lower.rawWh, rawWh, of, before: { toldWh, rawWh: last.rawWh } };
}

/** Another counter goes on where the last one ended. Sessions stood in for a counter that was not read yet. */
function afterChange({ toldWh, of }: ToldCounter, { rawWh, fromZero = false }: CounterReading): number {
  if (fromZero) return toldWh + rawWh;
  return isSession(of) ? Math.max(toldWh, rawWh) : toldWh;
}

function risen({ toldWh, rawWh: lastWh, of, before }: ToldCounter, rawWh: number): ToldCounter {
  // In one leap back to where it was: it had never begun anew, and what it counted since then counts once.
  if (before !== undefined && rawWh >= before.rawWh && lastWh < before.rawWh / 2)
    return { toldWh: Math.max(toldWh, before.toldWh + rawWh - before.rawWh), rawWh, of };
  return { toldWh: toldWh + rawWh - lastWh, rawWh, of, ...(before && { before }) };
}

const sessionMark = 'session ';
export const sessionCounter = (pluggedAtMs: number): string => `${sessionMark}${pluggedAtMs}`;
export const isSession = (of: string): boolean => of.startsWith(sessionMark);
