import type { ProductView } from '../../../domain/product.ts';
import type { DeviceConfig } from '../../../domain/site/devices.ts';
import { isEvse } from '../dev-id.ts';

/** The one type of a charge point that a booking system looks for. */
export const evseType = 'evse_powerbrain';
/**
 * A charge point that does not speak (state 6). The booking system takes no state 6 and loses its whole list over one; it passes
 * over other types.
 */
export const silentEvseType = 'evse_offline';

const meterType = (definition: string): string => `meter_${definition.replaceAll('-', '_')}`;

/** The type of a device in `get_devices`: it does not change with how the device does. */
export const configType = (device: Pick<DeviceConfig, 'role' | 'definition'>): string =>
  isEvse(device) ? evseType : meterType(device.definition);

/** `{dev_type: label}` of every type that an answer may hold. */
export function devMeta(
  devices: readonly DeviceConfig[],
  product: (definition: string) => ProductView | undefined,
): Readonly<Record<string, string>> {
  const meters = new Map<string, string>();
  for (const device of devices) {
    if (isEvse(device)) continue;
    const known = product(device.definition);
    meters.set(configType(device), known === undefined ? device.definition : `${known.vendor} ${known.model}`);
  }
  return {
    [evseType]: 'Charge point',
    [silentEvseType]: 'Charge point, offline',
    ...Object.fromEntries([...meters].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}
