import type { Row } from '../allocation/types.ts';
import type { LimitRecord } from '../domain/limit.ts';
import { type PerPhase, type PhaseIndex, phaseIndexes, phaseNames } from '../domain/phases.ts';
import { circuitsAbove } from '../domain/site/check-tree.ts';
import { limitOn, lowestLimit, reasonOfLimit } from '../grid/ruling.ts';
import type { CircuitEstimate } from './estimate.ts';
import type { Leaving } from './leaving.ts';
import type { CircuitNode, Topology } from './topology.ts';

/** What the rows need to know of one charge point. */
export interface RowMember {
  /** Building phases it may use. */
  readonly phases: readonly PhaseIndex[];
  /** Set for a lost charge point: it takes no part, but room is kept for what it may draw per phase, mA. */
  readonly lostMa: number | undefined;
  /** What it draws beside its offer, on whatever phase: its rows keep room for that too, mA per building phase. */
  readonly excessMa: PerPhase;
  /** The most it can ever draw, mA per building phase. */
  readonly mostMa: PerPhase;
}

/**
 * The inequalities that the targets must keep (control.md §2): per circuit L1, L2, L3 in mA and, where W limits stand,
 * one P row over the phases, for everything in the circuit and for the charge points alone.
 */
export function buildRows(
  topology: Topology,
  estimates: readonly CircuitEstimate[],
  records: readonly LimitRecord[],
  members: readonly RowMember[],
  leaving: readonly Leaving[] = [],
  /** What the building makes and nobody in it uses, W; 0 when nobody knows. */
  surplusW = 0,
): readonly Row[] {
  // Others may use own power as well: what is left below another circuit is what they can never take all at once.
  const ownW = (node: CircuitNode, { voltageV }: CircuitEstimate) =>
    surplusW > 0 ? Math.max(0, surplusW - mostOthersW(node, members, voltageV)) : 0;
  return topology.circuits.flatMap((node, i) => {
    const estimate = estimates[i] as CircuitEstimate;
    const limit = (scope: LimitRecord['scope'], unit: LimitRecord['unit'], phase?: PhaseIndex) =>
      lowestLimit(records, node.circuit.id, scope, unit, phase);
    const gone = leaving.filter((box) => keepsRoom(topology, node, estimate, box));
    const noHouse: CircuitEstimate = { ...estimate, trust: 'none', houseMa: [0, 0, 0], houseSignedMa: [0, 0, 0] };
    const reserveMa = Math.round(node.circuit.reserveA * 1000);
    return [
      ...phaseRows(node, (p) => limit('all', 'mA', p), estimate, reserveMa, members, gone, ''),
      ...phaseRows(node, (p) => limit('chargePoints', 'mA', p), noHouse, 0, members, gone, '/chargePoints'),
      ...powerRow(node, limit('all', 'W'), estimate, members, gone, ''),
      // Own power is no draw from the grid: a limit on the charge points is net of it. One of 0 W is none: zero is zero.
      ...powerRow(node, limit('chargePoints', 'W'), noHouse, members, gone, '/chargePoints', () =>
        ownW(node, estimate),
      ),
    ];
  });
}

function phaseRows(
  node: CircuitNode,
  limitOf: (phase: PhaseIndex) => LimitRecord | undefined,
  estimate: CircuitEstimate,
  reserveMa: number,
  members: readonly RowMember[],
  gone: readonly Leaving[],
  kind: string,
): readonly Row[] {
  return phaseIndexes.flatMap((phase) => {
    const limit = limitOf(phase);
    if (limit === undefined) return [];
    const reason = reasonOfLimit(limit);
    const inside = node.chargePoints.filter((k) => members[k]?.phases.includes(phase));
    const lostMa =
      inside.reduce((sum, k) => sum + (members[k]?.lostMa ?? 0), 0) +
      node.chargePoints.reduce((sum, k) => sum + (members[k]?.excessMa[phase] ?? 0), 0) +
      gone.reduce((sum, box) => sum + (box.phases.includes(phase) ? box.currentMa : 0), 0);
    return {
      id: `${node.circuit.id}${kind}/${phaseNames[phase]}`,
      circuit: node.circuit.id,
      quantity: phaseNames[phase],
      capacity: Math.floor(limitOn(limit, phase) - reserveMa - estimate.houseMa[phase] - lostMa),
      steady: isSteady(estimate),
      members: inside.filter((k) => members[k]?.lostMa === undefined).map((k) => ({ request: k, weight: 1 })),
      reason: { ...reason, phase: phaseNames[phase] },
    };
  });
}

function powerRow(
  node: CircuitNode,
  limit: LimitRecord | undefined,
  estimate: CircuitEstimate,
  members: readonly RowMember[],
  gone: readonly Leaving[],
  kind: string,
  ownPowerW: () => number = () => 0,
): readonly Row[] {
  if (limit === undefined) return [];
  const ownW = limit.value === 0 ? 0 : ownPowerW();
  const voltage = estimate.voltageV;
  const houseMw = Math.max(0, voltsTimes(voltage, estimate.houseSignedMa));
  const lostMw = node.chargePoints.reduce((sum, k) => {
    const member = members[k];
    if (member === undefined) return sum;
    return sum + (member.lostMa ?? 0) * volts(voltage, member.phases) + voltsTimes(voltage, member.excessMa);
  }, 0);
  const goneMw = gone.reduce((sum, box) => sum + box.currentMa * volts(voltage, box.phases), 0);
  return [
    {
      id: `${node.circuit.id}${kind}/P`,
      circuit: node.circuit.id,
      quantity: 'P',
      capacity: Math.floor((limit.value + ownW) * 1000 - houseMw - lostMw - goneMw),
      steady: isSteady(estimate) && ownW === 0,
      members: node.chargePoints
        .filter((k) => members[k]?.lostMa === undefined)
        .map((k) => ({ request: k, weight: volts(voltage, members[k]?.phases ?? []) })),
      reason: reasonOfLimit(limit),
    },
  ];
}

/** What all charge points that are not in a circuit could draw together, W. A share that moved with their draw would swing. */
function mostOthersW(node: CircuitNode, members: readonly RowMember[], voltageV: PerPhase): number {
  const most = (member: RowMember | undefined) =>
    member === undefined ? 0 : voltsTimes(voltageV, member.mostMa) / 1000;
  const all = members.reduce((sum, member) => sum + most(member), 0);
  const inside = node.chargePoints.reduce((sum, k) => sum + most(members[k]), 0);
  // Sums of doubles: what is left of all less all is not always 0.
  return node.chargePoints.length === members.length ? 0 : Math.max(0, all - inside);
}

/** A box that was let go is kept room for on its way up the tree; once it is only unproven, a meter sees it itself. */
function keepsRoom(topology: Topology, node: CircuitNode, estimate: CircuitEstimate, box: Leaving): boolean {
  if (box.unproven && estimate.trust !== 'none') return false;
  const path = circuitsAbove(topology.site, box.circuit);
  return path.length === 0 ? node.parent === undefined : path.some((circuit) => circuit.id === node.circuit.id);
}

/** Without a meter no house load moves the row. */
const isSteady = (estimate: CircuitEstimate): boolean => estimate.trust === 'none';

/** Sum of the voltages of the phases a charge point uses: mA times this is mW. */
export const volts = (voltageV: PerPhase, phases: readonly PhaseIndex[]): number =>
  phases.reduce<number>((sum, p) => sum + voltageV[p], 0);

const voltsTimes = (voltageV: PerPhase, currentMa: PerPhase): number =>
  phaseIndexes.reduce<number>((sum, p) => sum + voltageV[p] * currentMa[p], 0);
