import type { DeviceLineState, HealthState, LinesState, SiteDocument, State } from '../../firmware/api/shapes.ts';
import { type DeviceEntry, type Role, roleOf } from './device-draft.ts';
import type { Products } from './products.ts';

/** How a device does, in one word: off, or as its line says. */
export type DeviceStanding = 'off' | DeviceLineState['health'];

/** A device of the site with all that is known of it now. */
export interface DeviceRow {
  readonly id: string;
  readonly name: string;
  readonly entry: DeviceEntry;
  readonly role: Role;
  /** Line, address, broker and topic, charge box id. */
  readonly where: string;
  readonly unitId: number | null;
  readonly circuit: string;
  readonly phases: string;
  readonly priority: number | null;
  readonly standing: DeviceStanding;
  /** Of its last value; null: it has none; undefined: nobody counts it. */
  readonly ageS: number | null | undefined;
  readonly line: DeviceLineState | undefined;
  readonly health: readonly HealthState[];
}

interface Known {
  readonly site: SiteDocument;
  readonly state: State;
  readonly lines: LinesState | undefined;
  readonly products: Products;
}

/** The devices of the site in its order. */
export function rowsOf({ site, state, lines, products }: Known): readonly DeviceRow[] {
  const circuits = new Map((site.circuits ?? []).map(({ id, name }) => [id, name ?? id]));
  return (site.devices ?? []).map((entry) => {
    const { id, name = id, circuit, phases = 'L1L2L3' } = entry;
    const line = lines?.devices.find((device) => device.id === id);
    const role = roleOf(entry);
    return {
      ...{ id, name, entry, role, line, phases },
      where: whereOf(entry),
      unitId: entry.unitId ?? products.get(entry.definition)?.defaults.unitId ?? null,
      circuit: circuit === undefined ? '' : (circuits.get(circuit) ?? circuit),
      priority: role === 'chargePoint' ? (entry.priority ?? 1) : null,
      standing: entry.enabled === false ? 'off' : (line?.health ?? 'unknown'),
      ageS: state.meters.find((meter) => meter.id === id)?.ageS ?? answeredAgo(line, lines),
      health: state.health.filter(({ what }) => what === id),
    };
  });
}

/** A charge point says no age of its values: its last answer is what there is. */
function answeredAgo(line: DeviceLineState | undefined, lines: LinesState | undefined): number | undefined {
  const at = line?.traffic?.lastAnswer;
  return at == null || lines === undefined ? undefined : Math.max(0, (Date.parse(lines.at) - Date.parse(at)) / 1000);
}

export function whereOf(entry: DeviceEntry): string {
  const { line, address, broker, topic, contact } = entry;
  if (broker !== undefined) return topic === undefined ? broker : `${broker} ${topic}`;
  if (contact !== undefined)
    return contact.kind === 'gpio'
      ? `${contact.chip ?? 'gpiochip0'} ${contact.line}`
      : `${contact.path} ${contact.line.toUpperCase()}`;
  return line ?? address ?? '';
}

/** What the list may be narrowed to. */
export const kinds = ['all', 'chargePoint', 'meter', 'generation', 'storage', 'trouble'] as const;
export type Kind = (typeof kinds)[number];

const hasTrouble = ({ standing, health }: DeviceRow): boolean =>
  health.length > 0 || standing === 'offline' || standing === 'degraded';

const ofKind: Readonly<Record<Kind, (row: DeviceRow) => boolean>> = {
  all: () => true,
  chargePoint: ({ role }) => role === 'chargePoint',
  meter: ({ role }) => role === 'grid' || role === 'consumption' || role === 'display',
  generation: ({ role }) => role === 'generation',
  storage: ({ role }) => role === 'storageHome' || role === 'storageAll',
  trouble: hasTrouble,
};

/** Those of a kind in which every typed word stands. */
export function filtered(rows: readonly DeviceRow[], kind: Kind, text: string, nameOf: (row: DeviceRow) => string) {
  const words = text.toLowerCase().split(/\s+/);
  return rows.filter(ofKind[kind]).filter((row) => {
    const all = [row.id, row.name, row.where, row.circuit, nameOf(row)].join(' ').toLowerCase();
    return words.every((word) => all.includes(word));
  });
}
