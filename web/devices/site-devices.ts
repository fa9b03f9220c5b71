import type { FoundDevice, ProductView, SiteDocument } from '../../firmware/api/shapes.ts';
import { type DeviceDraft, type DeviceEntry, emptyDraft, type Role, roleOf, waysTo } from './device-draft.ts';

type Site = SiteDocument;
type Line = NonNullable<Site['lines']>[number];

/** The next name that no device has: E1, E2 … for a charge point, M1, M2 … for what measures. */
export function nextId(site: Site | undefined, charges: boolean): string {
  const letter = charges ? 'E' : 'M';
  const taken = new Set((site?.devices ?? []).map(({ id }) => id));
  for (let number = 1; ; number++) if (!taken.has(`${letter}${number}`)) return `${letter}${number}`;
}

/** The next name that no line or broker has: rs485-1, gateway-1, broker-1. */
export function nextLineId(site: Site | undefined, word: string): string {
  const taken = new Set([...(site?.lines ?? []), ...(site?.brokers ?? [])].map(({ id }) => id));
  for (let number = 1; ; number++) if (!taken.has(`${word}-${number}`)) return `${word}-${number}`;
}

/** Puts a device in the place of the one it was, or behind the others. */
export function withDevice(site: Site, entry: DeviceEntry, was?: string): Site {
  const devices = site.devices ?? [];
  const at = devices.findIndex(({ id }) => id === (was ?? entry.id));
  return { ...site, devices: at < 0 ? [...devices, entry] : devices.with(at, entry) };
}

export const withoutDevice = (site: Site, id: string): Site => ({
  ...site,
  devices: (site.devices ?? []).filter((device) => device.id !== id),
});

/** A new line behind the others; one with that id is replaced. */
export function withLine(site: Site, line: Line, was?: string): Site {
  const lines = site.lines ?? [];
  const at = lines.findIndex(({ id }) => id === (was ?? line.id));
  return { ...site, lines: at < 0 ? [...lines, line] : lines.with(at, line) };
}

/** What a new device of a product most likely is. A person sees it and may say otherwise. */
export function usualRole(product: ProductView | undefined, site: Site | undefined): Role {
  const has = (role: Role) => (site?.devices ?? []).some((device) => roleOf(device) === role);
  switch (product?.kind) {
    case 'chargePoint':
      return 'chargePoint';
    case 'inverter':
      return 'generation';
    case 'battery':
      return 'storageHome';
    default:
      return product?.measuresCurrent === true && !has('grid') ? 'grid' : 'display';
  }
}

/** The circuit that a new device most likely stands in: the only one below the house connection, else that. */
export function usualCircuit(site: Site | undefined, role: Role): string {
  const circuits = site?.circuits ?? [];
  const root = circuits.find(({ parent }) => parent === undefined);
  const below = circuits.filter(({ parent }) => parent !== undefined);
  return (role === 'chargePoint' && below.length === 1 ? below[0]?.id : root?.id) ?? '';
}

/** A draft for a new device of a product, everything that is known filled in. */
export function newDraft(site: Site | undefined, product: ProductView, over: Partial<DeviceDraft> = {}): DeviceDraft {
  const role = usualRole(product, site);
  const [reach = 'address'] = waysTo(product);
  const lines = site?.lines ?? [];
  const brokers = site?.brokers ?? [];
  return {
    ...emptyDraft,
    id: nextId(site, role === 'chargePoint'),
    definition: product.id,
    reach,
    role,
    circuit: usualCircuit(site, role),
    line: lines.length === 1 ? (lines[0]?.id ?? '') : '',
    broker: brokers.length === 1 ? (brokers[0]?.id ?? '') : '',
    ...over,
  };
}

/** What a scan found, as a draft; a port that is no line yet becomes one: `line`. */
export function foundDraft(
  site: Site | undefined,
  found: FoundDevice,
  product: ProductView,
): { readonly draft: DeviceDraft; readonly line: Line | undefined } {
  const { path, setting, address, unitId } = found;
  const line: Line | undefined =
    found.line === null && path !== null
      ? {
          ...{ id: nextLineId(site, 'rs485'), kind: 'serial', path, baudRate: 9600, ...setting },
          ...(product.reachedBy.includes('ascii') && !product.reachedBy.includes('serial') ? { framing: 'ascii' } : {}),
        }
      : undefined;
  const lineId = line?.id ?? found.line ?? '';
  const draft = newDraft(site, product, {
    reach: lineId === '' ? 'address' : 'line',
    line: lineId,
    address: lineId === '' ? (address ?? '') : '',
    unitId: unitId === null || unitId === product.defaults.unitId ? '' : String(unitId),
  });
  return { draft, line };
}

/** The field of the form that a path of the box's answer means; undefined: it is not about this device. */
export function fieldOf(path: string | undefined, index: number): keyof DeviceDraft | undefined {
  const start = `devices[${index}]`;
  const bare = path?.startsWith('device.') === true ? path.slice('device'.length) : undefined;
  const rest = bare ?? (path?.startsWith(start) === true ? path.slice(start.length) : undefined);
  if (rest === undefined) return undefined;
  const [, name = '', inner = ''] = /^\.(\w+)(?:[.[](\w+))?/.exec(rest) ?? [];
  if (name === 'capacityWh') return 'capacityKwh';
  if (name === 'contact') return inner === 'path' || inner === 'chip' ? 'contactPlace' : 'contactLine';
  if (name === 'proxy') return inner === 'bind' ? 'proxyBind' : inner === 'allowWrites' ? 'proxyWrites' : 'proxyPort';
  if (name === 'secret') return 'secretPassword';
  return Object.hasOwn(emptyDraft, name) ? (name as keyof DeviceDraft) : undefined;
}
