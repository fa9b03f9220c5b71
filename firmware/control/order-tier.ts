/** What decides who is served first, of one charge point. */
export interface TierFacts {
  /** Of the site, or of whoever charges. */
  readonly priority: number;
  readonly firstComeFirstServed: boolean;
  /** Monotonic ms; undefined without a car. */
  readonly pluggedAtMs: number | undefined;
}

/**
 * The tier of each charge point: its priority and, for those with first come first served, a fraction that never reaches
 * the next priority: who was plugged in earlier stands a little higher (B5). Of equal times the earlier in the list.
 */
export function tiersOf(points: readonly TierFacts[]): readonly number[] {
  return points.map((point, k) => {
    const { pluggedAtMs } = point;
    if (!point.firstComeFirstServed || pluggedAtMs === undefined) return point.priority;
    const rivals = points.flatMap((other, index) =>
      other.firstComeFirstServed && other.priority === point.priority && other.pluggedAtMs !== undefined
        ? [{ index, atMs: other.pluggedAtMs }]
        : [],
    );
    const later = rivals.filter(({ index, atMs }) => atMs > pluggedAtMs || (atMs === pluggedAtMs && index > k)).length;
    return point.priority + (later + 1) / (rivals.length + 1);
  });
}
