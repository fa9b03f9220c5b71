import type { TimeSlot } from './slots.ts';

interface Stepped {
  readonly fromMs: number;
  readonly everyS: number;
  readonly values: readonly (number | null)[];
}

/** Energy in each slot, Wh, of a mean power, W; null where nothing of a slot is known. */
export const ofPower = (stepped: Stepped, slots: readonly TimeSlot[]): (number | null)[] =>
  summed(stepped, slots, (powerW) => (powerW * stepped.everyS) / 3600);

/** Energy in each slot, Wh, of a counter: what it rose by, also over a gap. */
export function ofCounter({ fromMs, everyS, values }: Stepped, slots: readonly TimeSlot[]): (number | null)[] {
  let before: number | null = null;
  const rises = values.map((value) => {
    const rise = value === null || before === null ? null : Math.max(0, value - before);
    before = value ?? before;
    return rise;
  });
  return summed({ fromMs, everyS, values: rises }, slots, (rise) => rise);
}

function summed(
  { fromMs, everyS, values }: Stepped,
  slots: readonly TimeSlot[],
  energyOf: (value: number) => number,
): (number | null)[] {
  const sums: (number | null)[] = slots.map(() => null);
  let slot = 0;
  values.forEach((value, index) => {
    const atMs = fromMs + index * everyS * 1000;
    while (slot < slots.length && atMs >= (slots[slot]?.toMs ?? 0)) slot += 1;
    if (value === null || slot >= slots.length || atMs < (slots[slot]?.fromMs ?? 0)) return;
    sums[slot] = (sums[slot] ?? 0) + energyOf(value);
  });
  return sums;
}
