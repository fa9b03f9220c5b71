import { mapPhases, type PerPhase, zeroPhases } from '../domain/phases.ts';
import type { ChargePointMemory } from './charge-point-memory.ts';
import { ageMs, type DeviceView, onBuilding } from './device-view.ts';
import type { HouseLoad } from './house-load.ts';
import { houseRange } from './house-range.ts';
import type { CircuitNode, Topology } from './topology.ts';

/** Without a fresh voltage a W limit assumes this much of the nominal one: more volts, fewer amperes (control.md §2). */
const highVoltage = 1.1;
const noRaiseAfterMs = 3000;
const silentAfterMs = 60_000;

/** How much a circuit's meter can be trusted now. `none`: it has no meter and carries only its charge points. */
export type MeterTrust = 'none' | 'fresh' | 'ageing' | 'stale' | 'silent';

/** What is known of one circuit in this cycle. */
export interface CircuitEstimate {
  /** Load beside the charge points that rows must leave room for, mA, never negative. */
  readonly houseMa: PerPhase;
  /** The same, signed: export shows as negative and counts in W rows. */
  readonly houseSignedMa: PerPhase;
  readonly voltageV: PerPhase;
  readonly trust: MeterTrust;
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
): readonly CircuitEstimate[] {
  const done = new Map<number, CircuitEstimate>();
  const estimate = (i: number): CircuitEstimate => {
    const known = done.get(i);
    if (known !== undefined) return known;
    const node = topology.circuits[i] as CircuitNode;
    const below = topology.circuits.flatMap((child, k) => (child.parent === i ? [estimate(k)] : []));
    const result = node.meter === undefined ? unmetered(i, below) : metered(node, i);
    done.set(i, result);
    return result;
  };

  const unmetered = (i: number, below: readonly CircuitEstimate[]): CircuitEstimate => {
    const { circuit, chargePoints } = topology.circuits[i] as CircuitNode;
    const assumed = Math.round((circuit.assumedHouseA ?? 0) * 1000);
    const houseMa = below.reduce<PerPhase>(
      (sum, c) => mapPhases(sum, (v, p) => v + c.houseMa[p]),
      [assumed, assumed, assumed],
    );
    const draws = chargePoints.map((k) => drawOf(k));
    const drawnMa = mapPhases<number, number | undefined>(zeroPhases, (_, p) =>
      draws.some((d) => d === undefined) ? undefined : draws.reduce((sum, d) => sum + (d?.[p] ?? 0), houseMa[p]),
    );
    return { houseMa, houseSignedMa: houseMa, voltageV: voltage(topology, devices, i, nowMs), trust: 'none', drawnMa };
  };

  const drawOf = (k: number): PerPhase | undefined => {
    const view = devices.get(topology.chargePoints[k]?.config.id ?? '');
    if (view?.readings.currentMa === undefined || ageMs(view.readings.currentMa, nowMs) > 10_000) return undefined;
    return memories[k]?.history.nearest(view.readings.currentMa.atMs, 1);
  };

  const metered = (node: CircuitNode, i: number): CircuitEstimate => {
    const view = devices.get(node.meter ?? '');
    const reading = view?.readings.currentMa;
    const staleMs = (topology.site.devices.find((d) => d.id === node.meter)?.staleS ?? 10) * 1000;
    const age = ageMs(reading, nowMs);
    // A phase that the meter is not wired to carries nothing of this circuit.
    const current =
      view === undefined
        ? undefined
        : mapPhases(onBuilding(view, reading), (v, p) => (view.facts.wiring.includes(p) ? v : 0));
    const complete = current !== undefined && reading !== undefined && current.every((v) => v !== undefined);
    const house = houses[i];
    if (sampling && complete && reading !== undefined && age <= staleMs) {
      const { lowMa, highMa, firmMa } = houseRange(
        { topology, devices, memories, nowMs },
        node,
        current as PerPhase,
        reading.atMs,
      );
      house?.add(lowMa, highMa, firmMa, reading.atMs);
    }

    const trust =
      !complete || age > silentAfterMs ? 'silent' : age > staleMs ? 'stale' : age > noRaiseAfterMs ? 'ageing' : 'fresh';
    const lost = trust === 'stale' || trust === 'silent';
    const signed = lost ? worstHouse(node, i, house) : (house?.estimateMa ?? worstHouse(node, i, house));
    return {
      houseMa: mapPhases(signed, (v) => Math.max(0, v)),
      houseSignedMa: signed,
      voltageV: voltage(topology, devices, i, nowMs),
      trust,
      drawnMa: !lost && current !== undefined ? current : [undefined, undefined, undefined],
    };
  };

  /** The meter is silent: the worst of the last 15 minutes, or what the site assumes, or (at the house connection) the whole fuse. */
  const worstHouse = (node: CircuitNode, i: number, house: HouseLoad | undefined): PerPhase => {
    const assumedA = node.circuit.assumedHouseA ?? (i === topology.root ? node.circuit.fuseA : 0);
    return house?.worstMa(nowMs) ?? [assumedA * 1000, assumedA * 1000, assumedA * 1000];
  };

  return topology.circuits.map((_, i) => estimate(i));
}

/** Fresh voltage of the nearest meter on the way up, phase by phase, else 1.1 times the nominal one. */
function voltage(topology: Topology, devices: ReadonlyMap<string, DeviceView>, start: number, nowMs: number): PerPhase {
  const assumed = topology.site.voltageV * highVoltage;
  for (let i: number | undefined = start; i !== undefined; i = topology.circuits[i]?.parent) {
    const view = devices.get(topology.circuits[i]?.meter ?? '');
    if (view?.readings.voltageV === undefined || ageMs(view.readings.voltageV, nowMs) > 10_000) continue;
    // A value far from the nominal one is a dead phase or a wrong register, and would allow more amperes than there are.
    return mapPhases(onBuilding(view, view.readings.voltageV), (v) =>
      v !== undefined && v > topology.site.voltageV * 0.8 ? v : assumed,
    );
  }
  return [assumed, assumed, assumed];
}
