import type { Report } from './check.ts';
import { checkFormula } from './check-values.ts';
import { type DeviceConfig, expressionDefinition } from './devices.ts';
import type { SiteKnowledge } from './knowledge.ts';
import type { Site } from './schema.ts';

/** Meters of charge points, expression meters, and who can be throttled for the feed-in limit. */
export function checkMeters(site: Site, knowledge: SiteKnowledge, report: Report): void {
  const pinned = new Set<string>();
  site.devices.forEach((device, i) => {
    const at = `devices[${i}]`;
    if (device.chargePoint !== undefined) checkPinned(site, device, at, pinned, report);
    if (device.definition === expressionDefinition) checkExpression(site, device, at, knowledge, report);
    else if (device.fields !== undefined)
      report(`${at}.fields`, `only a device with definition "${expressionDefinition}" has fields`);
    if (device.capacityWh !== undefined && device.role !== 'storageHome' && device.role !== 'storageAll')
      report(`${at}.capacityWh`, 'only a device with role "storageHome" or "storageAll" has a capacity');
    if (device.throttle && device.role !== 'generation')
      report(`${at}.throttle`, 'only a device with role "generation" can be throttled');
  });
  if (site.feedIn !== undefined && !site.devices.some((device) => device.throttle))
    report('feedIn', 'no inverter may be throttled ("throttle": true): not yet supported');
}

function checkPinned(site: Site, device: DeviceConfig, at: string, pinned: Set<string>, report: Report): void {
  const target = device.chargePoint ?? '';
  if (!site.devices.some((d) => d.id === target && d.role === 'chargePoint'))
    report(`${at}.chargePoint`, `there is no charge point ${target}`);
  if (device.role !== 'display')
    report(`${at}.role`, 'a meter of a charge point measures that and nothing else: leave its role out');
  if (pinned.has(target)) report(`${at}.chargePoint`, `${target} has a meter already`);
  pinned.add(target);
}

function checkExpression(site: Site, device: DeviceConfig, at: string, knowledge: SiteKnowledge, report: Report): void {
  if (device.role === 'chargePoint') report(`${at}.role`, 'formulas measure, they do not charge');
  if (device.line !== undefined || device.address !== undefined)
    report(at, 'an expression meter is reached by no line and no address');
  const formulas = Object.entries(device.fields ?? {}).flatMap(([field, text]) =>
    text === undefined ? [] : [[field, text] as const],
  );
  if (formulas.length === 0) report(`${at}.fields`, 'an expression meter needs at least one formula');
  for (const [field, text] of formulas) checkFormula(text, `${at}.fields.${field}`, site, knowledge, report);
  const { current_l1, power_w } = device.fields ?? {};
  const needsCurrent = device.role === 'grid' || device.role === 'consumption' || device.chargePoint !== undefined;
  if (needsCurrent ? current_l1 === undefined : device.role !== 'display' && (current_l1 ?? power_w) === undefined)
    report(`${at}.fields`, needsCurrent ? 'a formula for current_l1 is needed' : 'current_l1 or power_w is needed');
}
