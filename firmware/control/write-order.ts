import type { Row } from '../allocation/types.ts';
import { type PerPhase, phaseIndexes, phaseNames } from '../domain/phases.ts';

/** One charge point in the question "may this raise go out now?". */
export interface Bearing {
  /** The most it may draw per building phase until what was sent is proven, mA. */
  readonly bearingMa: PerPhase;
  /** What it is offered now (what it holds, where that is less) and what it should be offered. */
  readonly offerMa: number;
  readonly wantedMa: number;
  readonly stepMa: number;
  readonly minMa: number;
}

/**
 * Which offers may go out now: every reduction; a raise only as far as each of its rows bears it while the reductions
 * that pay for it are still on their way (control.md §4 Writing, I16). A raise that must wait keeps its old offer.
 */
export function offersInOrder(points: readonly Bearing[], rows: readonly Row[]): readonly number[] {
  const phase = (row: Row) => phaseNames.indexOf(row.quantity as 'L1');
  const load = rows.map((row) =>
    row.members.reduce((sum, { request, weight }) => {
      const point = points[request] as Bearing;
      if (row.quantity !== 'P') return sum + point.bearingMa[phase(row) as 0 | 1 | 2] * weight;
      // A P row weighs the sum of the phases' voltages: the highest phase on all of them is the safe side.
      return sum + Math.max(...phaseIndexes.map((p) => point.bearingMa[p])) * weight;
    }, 0),
  );
  const offers = points.map(({ offerMa, wantedMa, minMa }) => {
    const lowerMa = Math.min(offerMa, wantedMa);
    return lowerMa < minMa ? 0 : lowerMa;
  });

  points.forEach((point, k) => {
    if (point.wantedMa <= point.offerMa) return;
    let raiseMa = point.wantedMa - point.offerMa;
    rows.forEach((row, r) => {
      const weight = row.members.find((member) => member.request === k)?.weight;
      if (weight === undefined || weight === 0) return;
      const borne = row.quantity === 'P' ? Math.max(...point.bearingMa) : point.bearingMa[phase(row) as 0 | 1 | 2];
      // What it bears already (an earlier, higher offer) need not be paid twice.
      const room = (row.capacity - (load[r] ?? 0)) / weight + Math.max(0, borne - point.offerMa);
      raiseMa = Math.min(raiseMa, room);
    });
    const reached = Math.floor((point.offerMa + raiseMa) / point.stepMa) * point.stepMa;
    // A part of a raise is worth a write from 1 A on; less would only use up the raise interval.
    const worth = reached >= point.wantedMa || reached - point.offerMa >= 1000;
    if (reached < point.minMa || reached <= point.offerMa || !worth) return;
    offers[k] = reached;
    rows.forEach((row, r) => {
      const weight = row.members.find((member) => member.request === k)?.weight ?? 0;
      const borne = row.quantity === 'P' ? Math.max(...point.bearingMa) : point.bearingMa[phase(row) as 0 | 1 | 2];
      load[r] = (load[r] ?? 0) + Math.max(0, reached - borne) * weight;
    });
  });
  return offers;
}
