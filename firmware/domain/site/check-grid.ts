import type { Report } from './check.ts';
import type { Site } from './schema.ts';

/** §14a: the units named by a device are charge points of the site, each counted once. */
export function checkPara14a(site: Site, report: Report): void {
  const counted = new Set<string>();
  site.circuits.forEach(({ para14a }, i) => {
    para14a?.units.forEach((unit, k) => {
      if (!('device' in unit)) return;
      const path = `circuits[${i}].para14a.units[${k}].device`;
      const device = site.devices.find(({ id }) => id === unit.device);
      if (device?.role !== 'chargePoint') report(path, `there is no charge point ${unit.device}`);
      if (counted.has(`${i} ${unit.device}`)) report(path, `${unit.device} is named twice`);
      counted.add(`${i} ${unit.device}`);
    });
  });
}

/** Sources of limits stand in a circuit that is there. */
export function checkGridSources(site: Site, report: Report): void {
  const inCircuit = (circuit: string, path: string) => {
    if (!site.circuits.some(({ id }) => id === circuit)) report(path, `there is no circuit "${circuit}"`);
  };
  if (site.lpc !== undefined) inCircuit(site.lpc.circuit, 'lpc.circuit');
}
