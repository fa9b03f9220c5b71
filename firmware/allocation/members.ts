import type { MemberView } from '../domain/members.ts';
import { mapPhases, type PerPhase, phaseIndexes, zeroPhases } from '../domain/phases.ts';

/** One who shares: a member, or a charge point of our own. Currents in mA. */
export interface Sharer {
  /** Cars that want current. */
  readonly weight: number;
  /** Comes first: what is drawn whatever happens. */
  readonly firmMa: PerPhase;
  /** In all. */
  readonly wantedMa: PerPhase;
  /** What is given of a rest that nobody wants. */
  readonly restMa: PerPhase;
}

/** What those in it may draw together, mA of each phase; where a power limits, its even share. */
export interface SharedRow {
  readonly capacityMa: PerPhase;
  readonly sharers: readonly number[];
}

/** Less than this charges no car. */
const carMinimumMa = 6000;

/**
 * Shares rows out, per phase: first what is firm, then evenly by car up to what each wants, then the rest. Where that would
 * be less than a car needs, whole cars take turns: `turn` says who comes first. The sum of a row is never above its capacity.
 */
export function shareOut(sharers: readonly Sharer[], rows: readonly SharedRow[], turn: number): readonly PerPhase[] {
  const perPhase = phaseIndexes.map((p) => {
    const room = rows.map(({ capacityMa }) => capacityMa[p]);
    const given = sharers.map(() => 0);
    const free = (i: number): number =>
      rows.reduce(
        (least, row, r) => (row.sharers.includes(i) ? Math.min(least, room[r] ?? 0) : least),
        Number.MAX_VALUE,
      );
    const give = (i: number, ma: number): void => {
      const some = Math.floor(Math.max(0, Math.min(ma, free(i))));
      given[i] = (given[i] ?? 0) + some;
      rows.forEach((row, r) => {
        if (row.sharers.includes(i)) room[r] = (room[r] ?? 0) - some;
      });
    };
    sharers.forEach(({ firmMa }, i) => {
      give(i, firmMa[p]);
    });
    const levels = level(
      sharers.map(({ weight, wantedMa, firmMa }) => ({ weight, maxMa: Math.max(0, wantedMa[p] - firmMa[p]) })),
      rows,
      room,
    );
    const short = sharers.map(
      ({ weight }, i) => (levels[i]?.bound ?? false) && (levels[i]?.ma ?? 0) < weight * carMinimumMa,
    );
    sharers.forEach((_, i) => {
      const { ma = 0 } = levels[i] ?? {};
      give(i, short[i] ? Math.floor(ma / carMinimumMa) * carMinimumMa : ma);
    });
    const begin = sharers.length === 0 ? 0 : turn % sharers.length;
    const inTurn = sharers.map((_, k) => (k + begin) % sharers.length);
    for (const i of inTurn) {
      const wantedMa = sharers[i]?.wantedMa[p] ?? 0;
      if (short[i] && free(i) >= carMinimumMa && wantedMa - (given[i] ?? 0) >= carMinimumMa) give(i, carMinimumMa);
    }
    for (const i of inTurn) give(i, (sharers[i]?.wantedMa[p] ?? 0) - (given[i] ?? 0));
    for (const i of inTurn) give(i, (sharers[i]?.restMa[p] ?? 0) - (given[i] ?? 0));
    return given;
  });
  return sharers.map((_, i) => [perPhase[0]?.[i] ?? 0, perPhase[1]?.[i] ?? 0, perPhase[2]?.[i] ?? 0]);
}

/** Max-min by weight: the level rises for all together until one has what it wants or a row of it is full. */
function level(
  wants: readonly { readonly weight: number; readonly maxMa: number }[],
  rows: readonly SharedRow[],
  room: readonly number[],
): readonly { readonly ma: number; readonly bound: boolean }[] {
  const left = room.map((ma) => Math.max(0, ma));
  const ma = wants.map(() => 0);
  const bound = wants.map(() => false);
  let open = wants.flatMap(({ weight, maxMa }, i) => (weight > 0 && maxMa > 0 ? [i] : []));
  while (open.length > 0) {
    const weightOf = (row: SharedRow) =>
      open.reduce((sum, i) => sum + (row.sharers.includes(i) ? (wants[i]?.weight ?? 0) : 0), 0);
    const weights = rows.map(weightOf);
    const byRow = rows.map((_, r) => ((weights[r] ?? 0) > 0 ? (left[r] ?? 0) / (weights[r] ?? 1) : Number.MAX_VALUE));
    const byWant = open.map((i) => ((wants[i]?.maxMa ?? 0) - (ma[i] ?? 0)) / (wants[i]?.weight ?? 1));
    const step = Math.min(...byRow, ...byWant);
    for (const i of open) ma[i] = (ma[i] ?? 0) + step * (wants[i]?.weight ?? 0);
    rows.forEach((_, r) => {
      left[r] = (left[r] ?? 0) - step * (weights[r] ?? 0);
    });
    const full = (i: number) => rows.some((row, r) => row.sharers.includes(i) && (byRow[r] ?? 0) <= step);
    open = open.filter((i, k) => {
      if (full(i)) bound[i] = true;
      return !full(i) && (byWant[k] ?? 0) > step;
    });
  }
  return ma.map((value, i) => ({ ma: value, bound: bound[i] ?? false }));
}

/** What the members in a circuit are kept, mA. */
export const heldOf = (members: readonly MemberView[]): PerPhase =>
  members.reduce<PerPhase>((sum, { heldMa }) => mapPhases(sum, (ma, p) => ma + heldMa[p]), zeroPhases);
