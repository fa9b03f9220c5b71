import type { LineConfig } from '../../drivers/bus/types.ts';
import type { DeviceConfig, LineEntry } from '../domain/site/devices.ts';
import type { Site } from '../domain/site/schema.ts';

/** Which bus a device is on: one per line or TCP endpoint. */
export const lineKey = (device: DeviceConfig): string =>
  device.line === undefined ? `tcp ${device.address}` : `line ${device.line}`;

/** A line without its proxy, which is none of the business of what stands on the line. */
export function bareLine(site: Site, id: string | undefined): LineEntry | undefined {
  const line = site.lines.find((entry) => entry.id === id);
  if (line === undefined) return undefined;
  const { proxy: _, ...bare } = line;
  return bare;
}

/** How its bus is reached. */
export const lineConfig = (site: Site, device: DeviceConfig): LineConfig =>
  bareLine(site, device.line) ?? { id: device.address ?? '', kind: 'tcp', address: device.address ?? '' };
