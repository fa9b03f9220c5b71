import { NetwachtError } from '../../domain/errors.ts';
import type { DeviceConfig } from '../../domain/site/devices.ts';
import type { Site } from '../../domain/site/schema.ts';
import { deviceCalled } from './dev-id.ts';

/** Names of the original for what is in its box: `evse`, and `meter1`, the meter of that charge point. */
const ownNames = ['evse', 'meter1'];

/**
 * The device that `device` means: an id of the site, or one of the original's names for the parts of its own box, which stand for
 * the first charge point here. Codes: `badName` (400), `noDevice` (404).
 */
export function registerDevice(site: Site | undefined, name: string | undefined): DeviceConfig {
  if (name === undefined || name === '') throw new NetwachtError('badName', 'The parameter device is missing');
  const device = ownNames.includes(name.toLowerCase()) ? firstChargePoint(site) : deviceCalled(site, name);
  if (device !== undefined) return device;
  const why =
    name.toLowerCase() === 'meter2'
      ? 'this box has no second meter of its own: name it by its id'
      : 'none is configured';
  throw new NetwachtError('noDevice', `There is no device ${name.slice(0, 32)}: ${why}`);
}

const firstChargePoint = (site: Site | undefined): DeviceConfig | undefined =>
  site?.devices
    .filter(({ role, enabled }) => role === 'chargePoint' && enabled)
    .toSorted((a, b) => Number(a.id.slice(1)) - Number(b.id.slice(1)))[0];
