import type { SiteDocument } from '../../firmware/api/shapes.ts';

export type Device = NonNullable<SiteDocument['devices']>[number];
export type DeviceRole = NonNullable<Device['role']>;

/** What is asked of each device, as it is entered. */
export interface DeviceDraft {
  readonly name: string;
  readonly role: DeviceRole;
  readonly circuit: string;
  readonly phases: string;
}

const phaseNames = ['L1', 'L2', 'L3'];

/** Every order of phases that a device can be wired in, the usual ones first: L1L2L3 … L1L2 … L1. */
export const wirings: readonly string[] = (() => {
  const three = ['L1L2L3', 'L2L3L1', 'L3L1L2', 'L1L3L2', 'L2L1L3', 'L3L2L1'];
  const two = phaseNames.flatMap((one) => phaseNames.filter((other) => other !== one).map((other) => one + other));
  return [...three, ...phaseNames, ...two];
})();

export const spaced = (wiring: string): string => wiring.match(/L\d/g)?.join(' ') ?? wiring;

/** A charge point is called E… and is one; what a meter stands for a person must say, but the first is mostly at the grid. */
export const isChargePoint = ({ id, role }: Pick<Device, 'id' | 'role'>): boolean =>
  role === 'chargePoint' || (role === undefined && id.startsWith('E'));

export function deviceDraft(device: Device, { circuits, devices = [] }: SiteDocument): DeviceDraft {
  const hasGrid = devices.some(({ role }) => role === 'grid');
  const firstMeter = devices.find((one) => !isChargePoint(one));
  const guess = isChargePoint(device) ? 'chargePoint' : !hasGrid && device === firstMeter ? 'grid' : 'consumption';
  return {
    name: device.name ?? '',
    role: device.role ?? guess,
    circuit: device.circuit ?? circuits[0]?.id ?? '',
    phases: device.phases ?? 'L1L2L3',
  };
}

/** The site with what was entered for its devices. */
export const withDevices = (site: SiteDocument, drafts: Readonly<Record<string, DeviceDraft>>): SiteDocument => ({
  ...site,
  devices: (site.devices ?? []).map((device) => {
    const draft = drafts[device.id];
    if (draft === undefined) return device;
    const { name, ...rest } = draft;
    return { ...device, ...rest, name: name.trim() === '' ? device.id : name.trim() };
  }),
});

/** Where a device hangs, for whoever has to know it from its like. */
export const reachedAt = ({ line, address, unitId }: Device): string =>
  [line ?? address ?? '', ...(unitId === undefined ? [] : [`#${unitId}`])].filter((part) => part !== '').join(' ');
