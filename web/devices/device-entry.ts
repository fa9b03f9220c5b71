import type { ProductView } from '../../firmware/api/shapes.ts';
import type { DeviceDraft, DeviceEntry } from './device-draft.ts';
import { typed } from './device-draft.ts';
import { expression, ocpp, usualStaleS } from './products.ts';

/** Keys that the form writes; every other key of the entry (rules, limits, plan …) stays as it is. */
type Written = { -readonly [K in keyof DeviceEntry]?: DeviceEntry[K] | undefined };

/** The entry of the site that a draft means, on top of what was there. What is left empty or is as ever is left out. */
export function entryOf(draft: DeviceDraft, product: ProductView | undefined, was?: DeviceEntry): DeviceEntry {
  const charges = draft.role === 'chargePoint';
  const written: Written = {
    id: draft.id.trim(),
    name: text(draft.name),
    enabled: draft.enabled ? undefined : false,
    definition: draft.definition,
    ...reachOf(draft, product),
    role: charges && draft.id.startsWith('E') ? undefined : draft.role === 'display' ? undefined : draft.role,
    circuit: text(draft.circuit),
    phases: draft.phases === 'L1L2L3' ? undefined : draft.phases,
    factor: unless(1, typed(draft.factor)),
    staleS: unless(usualStaleS(draft.definition), typed(draft.staleS)),
    chargePoint: draft.role === 'display' ? text(draft.chargePoint) : undefined,
    fields: draft.definition === expression ? filled(draft.fields) : undefined,
    capacityWh: stores(draft) ? times(1000, typed(draft.capacityKwh)) : undefined,
    throttle: draft.role === 'generation' && draft.throttle ? true : undefined,
    confirmed: draft.confirmed.length === 0 ? undefined : [...draft.confirmed],
    secret: text(draft.secret),
    ...(charges ? chargingOf(draft) : nothingCharging),
    ...(draft.definition === ocpp ? ocppOf(draft) : nothingOcpp),
  };
  return tidy({ ...was, ...written }) as DeviceEntry;
}

function reachOf(draft: DeviceDraft, product: ProductView | undefined): Written {
  const { reach } = draft;
  const modbus = reach === 'line' || (reach === 'address' && product?.reachedBy.includes('http') !== true);
  return {
    line: reach === 'line' ? text(draft.line) : undefined,
    address:
      reach === 'address' ? wholeAddress(draft.address, product) : reach === 'ocpp' ? text(draft.address) : undefined,
    broker: reach === 'broker' ? text(draft.broker) : undefined,
    topic: reach === 'broker' ? text(draft.topic) : undefined,
    contact: reach === 'contact' ? contactOf(draft) : undefined,
    pulsesPerKwh: reach === 'contact' ? typed(draft.pulsesPerKwh) : undefined,
    unitId: modbus ? typed(draft.unitId) : undefined,
    connector: typed(draft.connector),
    startRegister: modbus ? typed(draft.startRegister) : undefined,
    proxy: modbus && reach === 'address' ? proxyOf(draft) : undefined,
  };
}

/** The address as the site wants it: a host alone gets the port of the product. */
export function wholeAddress(typedText: string, product: ProductView | undefined): string | undefined {
  const address = typedText.trim();
  if (address === '') return undefined;
  if (product?.reachedBy.includes('http') === true) return address.toLowerCase().replace(/\/+$/, '');
  const bare = address.replace(/^[a-z]+:\/\//i, '').replace(/\/+$/, '');
  if (/^[0-9a-f]*:[0-9a-f:.]+$/i.test(bare) && bare.split(':').length > 2)
    return `[${bare}]:${product?.defaults.port ?? 502}`;
  return /:\d+$/.test(bare) ? bare : `${bare}:${product?.defaults.port ?? 502}`;
}

function contactOf(draft: DeviceDraft): DeviceEntry['contact'] {
  const place = draft.contactPlace.trim();
  if (draft.contactKind === 'serial')
    return { kind: 'serial', path: place, line: (draft.contactLine || 'cts') as 'cts' };
  return {
    kind: 'gpio',
    ...(place === '' || place === 'gpiochip0' ? {} : { chip: place }),
    line: typed(draft.contactLine) ?? 0,
  };
}

/** Who else reaches it through us; undefined without a port. */
export function proxyOf(draft: Pick<DeviceDraft, 'proxyPort' | 'proxyBind' | 'proxyWrites'>): DeviceEntry['proxy'] {
  const port = typed(draft.proxyPort);
  if (port === undefined) return undefined;
  const writes = writesOf(draft.proxyWrites) ?? [];
  const bind = text(draft.proxyBind);
  return { port, ...(bind === undefined ? {} : { bind }), ...(writes.length === 0 ? {} : { allowWrites: writes }) };
}

/** `4: 500-509, 4: 520` as units with addresses; undefined: it cannot be read. */
export function writesOf(typedText: string): { unitId: number; from: number; to: number }[] | undefined {
  const parts = typedText
    .split(/[,;\n]/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
  const read = parts.map((part) => /^(\d+)\s*:\s*(\d+)(?:\s*[-–]\s*(\d+))?$/.exec(part));
  if (read.includes(null)) return undefined;
  return read.map((found) => {
    const [, unitId, from, to] = found as unknown as [string, string, string, string | undefined];
    return { unitId: Number(unitId), from: Number(from), to: Number(to ?? from) };
  });
}

function chargingOf(draft: DeviceDraft): Written {
  return {
    minCurrentA: unless(6, typed(draft.minCurrentA)),
    maxCurrentA: typed(draft.maxCurrentA),
    priority: unless(1, typed(draft.priority)),
    phaseSwitch: draft.phaseSwitch === 'off' ? undefined : draft.phaseSwitch,
    failsafeCurrentA: unless(6, typed(draft.failsafeCurrentA)),
    offsetA: typed(draft.offsetA),
    firstComeFirstServed: truth(draft.firstComeFirstServed),
    saveBatteryA: typed(draft.saveBatteryA),
    saveBatteryMode: draft.saveBatteryMode === '' ? undefined : draft.saveBatteryMode === '1' ? 1 : 2,
    letCarSleep: truth(draft.letCarSleep),
    wakeCar: truth(draft.wakeCar),
    keepActivated: draft.keepActivated ? true : undefined,
  };
}

const nothingCharging: Written = {
  ...{ minCurrentA: undefined, maxCurrentA: undefined, priority: undefined, phaseSwitch: undefined },
  ...{ failsafeCurrentA: undefined, offsetA: undefined, firstComeFirstServed: undefined, saveBatteryA: undefined },
  ...{ saveBatteryMode: undefined, letCarSleep: undefined, wakeCar: undefined, keepActivated: undefined },
};

function ocppOf(draft: DeviceDraft): Written {
  return {
    certificate: text(draft.certificate),
    insecure: draft.insecure ? true : undefined,
    securityProfile: draft.securityProfile === '' ? undefined : (Number(draft.securityProfile) as 1 | 2 | 3),
    pingS: typed(draft.pingS),
  };
}

const nothingOcpp: Written = {
  ...{ certificate: undefined, insecure: undefined, securityProfile: undefined, pingS: undefined },
};

const stores = ({ role }: DeviceDraft): boolean => role === 'storageHome' || role === 'storageAll';
const text = (typedText: string): string | undefined => typedText.trim() || undefined;
const unless = <T>(usual: T, value: T | undefined): T | undefined => (value === usual ? undefined : value);
const times = (by: number, value: number | undefined) => (value === undefined ? undefined : value * by);
const truth = (choice: '' | 'yes' | 'no') => (choice === '' ? undefined : choice === 'yes');

const filled = (fields: Readonly<Record<string, string>>): DeviceEntry['fields'] =>
  Object.fromEntries(Object.entries(fields).filter(([, formula]) => formula.trim() !== ''));

/** Without the keys that say nothing. */
const tidy = (entry: object): object => Object.fromEntries(Object.entries(entry).filter(([, v]) => v !== undefined));
