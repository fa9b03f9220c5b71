import type { ProductView, SiteDocument } from '../../firmware/api/shapes.ts';
import { numberOf, textOf } from '../part/number-text.ts';
import { expression, ocpp, pushedChargePoint, pushedMeter } from './products.ts';

export type DeviceEntry = NonNullable<SiteDocument['devices']>[number];
export type Role = NonNullable<DeviceEntry['role']>;

/** How a device is reached, as a person chooses it. */
export type Reach = 'address' | 'line' | 'broker' | 'contact' | 'ocpp' | 'push' | 'none';

/** A device as it is typed: every number a text, what is left empty is left out. */
export interface DeviceDraft {
  readonly id: string;
  readonly name: string;
  readonly enabled: boolean;
  readonly definition: string;
  readonly reach: Reach;
  readonly line: string;
  readonly address: string;
  readonly broker: string;
  readonly topic: string;
  readonly contactKind: 'gpio' | 'serial';
  /** A chip or a path. */
  readonly contactPlace: string;
  /** The number on the chip, or the name of the control line. */
  readonly contactLine: string;
  readonly pulsesPerKwh: string;
  readonly unitId: string;
  readonly connector: string;
  readonly startRegister: string;
  readonly role: Role;
  readonly circuit: string;
  readonly phases: string;
  readonly factor: string;
  readonly staleS: string;
  /** The charge point that a meter measures, and nothing else. */
  readonly chargePoint: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly capacityKwh: string;
  readonly throttle: boolean;
  readonly minCurrentA: string;
  readonly maxCurrentA: string;
  readonly priority: string;
  readonly phaseSwitch: 'auto' | 'off';
  readonly failsafeCurrentA: string;
  readonly offsetA: string;
  readonly firstComeFirstServed: '' | 'yes' | 'no';
  readonly saveBatteryA: string;
  readonly saveBatteryMode: '' | '1' | '2';
  readonly letCarSleep: '' | 'yes' | 'no';
  readonly wakeCar: '' | 'yes' | 'no';
  readonly keepActivated: boolean;
  readonly certificate: string;
  readonly insecure: boolean;
  readonly securityProfile: '' | '1' | '2' | '3';
  readonly pingS: string;
  readonly confirmed: readonly string[];
  readonly proxyPort: string;
  readonly proxyBind: string;
  /** "4: 500-509", one a line or with commas between. */
  readonly proxyWrites: string;
  /** Name of the secret, as the site has it. */
  readonly secret: string;
  /** Typed now; they are not in the site but in the box. */
  readonly secretUser: string;
  readonly secretPassword: string;
}

export const emptyDraft: DeviceDraft = {
  ...{ id: '', name: '', enabled: true, definition: '', reach: 'address' },
  ...{ line: '', address: '', broker: '', topic: '', unitId: '', connector: '', startRegister: '' },
  ...{ contactKind: 'gpio', contactPlace: 'gpiochip0', contactLine: '', pulsesPerKwh: '' },
  ...{ role: 'display', circuit: '', phases: 'L1L2L3', factor: '', staleS: '', chargePoint: '', fields: {} },
  ...{ capacityKwh: '', throttle: false, minCurrentA: '', maxCurrentA: '', priority: '', phaseSwitch: 'off' },
  ...{ failsafeCurrentA: '', offsetA: '', firstComeFirstServed: '', saveBatteryA: '', saveBatteryMode: '' },
  ...{ letCarSleep: '', wakeCar: '', keepActivated: false, certificate: '', insecure: false, securityProfile: '' },
  ...{ pingS: '', confirmed: [], proxyPort: '', proxyBind: '', proxyWrites: '' },
  ...{ secret: '', secretUser: '', secretPassword: '' },
};

/** What a device is unless it says otherwise (firmware/domain/site/devices.ts). */
export const roleOf = ({ id, role }: Pick<DeviceEntry, 'id' | 'role'>): Role =>
  role ?? (id.startsWith('E') ? 'chargePoint' : 'display');

const triple = (value: boolean | undefined) => (value === undefined ? '' : value ? 'yes' : 'no');

/** A device of the site, ready to be changed. */
export function draftOf(entry: DeviceEntry, language: string): DeviceDraft {
  const number = (value: number | undefined) => textOf(value, language);
  const { contact, proxy } = entry;
  return {
    ...emptyDraft,
    id: entry.id,
    name: entry.name ?? '',
    enabled: entry.enabled ?? true,
    definition: entry.definition,
    reach: reachOf(entry),
    line: entry.line ?? '',
    address: entry.address ?? '',
    broker: entry.broker ?? '',
    topic: entry.topic ?? '',
    contactKind: contact?.kind ?? 'gpio',
    contactPlace: contact === undefined ? 'gpiochip0' : contact.kind === 'gpio' ? (contact.chip ?? '') : contact.path,
    contactLine: contact === undefined ? '' : String(contact.line),
    pulsesPerKwh: number(entry.pulsesPerKwh),
    unitId: number(entry.unitId),
    connector: number(entry.connector),
    startRegister: number(entry.startRegister),
    role: roleOf(entry),
    circuit: entry.circuit ?? '',
    phases: entry.phases ?? 'L1L2L3',
    factor: number(entry.factor),
    staleS: number(entry.staleS),
    chargePoint: entry.chargePoint ?? '',
    fields: Object.fromEntries(Object.entries(entry.fields ?? {}).map(([name, text]) => [name, text ?? ''])),
    capacityKwh: number(entry.capacityWh === undefined ? undefined : entry.capacityWh / 1000),
    throttle: entry.throttle ?? false,
    minCurrentA: number(entry.minCurrentA),
    maxCurrentA: number(entry.maxCurrentA),
    priority: number(entry.priority),
    phaseSwitch: entry.phaseSwitch ?? 'off',
    failsafeCurrentA: number(entry.failsafeCurrentA),
    offsetA: number(entry.offsetA),
    firstComeFirstServed: triple(entry.firstComeFirstServed),
    saveBatteryA: number(entry.saveBatteryA),
    saveBatteryMode: entry.saveBatteryMode === undefined ? '' : `${entry.saveBatteryMode}`,
    letCarSleep: triple(entry.letCarSleep),
    wakeCar: triple(entry.wakeCar),
    keepActivated: entry.keepActivated ?? false,
    certificate: entry.certificate ?? '',
    insecure: entry.insecure ?? false,
    securityProfile: entry.securityProfile === undefined ? '' : `${entry.securityProfile}`,
    pingS: number(entry.pingS),
    confirmed: entry.confirmed ?? [],
    proxyPort: number(proxy?.port),
    proxyBind: proxy?.bind ?? '',
    proxyWrites: (proxy?.allowWrites ?? []).map(({ unitId, from, to }) => `${unitId}: ${from}-${to}`).join(', '),
    secret: entry.secret ?? '',
  };
}

function reachOf(entry: DeviceEntry): Reach {
  if (entry.definition === expression) return 'none';
  if (entry.definition === ocpp) return 'ocpp';
  if (entry.definition === pushedMeter || entry.definition === pushedChargePoint) return 'push';
  if (entry.broker !== undefined) return 'broker';
  if (entry.contact !== undefined) return 'contact';
  return entry.line === undefined ? 'address' : 'line';
}

/** How a product can be reached, the usual way first. */
export function waysTo(product: ProductView | undefined): readonly Reach[] {
  if (product === undefined) return ['address'];
  if (product.id === expression) return ['none'];
  const by = product.reachedBy;
  const ways: readonly (Reach | false)[] = [
    by.includes('ocpp') && 'ocpp',
    by.includes('push') && 'push',
    (by.includes('tcp') || by.includes('http')) && 'address',
    (by.includes('serial') || by.includes('rtu-over-tcp') || by.includes('ascii')) && 'line',
    by.includes('mqtt') && 'broker',
    by.includes('contact') && 'contact',
  ];
  const known = ways.filter((way) => way !== false);
  return known.length === 0 ? ['address'] : known;
}

/** A number that was typed; undefined: nothing was, or none. */
export const typed = (text: string): number | undefined => (text.trim() === '' ? undefined : numberOf(text));
