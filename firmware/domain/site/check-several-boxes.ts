import { phaseIndexes, phaseNames } from '../phases.ts';
import type { Report } from './check.ts';
import { circuitsAbove, rootCircuit } from './check-tree.ts';
import { isClearUrl, notClear } from './http-address.ts';
import type { LeaderSite } from './leader.ts';
import type { Site } from './schema.ts';

/** Several boxes under one connection: who leads, who is led, and whether all fits when nobody hears the other. */
export function checkSeveralBoxes(site: Site, report: Report): void {
  const { leader, members, circuits } = site;
  const isCircuit = (id: string) => circuits.some((circuit) => circuit.id === id);
  if (leader !== undefined) {
    if (!isCircuit(leader.circuit)) report('leader.circuit', `there is no circuit "${leader.circuit}"`);
    const { fuseA = Number.POSITIVE_INFINITY } = circuits.find(({ id }) => id === leader.circuit) ?? {};
    if (leader.failsafeA.some((a) => a > fuseA))
      report('leader.failsafeA', `a fail-safe share is at most what the fuse of ${leader.circuit} bears, ${fuseA} A`);
  }
  if (leader !== undefined && !site.acceptFailsafeRisk) checkOwnShare(site, leader, report);
  const ids = new Set<string>();
  const addresses = new Set<string>();
  members.forEach(({ id, address, circuit }, i) => {
    if (ids.has(id)) report(`members[${i}].id`, `"${id}" is used twice`);
    if (addresses.has(address)) report(`members[${i}].address`, `${address} is named twice`);
    if (!isClearUrl(address)) report(`members[${i}].address`, notClear);
    ids.add(id);
    addresses.add(address);
    if (circuit !== undefined && !isCircuit(circuit))
      report(`members[${i}].circuit`, `there is no circuit "${circuit}"`);
  });
}

/**
 * When boxes do not hear each other, each draws up to its fail-safe share: with the house and the fail-safe currents of our
 * own charge points these must fit every circuit on the way up, unless the installer accepts the risk.
 */
export function checkSharesSum(site: Site, report: Report): void {
  const led = site.members.filter(({ enabled }) => enabled);
  if (led.length === 0 || site.acceptFailsafeRisk) return;
  const root = rootCircuit(site).id;
  const isBelow = (of: string | undefined, id: string) =>
    circuitsAbove(site, of ?? root).some((above) => above.id === id);
  for (const { id, fuseA, reserveA, assumedHouseA = 0 } of site.circuits) {
    const boxes = led.filter(({ circuit }) => isBelow(circuit, id));
    if (boxes.length === 0) continue;
    const points = site.devices.filter((d) => d.role === 'chargePoint' && d.enabled && isBelow(d.circuit, id));
    for (const phase of phaseIndexes) {
      const shares = boxes.reduce((sum, { failsafeA }) => sum + failsafeA[phase], 0);
      const own = points.reduce((sum, d) => sum + (d.wiring.includes(phase) ? d.failsafeCurrentA : 0), 0);
      const room = fuseA - reserveA - assumedHouseA;
      if (shares + own <= room) continue;
      report(
        'members',
        `the fail-safe shares of ${boxes.map((box) => box.id).join(', ')} make ${shares} A on ${phaseNames[phase]}, own charge points ${own} A more, but the fuse of ${id} less reserve and assumedHouseA is ${room} A; lower failsafeA or say "acceptFailsafeRisk": true`,
      );
      break;
    }
  }
}

/** When this box is dead its charge points fall back to their own fail-safe currents: that is to be its share. */
function checkOwnShare(site: Site, leader: LeaderSite, report: Report): void {
  const root = rootCircuit(site).id;
  const { assumedHouseA = 0 } = site.circuits.find(({ id }) => id === leader.circuit) ?? {};
  const points = site.devices.filter(
    (d) =>
      d.role === 'chargePoint' &&
      d.enabled &&
      circuitsAbove(site, d.circuit ?? root).some(({ id }) => id === leader.circuit),
  );
  for (const phase of phaseIndexes) {
    const sum = points.reduce(
      (amperes, d) => amperes + (d.wiring.includes(phase) ? d.failsafeCurrentA : 0),
      assumedHouseA,
    );
    if (sum <= leader.failsafeA[phase]) continue;
    report(
      'leader.failsafeA',
      `the fail-safe currents of the charge points in ${leader.circuit} and its assumedHouseA make ${sum} A on ${phaseNames[phase]}, the share is ${leader.failsafeA[phase]} A; lower failsafeCurrentA or say "acceptFailsafeRisk": true`,
    );
    return;
  }
}
