import { NetwachtError } from '../errors.ts';
import { shapeFaults } from '../shape-faults.ts';
import { checkBatteries } from './check-batteries.ts';
import { checkDevices } from './check-devices.ts';
import { checkEvents } from './check-events.ts';
import { checkFailsafeSum } from './check-failsafe.ts';
import { checkGridSources, checkPara14a } from './check-grid.ts';
import { checkMeteringPoints } from './check-metering-points.ts';
import { checkMeters } from './check-meters.ts';
import { checkOutputs } from './check-outputs.ts';
import { checkProxies } from './check-proxies.ts';
import { checkRegisterServers } from './check-register-servers.ts';
import { checkRules } from './check-rules.ts';
import { checkSeveralBoxes, checkSharesSum } from './check-several-boxes.ts';
import { checkTariffs } from './check-tariffs.ts';
import { checkTree } from './check-tree.ts';
import { checkUsers } from './check-users.ts';
import { checkLimits, checkSurplus, checkVariables } from './check-values.ts';
import { checkInflux } from './influx.ts';
import type { SiteKnowledge } from './knowledge.ts';
import { checkMqtt } from './mqtt.ts';
import { pathText } from './path.ts';
import { type Site, siteSchema } from './schema.ts';
import { checkSunSpec } from './sunspec.ts';

/** What one part of the check reports: where and what. */
export type Report = (path: string, message: string) => void;

export type SiteResult =
  | { readonly ok: true; readonly site: Site }
  | { readonly ok: false; readonly faults: readonly NetwachtError[] };

/** More faults than a person reads at once help nobody. */
const maxFaults = 50;

/**
 * Reads a site document: shape, defaults, and everything a shape cannot say (tree, names, formulas, devices,
 * fail-safe sums, behaviour that is not there yet). Every fault has code `badSite` and the path of the key.
 * `stored`: the document was taken before; a device whose definition is off or gone since then keeps the others from
 * nothing, it is off.
 */
export function readSite(
  document: unknown,
  knowledge: SiteKnowledge,
  { stored = false }: { readonly stored?: boolean } = {},
): SiteResult {
  const parsed = siteSchema.safeParse(document);
  if (!parsed.success) {
    const faults = shapeFaults(parsed.error.issues).map(({ path, message }) => fault(pathText(path), message));
    return { ok: false, faults: faults.slice(0, maxFaults) };
  }
  const site = parsed.data;
  const faults: NetwachtError[] = [];
  const report: Report = (path, message) => faults.push(fault(path, message));

  checkTree(site, report);
  checkDevices(site, knowledge, stored, report);
  checkProxies(site, knowledge, report);
  checkRegisterServers(site, report);
  checkMeters(site, knowledge, report);
  checkMeteringPoints(site, knowledge, report);
  checkLimits(site, knowledge, report);
  checkVariables(site, knowledge, report);
  checkSurplus(site, knowledge, report);
  checkRules(site, knowledge, report);
  checkBatteries(site, report);
  checkOutputs(site, knowledge, report);
  checkEvents(site, report);
  checkPara14a(site, report);
  checkGridSources(site, report);
  checkSeveralBoxes(site, report);
  checkTariffs(site, report);
  checkInflux(site, report);
  checkUsers(site, report);
  checkMqtt(site, report);
  checkSunSpec(site, report);
  if (faults.length === 0) {
    checkFailsafeSum(site, report);
    checkSharesSum(site, report);
  }
  return faults.length === 0 ? { ok: true, site } : { ok: false, faults: faults.slice(0, maxFaults) };
}

function fault(path: string, message: string): NetwachtError {
  return new NetwachtError('badSite', path === '' ? message : `${path}: ${message}`, { path });
}
