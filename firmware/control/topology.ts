import { circuitsAbove, rootCircuit } from '../domain/site/check-tree.ts';
import type { DeviceConfig } from '../domain/site/devices.ts';
import type { Circuit, Site } from '../domain/site/schema.ts';
import { type CircuitMeters, loadMeters, metersOf } from './balance/circuit-meters.ts';

/** A circuit with what hangs on it, as indexes into the topology's lists. */
export interface CircuitNode {
  readonly circuit: Circuit;
  /** Index of the circuit above; undefined at the house connection. */
  readonly parent: number | undefined;
  /** Everything that is measured in it beside the charge points. */
  readonly meters: CircuitMeters;
  /** The first of the meters that its load cannot be known without; undefined where there is none. */
  readonly meter: string | undefined;
  /** Charge points in this circuit and in all circuits below it. */
  readonly chargePoints: readonly number[];
}

export interface ChargePointNode {
  readonly config: DeviceConfig;
  readonly circuit: string;
  /** From its own circuit up to the house connection. */
  readonly circuits: readonly number[];
}

/** What the control loop needs of a site, computed once per site document. */
export interface Topology {
  readonly site: Site;
  readonly circuits: readonly CircuitNode[];
  /** Enabled and disabled ones, in the order of the document: the stable index. */
  readonly chargePoints: readonly ChargePointNode[];
  /** Index of the house connection. */
  readonly root: number;
}

/** Reads the tree out of a checked site. */
export function topologyOf(site: Site): Topology {
  const root = rootCircuit(site);
  const indexOf = new Map(site.circuits.map((circuit, i) => [circuit.id, i]));
  const chargePoints = site.devices
    .filter((device) => device.role === 'chargePoint')
    .map((config) => {
      const circuit = config.circuit ?? root.id;
      const circuits = circuitsAbove(site, circuit).flatMap((above) => indexOf.get(above.id) ?? []);
      return { config, circuit, circuits };
    });
  const circuits = site.circuits.map((circuit, i) => {
    const meters = metersOf(site, circuit.id, root.id);
    return {
      circuit,
      parent: circuit.parent === undefined ? undefined : indexOf.get(circuit.parent),
      meters,
      meter: loadMeters(meters)[0]?.id,
      chargePoints: chargePoints.flatMap((chargePoint, k) => (chargePoint.circuits.includes(i) ? [k] : [])),
    };
  });
  return { site, circuits, chargePoints, root: indexOf.get(root.id) ?? 0 };
}

/** Whether two entries mean the same box: where it is reached and what it is. */
export const isSamePlace = (a: DeviceConfig, b: DeviceConfig): boolean =>
  a.definition === b.definition &&
  a.line === b.line &&
  a.address === b.address &&
  a.unitId === b.unitId &&
  a.connector === b.connector;
