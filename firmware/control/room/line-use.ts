import type { Bus } from '../../../drivers/bus/types.ts';
import type { LineInUse } from '../device-set.ts';

/** The share of a line is that of so long a time. */
const windowMs = 10_000;

interface Mark {
  readonly atMs: number;
  readonly busyMs: number;
}

/** How much of the last seconds each line was in use, 0 to 1. */
export class LineUse {
  #marks = new Map<Bus, readonly Mark[]>();

  look(lines: readonly Pick<LineInUse, 'bus'>[], nowMs: number): ReadonlyMap<Bus, number> {
    const shares = new Map<Bus, number>();
    const marks = new Map<Bus, readonly Mark[]>();
    for (const { bus } of lines) {
      const mark = { atMs: nowMs, busyMs: bus.health.busyMs };
      const known = (this.#marks.get(bus) ?? []).filter(({ atMs }) => nowMs - atMs <= windowMs);
      const [first] = known;
      if (first !== undefined && nowMs > first.atMs)
        shares.set(bus, Math.min(1, (mark.busyMs - first.busyMs) / (nowMs - first.atMs)));
      marks.set(bus, [...known, mark]);
    }
    // Lines that are gone are forgotten with their marks.
    this.#marks = marks;
    return shares;
  }
}
