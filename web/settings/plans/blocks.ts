import { week } from '../entry/field-spec.ts';

export interface PlanEntry {
  readonly fromMin: number;
  readonly minutes: number;
  readonly limitA: number;
  readonly days?: readonly string[] | undefined;
}

interface Block {
  readonly from: number;
  readonly to: number;
  readonly limitA: number;
}

export const dayMin = 1440;

/** What holds on a day, and what runs into it from the day before. */
export function blocksOf(plan: readonly PlanEntry[], day: number): readonly Block[] {
  const on = ({ days }: PlanEntry, at: number): boolean => days === undefined || days.includes(week[at] ?? '');
  const before = (day + 6) % 7;
  return plan.flatMap((entry) => {
    const end = entry.fromMin + entry.minutes;
    const blocks: Block[] = [];
    if (on(entry, day)) blocks.push({ from: entry.fromMin, to: Math.min(dayMin, end), limitA: entry.limitA });
    if (end > dayMin && on(entry, before)) blocks.push({ from: 0, to: end - dayMin, limitA: entry.limitA });
    return blocks;
  });
}
