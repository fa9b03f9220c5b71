import type { MemberView } from '../domain/members.ts';
import { mapPhases, type PerPhase } from '../domain/phases.ts';
import { type Carried, carriedBy } from './balance/carried.ts';
import { isVoltage } from './balance/meter-flow.ts';
import { isLost, type MeterTrust } from './balance/meter-trust.ts';
import type { ChargePointMemory } from './charge-point-memory.ts';
import { ageMs, type DeviceView, onBuilding } from './device-view.ts';
import type { HouseLoad } from './house-load.ts';
import { houseRange } from './house-range.ts';
import type { CircuitNode, Topology } from './topology.ts';

export type { MeterTrust } from './balance/meter-trust.ts';

/** Without a fresh voltage a W limit assumes this much of the nominal one: more volts, fewer amperes (control.md §2). */
const highVoltage = 1.1;
const freshVoltageMs = 10_000;

/** What is known of one circuit in this cycle. */
export interface CircuitEstimate {
  /** Load beside the charge points that rows must leave room for, mA, never negative. */
  readonly houseMa: PerPhase;
  /** The same, signed: export shows as negative and counts in W rows. */
  readonly houseSignedMa: PerPhase;
  readonly voltageV: PerPhase;
  readonly trust: MeterTrust;
  /** The meter that `trust` comes from. */
  readonly leastTrusted: string | undefined;
  /** What flows now, as measured; undefined where nobody knows. */
  readonly drawnMa: PerPhase<number | undefined>;
}

/**
 * Reads the meters and gives each circuit its house load; children before parents.
 * With `sampling` false (the first seconds, while charge points have not answered yet) no house load is learned: what
 * the cars draw would count as the house's.
 */
export function estimateCircuits(
  topology: Topology,
  devices: ReadonlyMap<string, DeviceView>,
  memories: readonly ChargePointMemory[],
  houses: readonly HouseLoad[],
  sampling: boolean,
  nowMs: number,
  members: readonly MemberView[] = [],
): readonly CircuitEstimate[] {
  const done = new Map<number, CircuitEstimate>();
  const estimate = (i: number): CircuitEstimate => {
    const known = done.get(i);
    if (known !== undefined) return known;
    const node = topology.circuits[i] as CircuitNode;
    const carried = carriedBy(node.meters, devices, topology.site.voltageV, nowMs);
    const result = carried?.of === 'connection' ? connection(node, i, carried) : load(node, i, carried);
    done.set(i, result);
    return result;
  };

  /** Grid meters: they see the charge points and all that hangs below. */
  const connection = (node: CircuitNode, i: number, { flow, trust, leastTrusted }: Carried): CircuitEstimate => {
    const house = houses[i];
    const lost = isLost(trust);
    if (sampling && flow !== undefined && !lost) {
      const range = houseRange({ topology, devices, memories, members, nowMs }, node, flow.currentMa, flow.atMs);
      house?.add(range.lowMa, range.highMa, range.firmMa, flow.atMs);
    }
    const signed = lost ? worstHouse(node, i, house) : (house?.estimateMa ?? worstHouse(node, i, house));
    return {
      ...room(signed, i),
      trust,
      leastTrusted,
      drawnMa: !lost && flow !== undefined ? flow.currentMa : [undefined, undefined, undefined],
    };
  };

  /** No grid meter: what its own meters say, or the site assumes, and what is known of the circuits below. */
  const load = (node: CircuitNode, i: number, carried: Carried | undefined): CircuitEstimate => {
    const below = topology.circuits.flatMap((child, k) => (child.parent === i ? [estimate(k).houseSignedMa] : []));
    const trust = carried?.trust ?? 'none';
    const own = ownLoad(node, i, carried);
    const signed = below.reduce((sum, child) => mapPhases(sum, (v, p) => v + child[p]), own);
    const draws = node.chargePoints.map((k) => drawOf(k));
    const known = !isLost(trust) && draws.every((draw) => draw !== undefined);
    return {
      ...room(signed, i),
      trust,
      leastTrusted: carried?.leastTrusted,
      drawnMa: mapPhases<number, number | undefined>(signed, (house, p) =>
        known ? draws.reduce((sum, draw) => sum + (draw?.[p] ?? 0), house) : undefined,
      ),
    };
  };

  const ownLoad = (node: CircuitNode, i: number, carried: Carried | undefined): PerPhase => {
    const unmeasured = node.meter === undefined ? Math.round((node.circuit.assumedHouseA ?? 0) * 1000) : 0;
    const assumed: PerPhase = [unmeasured, unmeasured, unmeasured];
    if (carried === undefined) return assumed;
    const house = houses[i];
    const { flow, trust } = carried;
    if (sampling && flow !== undefined && !isLost(trust)) {
      const now = mapPhases(flow.currentMa, (v, p) => v + assumed[p]);
      house?.add(now, now, now, flow.atMs);
    }
    return isLost(trust) ? worstHouse(node, i, house) : (house?.estimateMa ?? worstHouse(node, i, house));
  };

  const drawOf = (k: number): PerPhase | undefined => {
    const view = devices.get(topology.chargePoints[k]?.config.id ?? '');
    if (view?.readings.currentMa === undefined || ageMs(view.readings.currentMa, nowMs) > 10_000) return undefined;
    return memories[k]?.history.nearest(view.readings.currentMa.atMs, 1);
  };

  /** The meter is silent: the worst of the last 15 minutes, or what the site assumes, or (at the house connection) the whole fuse. */
  const worstHouse = (node: CircuitNode, i: number, house: HouseLoad | undefined): PerPhase => {
    const assumedA = node.circuit.assumedHouseA ?? (i === topology.root ? node.circuit.fuseA : 0);
    return house?.worstMa(nowMs) ?? [assumedA * 1000, assumedA * 1000, assumedA * 1000];
  };

  const room = (signed: PerPhase, i: number) => ({
    houseMa: mapPhases(signed, (v) => Math.max(0, v)),
    houseSignedMa: signed,
    voltageV: voltage(topology, devices, i, nowMs),
  });

  return topology.circuits.map((_, i) => estimate(i));
}

/** Fresh voltage of the nearest meter on the way up, for each phase, else 1.1 times the nominal one. */
function voltage(topology: Topology, devices: ReadonlyMap<string, DeviceView>, start: number, nowMs: number): PerPhase {
  const found: [number | undefined, number | undefined, number | undefined] = [undefined, undefined, undefined];
  for (let i: number | undefined = start; i !== undefined; i = topology.circuits[i]?.parent) {
    for (const config of Object.values(topology.circuits[i]?.meters ?? {}).flat()) {
      const view = devices.get(config.id);
      if (view?.readings.voltageV === undefined || ageMs(view.readings.voltageV, nowMs) > freshVoltageMs) continue;
      const measured = onBuilding(view, view.readings.voltageV);
      for (const p of [0, 1, 2] as const) if (isVoltage(measured[p], topology.site.voltageV)) found[p] ??= measured[p];
    }
  }
  return mapPhases<number | undefined, number>(found, (v) => v ?? topology.site.voltageV * highVoltage);
}
