import { NetwachtError } from '../../domain/errors.ts';
import type { DeviceConfig } from '../../domain/site/devices.ts';
import type { Site } from '../../domain/site/schema.ts';
import { once } from './variable-change.ts';

/**
 * Ids of the original's clients. Ours have its form (`E1`, `M12`: `deviceId` of the site document), so an id is the same on
 * both sides, stays when a device is renamed, and is nobody else's until an installer gives it again: nothing is mapped and
 * nothing kept. Case counts as little as in formulas.
 */
export function deviceCalled(site: Site | undefined, devId: string): DeviceConfig | undefined {
  const wanted = devId.trim().toUpperCase();
  return site?.devices.find(({ id }) => id === wanted);
}

/** The device that a call names. Codes: `badName` (400), `noDevice` (404). */
export function deviceOfCall(site: Site | undefined, query: URLSearchParams): DeviceConfig {
  const devId = once(query, 'dev_id');
  if (devId === undefined || devId === '') throw new NetwachtError('badName', 'The parameter dev_id is missing');
  const device = deviceCalled(site, devId);
  if (device === undefined) throw new NetwachtError('noDevice', `There is no device ${devId.slice(0, 32)}`);
  return device;
}

/** The original's number of a device: that of its id. */
export const numberOf = (id: string): number => Number(id.slice(1));

export const isEvse = ({ role }: Pick<DeviceConfig, 'role'>): boolean => role === 'chargePoint';
