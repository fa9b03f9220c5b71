import { phaseIndexes, phaseNames } from '../phases.ts';
import type { Report } from './check.ts';
import { circuitsAbove, rootCircuit } from './check-tree.ts';
import type { Site } from './schema.ts';

/**
 * When this box is dead every charge point falls back to its own fail-safe current: together they must fit each row
 * whose house load is known (`assumedHouseA`), unless the installer accepts the risk.
 */
export function checkFailsafeSum(site: Site, report: Report): void {
  if (site.acceptFailsafeRisk) return;
  const root = rootCircuit(site).id;
  site.circuits.forEach((circuit, i) => {
    if (circuit.assumedHouseA === undefined) return;
    const room = circuit.fuseA - circuit.reserveA - circuit.assumedHouseA;
    for (const phase of phaseIndexes) {
      const below = site.devices.filter(
        (d) =>
          d.role === 'chargePoint' &&
          d.enabled &&
          d.wiring.includes(phase) &&
          circuitsAbove(site, d.circuit ?? root).some((above) => above.id === circuit.id),
      );
      const sum = below.reduce((amperes, d) => amperes + d.failsafeCurrentA, 0);
      if (sum <= room) continue;
      report(
        `circuits[${i}].assumedHouseA`,
        `the fail-safe currents of ${below.map((d) => d.id).join(', ')} make ${sum} A on ${phaseNames[phase]}, but fuse less reserve less house is ${room} A; lower failsafeCurrentA or say "acceptFailsafeRisk": true`,
      );
      return;
    }
  });
}
