import type { PlantPlan } from '../plant/plant.ts';

/** A site by name: what the building is, what stands on its lines, and the document the firmware gets. */
export interface Scenario {
  readonly name: string;
  readonly plant: PlantPlan;
  /** Buses with several units; a device without a line has a Modbus TCP port of its own. */
  readonly lines: readonly SiteLine[];
  readonly devices: readonly SiteDevice[];
  /** The site document but for `lines` and `devices`, which get their addresses when the ports are known. */
  readonly document: Readonly<Record<string, unknown>>;
}

/** A gateway; with a baud rate, one with a real serial line behind it. */
export interface SiteLine {
  readonly id: string;
  readonly kind: 'rtu-over-tcp';
  readonly baudRate?: number;
}

export interface SiteDevice {
  readonly id: string;
  /** Product: a file of drivers/definitions. */
  readonly definition: string;
  readonly line?: string;
  readonly unitId: number;
  /** What it measures or charges: a box of the plant by its id, the grid connection, or the house alone. */
  readonly stands: { readonly box: string } | 'grid' | 'house';
  /** Further keys of its entry in the site document. */
  readonly entry: Readonly<Record<string, unknown>>;
}

export interface ScenarioOptions {
  readonly seed: number;
  /** Number of charge points, where a scenario leaves it open. */
  readonly count?: number;
  readonly plant?: Partial<Pick<PlantPlan, 'house' | 'meter'>>;
  /** Keys of the site document that replace those of the scenario (`timing`, for a bench that cannot wait). */
  readonly document?: Readonly<Record<string, unknown>>;
}

export type ScenarioMaker = (options: ScenarioOptions) => Scenario;

/** `127.0.0.1:port` of a device or line, by its id. */
export type Addresses = ReadonlyMap<string, string>;

/** The whole site document (contracts §4). */
export function siteDocument(scenario: Scenario, addresses: Addresses): Record<string, unknown> {
  const address = (id: string): string => {
    const found = addresses.get(id);
    if (found === undefined) throw new RangeError(`${id} has no address`);
    return found;
  };
  return {
    ...scenario.document,
    lines: scenario.lines.map(({ id, kind }) => ({ id, kind, address: address(id) })),
    devices: scenario.devices.map(({ id, definition, line, unitId, entry }) => ({
      ...{ id, definition },
      ...(line === undefined ? { address: address(id) } : { line }),
      ...{ unitId, ...entry },
    })),
  };
}

/** Boxes are turned one by one, as an installer does it. */
export const rotations = [
  { phases: 'L1L2L3', wiring: [0, 1, 2] },
  { phases: 'L2L3L1', wiring: [1, 2, 0] },
  { phases: 'L3L1L2', wiring: [2, 0, 1] },
] as const;

export function rotation(index: number): (typeof rotations)[number] {
  return rotations[index % rotations.length] ?? rotations[0];
}
