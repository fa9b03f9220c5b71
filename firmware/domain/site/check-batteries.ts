import type { Report } from './check.ts';
import type { Site } from './schema.ts';

/** Batteries: each a meter of the site, once; rules only for a direction that is not left alone. What rules hold is in check-rules.ts. */
export function checkBatteries(site: Site, report: Report): void {
  const seen = new Set<string>();
  site.batteries.forEach(({ device, minW, maxW, prefer, chargeRules, dischargeRules }, i) => {
    const at = `batteries[${i}]`;
    const config = site.devices.find(({ id }) => id === device);
    if (config === undefined) report(`${at}.device`, `there is no device ${device}`);
    else if (config.role === 'chargePoint')
      report(`${at}.device`, `${device} is a charge point; its rules stand with it`);
    if (seen.has(device)) report(`${at}.device`, `${device} is a battery twice`);
    seen.add(device);
    if (minW === undefined && maxW === undefined)
      report(at, 'say maxW (charging), minW (discharging) or both: a direction that is left out is left alone');
    if (maxW === undefined && chargeRules.length > 0)
      report(`${at}.chargeRules`, 'without maxW charging is left alone');
    if (minW === undefined && dischargeRules.length > 0)
      report(`${at}.dischargeRules`, 'without minW discharging is left alone');
    if (prefer !== 'neither' && (minW === undefined || maxW === undefined))
      report(`${at}.prefer`, 'one can come before the other only where neither is left alone');
  });
}
