import type { Row } from '../../allocation/types.ts';
import { mapPhases, type PerPhase, type PhaseIndex, phaseIndexes, zeroPhases } from '../../domain/phases.ts';
import type { DeviceConfig } from '../../domain/site/devices.ts';
import type { ChargePointMemory } from '../charge-point-memory.ts';
import type { DeviceView } from '../device-view.ts';
import { type HouseKept, HouseLoad } from '../house-load.ts';
import { type HouseRange, houseRange } from '../house-range.ts';
import type { CircuitNode, Topology } from '../topology.ts';
import { carriedBy } from './carried.ts';
import { meterFlow } from './meter-flow.ts';
import { isLost, trustOf } from './meter-trust.ts';

export interface SurplusFacts {
  readonly topology: Topology;
  readonly devices: ReadonlyMap<string, DeviceView>;
  readonly memories: readonly ChargePointMemory[];
  readonly nowMs: number;
}

/** Active current beside the charge points, as a range, with what turns it into W. */
interface ActiveLoad extends HouseRange {
  readonly voltageV: PerPhase;
  readonly atMs: number;
}

/**
 * What would be fed in over the three phases if no car charged (original-product H1): -(grid - charge points), storage
 * corrected, or generation - consumption. Active power counts, not current. The draw of the cars at the time of the
 * meter is a range, as for the house load: the load the cars cannot explain rises at once and falls slowly.
 */
export class SurplusEstimate {
  readonly #load = new HouseLoad();

  save(): HouseKept {
    return this.#load.save();
  }

  restore(kept: HouseKept): void {
    this.#load.restore(kept);
  }

  /** W, negative when the house takes more than it makes; undefined while a meter that is needed does not tell. */
  update(facts: SurplusFacts): number | undefined {
    const { topology } = facts;
    if (topology.circuits[topology.root]?.meter === undefined) return undefined;
    const load = loadOf(facts, topology.root);
    if (load === undefined) return undefined;
    this.#load.add(load.lowMa, load.highMa, load.firmMa, load.atMs);
    const active = this.#load.estimateMa;
    return active && -phaseIndexes.reduce<number>((sum, p) => sum + (active[p] * load.voltageV[p]) / 1000, 0);
  }
}

/** A circuit and all below it. A grid meter sees all of that; else every circuit speaks for itself. */
function loadOf(facts: SurplusFacts, i: number): ActiveLoad | undefined {
  const { topology, devices, nowMs } = facts;
  const node = topology.circuits[i] as CircuitNode;
  const { voltageV } = topology.site;
  const carried = carriedBy(node.meters, devices, voltageV, nowMs);
  if (carried !== undefined && (carried.flow === undefined || isLost(carried.trust))) return undefined;
  const none: ActiveLoad = exactly(zeroPhases, [voltageV, voltageV, voltageV], Number.NEGATIVE_INFINITY);
  if (carried?.of === 'connection' && carried.flow !== undefined) {
    const storage = storageToTakeOff(facts, i);
    if (storage === undefined) return undefined;
    const { flow } = carried;
    const watts = mapPhases(flow.powerW, (w, p) => w - storage[p]);
    const activeMa = mapPhases(watts, (w, p) => Math.round((w * 1000) / flow.voltageV[p]));
    return { ...houseRange(facts, node, activeMa, flow.atMs), voltageV: flow.voltageV, atMs: flow.atMs };
  }
  const own =
    carried?.flow === undefined
      ? none
      : exactly(
          mapPhases(carried.flow.powerW, (w, p) => Math.round((w * 1000) / (carried.flow?.voltageV[p] ?? voltageV))),
          carried.flow.voltageV,
          carried.flow.atMs,
        );
  let sum: ActiveLoad | undefined = own;
  topology.circuits.forEach((child, k) => {
    if (child.parent !== i) return;
    const below = loadOf(facts, k);
    sum = sum && below && plus(sum, below);
  });
  return sum;
}

/**
 * The part of a grid meter's power that is storage, W per phase: what charges could go into cars, what storage for the
 * home gives may not. Undefined while storage for the home does not tell.
 */
function storageToTakeOff({ topology, devices, nowMs }: SurplusFacts, i: number): PerPhase | undefined {
  const inside = topology.circuits.filter((_, k) => isWithin(topology, k, i)).map((node) => node.meters);
  let sum: PerPhase | undefined = zeroPhases;
  const take = (config: DeviceConfig, part: (w: number) => number) => {
    const view = config.enabled ? devices.get(config.id) : undefined;
    const flow = view && meterFlow(config, view, topology.site.voltageV);
    const known = flow !== undefined && !isLost(trustOf(nowMs - flow.atMs, config.staleS * 1000));
    if (known) sum = sum && mapPhases(sum, (w, p) => w + part(flow.powerW[p]));
    else if (config.role === 'storageHome') sum = undefined;
  };
  for (const config of inside.flatMap((meters) => meters.storageHome)) take(config, (w) => w);
  for (const config of inside.flatMap((meters) => meters.storageAll)) take(config, (w) => Math.max(0, w));
  return sum;
}

function isWithin(topology: Topology, k: number, above: number): boolean {
  for (let i: number | undefined = k; i !== undefined; i = topology.circuits[i]?.parent) if (i === above) return true;
  return false;
}

const exactly = (ma: PerPhase, voltageV: PerPhase, atMs: number): ActiveLoad => ({
  ...{ lowMa: ma, highMa: ma, firmMa: ma, voltageV, atMs },
});

const plus = (a: ActiveLoad, b: ActiveLoad): ActiveLoad => {
  const sum = (x: PerPhase, y: PerPhase) => mapPhases(x, (v, p) => v + y[p]);
  return {
    lowMa: sum(a.lowMa, b.lowMa),
    highMa: sum(a.highMa, b.highMa),
    firmMa: sum(a.firmMa, b.firmMa),
    voltageV: a.voltageV,
    atMs: Math.max(a.atMs, b.atMs),
  };
};

/** A charge point that may draw only surplus. */
export interface SurplusMember {
  /** Index of its request. */
  readonly request: number;
  /** Building phases it uses. */
  readonly phases: readonly PhaseIndex[];
  /** Held at its minimum through a cloud: it draws that much whatever the surplus is, mA; else 0. */
  readonly heldMa: number;
  /** Its turn to run: its minimum, which the surplus bears, mA; else 0. */
  readonly runsMa: number;
}

/**
 * One more row over the phases: what the surplus-only charge points share. Those held at their minimum stand outside
 * and take their part first, but never of what bears the minimum of those whose turn it is: then they draw from the grid.
 * Without a known surplus there is none.
 */
export function surplusRow(
  circuit: string,
  surplusW: number | undefined,
  members: readonly SurplusMember[],
  voltageV: PerPhase,
): Row {
  const weight = ({ phases }: SurplusMember) => phases.reduce<number>((sum, p) => sum + voltageV[p], 0);
  const sumOf = (ma: (member: SurplusMember) => number) =>
    members.reduce((sum, member) => sum + ma(member) * weight(member), 0);
  const surplusMw = (surplusW ?? 0) * 1000;
  const runMw = Math.min(
    surplusMw,
    sumOf(({ runsMa }) => runsMa),
  );
  return {
    id: `${circuit}/surplus`,
    circuit,
    quantity: 'P',
    capacity: Math.max(0, Math.floor(Math.max(runMw, surplusMw - sumOf(({ heldMa }) => heldMa)))),
    members: members
      .filter(({ heldMa }) => heldMa === 0)
      .map((member) => ({ request: member.request, weight: weight(member) })),
    steady: true,
    reason: { code: 'surplus', circuit },
  };
}
