import { ChargePointMemory } from '../../../../firmware/control/charge-point-memory.ts';
import type { DeviceView } from '../../../../firmware/control/device-view.ts';
import { type CircuitEstimate, estimateCircuits } from '../../../../firmware/control/estimate.ts';
import { HouseLoad } from '../../../../firmware/control/house-load.ts';
import { type Topology, topologyOf } from '../../../../firmware/control/topology.ts';
import type { DeviceReadings, OwnPhases } from '../../../../firmware/domain/device.ts';
import type { Wiring } from '../../../../firmware/domain/phases.ts';
import { readSite } from '../../../../firmware/domain/site/check.ts';
import { knowledge } from '../../domain/site/documents.ts';

/** A view of a device that answers, with what it said. */
export function viewOf(
  id: string,
  kind: 'meter' | 'chargePoint',
  readings: DeviceReadings,
  more: { wiring?: Wiring; measuresCurrent?: boolean } = {},
): DeviceView {
  return {
    facts: {
      ...{ id, kind, wiring: more.wiring ?? [0, 1, 2], stepMa: 1000, minMa: 6000, maxMa: 16_000 },
      ...{ readsBack: true, measuresCurrent: more.measuresCurrent ?? true },
    },
    ...{ health: 'online', healthSinceMs: 0, fault: undefined, lastWrite: undefined, readings },
  };
}

/** Signed currents with the powers that give them their sign, as a driver tells them. */
export const flowing = (currentMa: OwnPhases, atMs: number): DeviceReadings => ({
  currentMa: { value: currentMa.map((ma) => ma && Math.abs(ma)), atMs },
  powerW: { value: currentMa.map((ma) => ma && ma * 0.23), atMs },
});

export function topologyFrom(document: object): Topology {
  const result = readSite(document, knowledge);
  if (!result.ok) throw new Error(result.faults.map((fault) => fault.message).join('\n'));
  return topologyOf(result.site);
}

export const meter = (id: string, role: string, more: object = {}): object => ({
  ...{ id, definition: 'a-meter', line: 'rs485', unitId: Number(id.slice(1)), role },
  ...more,
});

export const siteWith = (devices: readonly object[], circuits: readonly object[] = [{ id: 'house', fuseA: 80 }]) => ({
  ...{ name: 'Kerkstraat 12', timezone: 'Europe/Amsterdam', circuits, devices },
  lines: [{ id: 'rs485', kind: 'serial', path: '/dev/ttyS0', baudRate: 9600 }],
});

/** A site of meters on a clock, estimated again and again as the loop does. */
export class MeteredSite {
  readonly topology: Topology;
  readonly views = new Map<string, DeviceView>();
  nowMs = 1_000_000;
  readonly #memories: readonly ChargePointMemory[];
  readonly #houses: readonly HouseLoad[];

  constructor(document: object) {
    this.topology = topologyFrom(document);
    this.#memories = this.topology.chargePoints.map(() => new ChargePointMemory());
    this.#houses = this.topology.circuits.map(() => new HouseLoad());
  }

  /** A meter or a charge point that was read now. */
  read(id: string, currentMa: OwnPhases, more: DeviceReadings = {}): void {
    const config = this.topology.site.devices.find((device) => device.id === id);
    const kind = config?.role === 'chargePoint' ? 'chargePoint' : 'meter';
    const wiring = config?.wiring ?? [0, 1, 2];
    this.views.set(id, viewOf(id, kind, { ...flowing(currentMa, this.nowMs), ...more }, { wiring }));
  }

  estimate(): readonly CircuitEstimate[] {
    this.topology.chargePoints.forEach((node, k) => {
      const view = this.views.get(node.config.id);
      if (view !== undefined) this.#memories[k]?.observe(view, this.nowMs);
    });
    return estimateCircuits(this.topology, this.views, this.#memories, this.#houses, true, this.nowMs);
  }

  house(circuit = 'house'): CircuitEstimate {
    const i = this.topology.circuits.findIndex((node) => node.circuit.id === circuit);
    const found = this.estimate()[i];
    if (found === undefined) throw new Error(`no circuit ${circuit}`);
    return found;
  }
}
