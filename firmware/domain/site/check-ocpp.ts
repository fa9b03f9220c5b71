import { isChargeBoxId } from './charge-box-id.ts';
import type { Report } from './check.ts';
import type { DeviceConfig } from './devices.ts';
import type { DefinitionFacts } from './knowledge.ts';
import type { Site } from './schema.ts';

/** A charge point that connects to us. */
export const speaksOcpp = ({ reachedBy }: Pick<DefinitionFacts, 'reachedBy'>): boolean => reachedBy.includes('ocpp');

/** How a charge point comes in: its connection is one, whatever the number of its connectors. */
const ofConnection = ['secret', 'certificate', 'insecure', 'securityProfile', 'pingS'] as const;
const ocppOnly = ['certificate', 'insecure', 'securityProfile', 'pingS'] as const;
const ofOthers = ['line', 'broker', 'topic', 'unitId'] as const;

/**
 * Keys of a charge point that speaks OCPP: its charge box id as the address, and what it has to show when it comes
 * (contracts §8: without a password or certificate only where somebody says that this is wanted). Nobody else has them.
 */
export function checkOcppKeys(
  device: DeviceConfig,
  at: string,
  site: Site,
  definition: DefinitionFacts,
  report: Report,
): void {
  if (!speaksOcpp(definition)) {
    for (const key of ocppOnly)
      if (device[key] !== undefined) report(`${at}.${key}`, `${device.definition} does not speak OCPP`);
    return;
  }
  for (const key of ofOthers)
    if (device[key] !== undefined)
      report(`${at}.${key}`, 'a charge point that speaks OCPP connects to us: only its address is needed');
  if (!isChargeBoxId(device.address ?? ''))
    report(
      `${at}.address`,
      'the address is the charge box id: 1 to 64 characters as the box sends them, without a slash',
    );
  checkCredentials(device, at, report);
  const first = site.devices.find(
    (other) => other.definition === device.definition && other.address === device.address,
  );
  for (const key of ofConnection)
    if (first !== undefined && first[key] !== device[key])
      report(`${at}.${key}`, `${first.id} is another connector of the same charge point and says something else`);
}

function checkCredentials(device: DeviceConfig, at: string, report: Report): void {
  const { secret, certificate, insecure = false, securityProfile } = device;
  if (secret === undefined && certificate === undefined && !insecure)
    report(at, 'it needs a secret or a certificate, or "insecure": true where anybody may say that he is this box');
  if (insecure && (secret !== undefined || certificate !== undefined || securityProfile !== undefined))
    report(`${at}.insecure`, 'it has a secret or a certificate: leave one of the two out');
  if (secret !== undefined && (device.address ?? '').includes(':'))
    report(`${at}.address`, 'with a password the charge box id cannot have a colon in it (HTTP Basic)');
  if (securityProfile === 3 && certificate === undefined)
    report(`${at}.securityProfile`, 'profile 3 needs "certificate", the common name in the certificate of the box');
  if ((securityProfile === 1 || securityProfile === 2) && secret === undefined)
    report(`${at}.securityProfile`, `profile ${securityProfile} needs a secret`);
}
