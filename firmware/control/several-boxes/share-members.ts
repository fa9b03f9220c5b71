import { heldOf, type SharedRow, type Sharer, shareOut } from '../../allocation/members.ts';
import type { AllocationRequest, Row } from '../../allocation/types.ts';
import type { MemberView } from '../../domain/members.ts';
import {
  mapPhases,
  type PerPhase,
  type PhaseIndex,
  phaseIndexes,
  phaseNames,
  zeroPhases,
} from '../../domain/phases.ts';
import { circuitsAbove } from '../../domain/site/check-tree.ts';
import type { CircuitEstimate } from '../estimate.ts';
import type { Point } from '../points.ts';
import type { Topology } from '../topology.ts';

/** What members are to be granted, mA, in their order. */
export type MemberTargets = readonly PerPhase[];

export interface SharedCycle {
  readonly topology: Topology;
  readonly members: readonly MemberView[];
  readonly estimates: readonly CircuitEstimate[];
  readonly points: readonly Point[];
  readonly requests: readonly AllocationRequest[];
  /** What is in force on own charge points, mA. */
  readonly offersMa: readonly number[];
  /** Rows of limits and loads, as they are without members. */
  readonly rows: readonly Row[];
  readonly slot: number;
}

const phaseOf = ({ quantity }: Row): PhaseIndex => phaseNames.indexOf(quantity as 'L1') as PhaseIndex;

/** The members in each circuit or below it, by the id of the circuit. */
export function membersBelow(
  { site }: Topology,
  members: readonly MemberView[],
): (circuit: string) => readonly number[] {
  const paths = members.map(({ circuit }) => circuitsAbove(site, circuit).map(({ id }) => id));
  return (circuit) => members.flatMap((_, m) => (paths[m]?.includes(circuit) ? [m] : []));
}

/** Rows for the own charge points: what is kept for members is taken off. */
export function rowsLessHeld(
  topology: Topology,
  rows: readonly Row[],
  members: readonly MemberView[],
  estimates: readonly CircuitEstimate[],
): readonly Row[] {
  if (members.length === 0) return rows;
  const below = membersBelow(topology, members);
  return rows.map((row) => {
    const heldMa = heldOf(below(row.circuit).flatMap((m) => members[m] ?? []));
    const less = row.quantity === 'P' ? sumMw(heldMa, voltsOf(topology, estimates, row.circuit)) : heldMa[phaseOf(row)];
    return { ...row, capacity: Math.floor(row.capacity - less) };
  });
}

/**
 * Shares between members and own charge points: what members are granted from now on, and the most that own charge points
 * may have in each row (by its id), in the unit of the row.
 */
export function shareMembers(cycle: SharedCycle): {
  readonly grants: MemberTargets;
  readonly ownMost: ReadonlyMap<string, number>;
} {
  const { topology, members, estimates, points, requests, offersMa, rows, slot } = cycle;
  if (members.length === 0) return { grants: [], ownMost: new Map() };
  const below = membersBelow(topology, members);
  const sharers = [...members.map(memberSharer), ...requests.map((request, k) => ownSharer(request, points[k]))];
  const shared = rows.map((row): SharedRow => {
    const inside = below(row.circuit);
    const out = heldOf(inside.flatMap((m) => (members[m]?.reachable ? [] : (members[m] ?? []))));
    const open = mapPhases(capacityOf(topology, estimates, row), (ma, p) => ma - out[p]);
    const own = row.members.map(({ request }) => members.length + request);
    return { capacityMa: open, sharers: [...inside.filter((m) => members[m]?.reachable), ...own] };
  });
  const shares = shareOut(sharers, shared, slot);
  const held = members.map(({ heldMa }) => heldMa);
  const grants = members.map((member, m): PerPhase => {
    const share = shares[m] ?? zeroPhases;
    const others = (circuit: string) => below(circuit).filter((i) => i !== m);
    const inRows = rows.filter((row) => below(row.circuit).includes(m));
    const grant = mapPhases(share, (ma, p) => {
      const roomMa = Math.min(
        ...inRows.map((row) => {
          const kept = others(row.circuit).reduce((sum, i) => sum + (held[i]?.[p] ?? 0), 0);
          const own = row.members.reduce((sum, { request: k }) => sum + bearing(points[k], offersMa[k], p), 0);
          return capacityOf(topology, estimates, row)[p] - kept - own;
        }),
      );
      // What it has is no raise, as long as all the others can still be told to give way.
      const all = inRows.every((row) => others(row.circuit).every((i) => members[i]?.reachable));
      const mayMa = all ? Math.max(roomMa, Math.min(member.grantedMa[p], member.heldMa[p])) : roomMa;
      return Math.max(0, Math.floor(Math.min(ma, mayMa)));
    });
    held[m] = mapPhases(member.heldMa, (ma, p) => Math.max(ma, grant[p]));
    return grant;
  });
  const ownMost = rows.map((row): [string, number] => {
    const voltageV = voltsOf(topology, estimates, row.circuit);
    const sum = row.members.reduce((total, { request }) => {
      const share = shares[members.length + request] ?? zeroPhases;
      return total + (row.quantity === 'P' ? sumMw(share, voltageV) : share[phaseOf(row)]);
    }, 0);
    return [row.id, Math.ceil(sum)];
  });
  return { grants, ownMost: new Map(ownMost) };
}

/** Own charge points take no more than their share. */
export const withOwnMost = (rows: readonly Row[], ownMost: ReadonlyMap<string, number>): readonly Row[] =>
  ownMost.size === 0
    ? rows
    : rows.map((row) => ({ ...row, capacity: Math.min(row.capacity, ownMost.get(row.id) ?? row.capacity) }));

const memberSharer = ({ reachable, cars, houseMa, wantedMa, failsafeMa }: MemberView): Sharer =>
  reachable
    ? { weight: cars, firmMa: houseMa, wantedMa, restMa: failsafeMa }
    : { weight: 0, firmMa: zeroPhases, wantedMa: zeroPhases, restMa: zeroPhases };

function ownSharer({ maxMa }: AllocationRequest, point: Point | undefined): Sharer {
  const wantedMa = mapPhases(zeroPhases, (_, p) =>
    point?.phases.includes(p) && point.lostMa === undefined ? maxMa : 0,
  );
  return { weight: maxMa > 0 ? 1 : 0, firmMa: zeroPhases, wantedMa, restMa: zeroPhases };
}

/** What a row bears on each phase; a phase that it says nothing of has no end. */
function capacityOf(topology: Topology, estimates: readonly CircuitEstimate[], row: Row): PerPhase {
  if (row.quantity !== 'P') return mapPhases(zeroPhases, (_, p) => (p === phaseOf(row) ? row.capacity : 1e9));
  const evenMa = row.capacity / voltsOf(topology, estimates, row.circuit).reduce((sum, v) => sum + v, 0);
  return [evenMa, evenMa, evenMa];
}

function bearing(point: Point | undefined, offerMa = 0, p: PhaseIndex): number {
  if (point === undefined || point.lostMa !== undefined) return 0;
  return Math.max(point.bearingMa[p], point.phases.includes(p) ? offerMa : 0);
}

function voltsOf({ circuits, site }: Topology, estimates: readonly CircuitEstimate[], id: string): PerPhase {
  const i = circuits.findIndex(({ circuit }) => circuit.id === id);
  return estimates[i]?.voltageV ?? [site.voltageV, site.voltageV, site.voltageV];
}

const sumMw = (ma: PerPhase, voltageV: PerPhase): number =>
  phaseIndexes.reduce<number>((sum, p) => sum + ma[p] * voltageV[p], 0);
