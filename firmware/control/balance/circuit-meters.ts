import type { DeviceConfig } from '../../domain/site/devices.ts';
import type { Site } from '../../domain/site/schema.ts';

/** What a meter of a circuit can stand for. `display` is shown and counts nowhere. */
export const meterRoles = ['grid', 'consumption', 'generation', 'storageHome', 'storageAll'] as const;
export type MeterRole = (typeof meterRoles)[number];

/** The meters of one circuit by role, in the order of the document; switched off ones too: those are silent ones. */
export type CircuitMeters = Readonly<Record<MeterRole, readonly DeviceConfig[]>>;

/** The meters that stand in a circuit. `root` is the circuit of a device that names none. */
export function metersOf(site: Site, circuit: string, root: string): CircuitMeters {
  const here = site.devices.filter((device) => (device.circuit ?? root) === circuit);
  const of = (role: MeterRole) => here.filter((device) => device.role === role);
  return {
    grid: of('grid'),
    consumption: of('consumption'),
    generation: of('generation'),
    storageHome: of('storageHome'),
    storageAll: of('storageAll'),
  };
}

/** The meters without which nobody knows a circuit's load: a grid meter wins over consumption meters. */
export const loadMeters = (meters: CircuitMeters): readonly DeviceConfig[] =>
  meters.grid.length > 0 ? meters.grid : meters.consumption;
