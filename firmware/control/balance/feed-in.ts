/** An inverter that may be throttled. */
export interface ThrottledInverter {
  readonly id: string;
  /** What it produces now, W; undefined when nobody knows. */
  readonly producedW: number | undefined;
}

export interface FeedInFacts {
  /** What flows into the grid, W, negative for import; undefined while the meter does not tell. */
  readonly exportW: number | undefined;
  readonly maxW: number;
  /** Share of the distance that is gone per step: 1 at once, less against swinging. */
  readonly factor: number;
  readonly inverters: readonly ThrottledInverter[];
}

/** The most one inverter may produce now, W. */
export interface InverterLimit {
  readonly id: string;
  readonly limitW: number;
}

/**
 * Keeps the feed-in under its maximum (original-product A17). What is too much is taken off in proportion to what each
 * inverter produces, what is left is given to all alike, `factor` of it at a time. Nothing is remembered: whatever the
 * sun does, the next step starts from what is measured. Without a measured feed-in or production they may together
 * produce the maximum and no more, so that no feed-in can exceed it.
 */
export function feedInLimit({ exportW, maxW, factor, inverters }: FeedInFacts): readonly InverterLimit[] {
  const count = inverters.length;
  const known = inverters.flatMap(({ producedW }) => (producedW === undefined ? [] : [Math.max(0, producedW)]));
  if (exportW === undefined || known.length < count)
    return inverters.map(({ id }) => ({ id, limitW: Math.floor(maxW / count) }));
  const sumW = known.reduce((sum, w) => sum + w, 0);
  const roomW = factor * (maxW - exportW);
  return inverters.map(({ id }, k) => {
    const producedW = known[k] ?? 0;
    const share = roomW >= 0 || sumW === 0 ? 1 / count : producedW / sumW;
    return { id, limitW: Math.max(0, Math.floor(producedW + roomW * share)) };
  });
}
