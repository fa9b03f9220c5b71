import type { Scenario } from '../scenarios/scenario.ts';
import { PlantSite, type PlantSiteOptions } from './plant-site.ts';

/** A scenario of the simulated site, in process: the same document and plant, the products those of plant-devices.ts. */
export function scenarioSite(scenario: Scenario, options: Omit<PlantSiteOptions, 'document' | 'plant'> = {}) {
  return new PlantSite({ ...options, document: inProcess(scenario), plant: scenario.plant });
}

function inProcess({ document, devices }: Scenario): object {
  return {
    ...document,
    lines: [{ id: 'rs485', kind: 'serial', path: '/dev/ttyS0', baudRate: 9600 }],
    devices: devices.map(({ id, stands, entry }, k) =>
      typeof stands === 'object'
        ? { ...entry, id, definition: 'a-box', address: `10.0.${Math.floor(k / 250)}.${(k % 250) + 1}:502` }
        : { ...entry, id, definition: 'a-meter', line: 'rs485' },
    ),
  };
}
