import type { FunctionComponent } from 'preact';
import type { Role, State } from '../../firmware/api/shapes.ts';
import type { IconName } from '../part/icon.tsx';
import { changesSite, keepsBox, keepsUsers } from '../part/role.ts';

/** What every section of the settings is given; `path` is what stands behind its name in the address. */
export interface SectionProps {
  readonly state: State;
  readonly role: Role;
  readonly path: readonly string[];
}

export type SectionId =
  | 'house'
  | 'general'
  | 'people'
  | 'cards'
  | 'tariffs'
  | 'plans'
  | 'batteries'
  | 'boxes'
  | 'metering'
  | 'variables'
  | 'outputs'
  | 'messages'
  | 'ocpp'
  | 'mqtt'
  | 'modbus'
  | 'metrics'
  | 'access'
  | 'backup'
  | 'log'
  | 'document'
  | 'box';

export interface Section {
  readonly id: SectionId;
  readonly icon: IconName;
  readonly seenBy: (role: Role) => boolean;
  /** Its part of the page, fetched when it is opened. */
  readonly load: () => Promise<FunctionComponent<SectionProps>>;
}

const everyone = (): boolean => true;

/** The order in which they are shown. */
const order: readonly SectionId[] = [
  'house',
  'general',
  'people',
  'cards',
  'tariffs',
  'plans',
  'batteries',
  'boxes',
  'metering',
  'variables',
  'outputs',
  'messages',
  'ocpp',
  'mqtt',
  'modbus',
  'metrics',
  'access',
  'backup',
  'log',
  'document',
  'box',
];

/** The sections of the settings. */
export const sections: readonly Section[] = sorted([
  { id: 'house', icon: 'house', seenBy: changesSite, load: async () => (await import('./house/house.tsx')).House },
  {
    id: 'ocpp',
    icon: 'cloud',
    seenBy: changesSite,
    load: async () => (await import('./ocpp/ocpp.tsx')).OcppSection,
  },
  { id: 'mqtt', icon: 'cloud', seenBy: changesSite, load: async () => (await import('./mqtt/mqtt.tsx')).Mqtt },
  {
    id: 'metrics',
    icon: 'line',
    seenBy: changesSite,
    load: async () => (await import('./metrics/metrics.tsx')).Metrics,
  },
  {
    id: 'general',
    icon: 'settings',
    seenBy: changesSite,
    load: async () => (await import('./general/general.tsx')).General,
  },
  {
    id: 'variables',
    icon: 'line',
    seenBy: changesSite,
    load: async () => (await import('./variables/variables.tsx')).Variables,
  },
  {
    id: 'tariffs',
    icon: 'tariff',
    seenBy: changesSite,
    load: async () => (await import('./tariffs/tariffs.tsx')).Tariffs,
  },
  { id: 'plans', icon: 'plan', seenBy: changesSite, load: async () => (await import('./plans/plans.tsx')).Plans },
  {
    id: 'batteries',
    icon: 'battery',
    seenBy: changesSite,
    load: async () => (await import('./batteries/batteries.tsx')).Batteries,
  },
  {
    id: 'boxes',
    icon: 'circuit',
    seenBy: changesSite,
    load: async () => (await import('./boxes/boxes.tsx')).Boxes,
  },
  {
    id: 'metering',
    icon: 'meter',
    seenBy: changesSite,
    load: async () => (await import('./metering/metering.tsx')).Metering,
  },
  {
    id: 'outputs',
    icon: 'out',
    seenBy: changesSite,
    load: async () => (await import('./outputs/outputs.tsx')).Outputs,
  },
  {
    id: 'messages',
    icon: 'message',
    seenBy: changesSite,
    load: async () => (await import('./messages/messages.tsx')).Messages,
  },
  {
    id: 'modbus',
    icon: 'line',
    seenBy: changesSite,
    load: async () => (await import('./modbus/modbus.tsx')).Modbus,
  },
  { id: 'log', icon: 'log', seenBy: changesSite, load: async () => (await import('./log/log.tsx')).Log },
  {
    id: 'document',
    icon: 'download',
    seenBy: changesSite,
    load: async () => (await import('./document/document.tsx')).DocumentSection,
  },
  { id: 'access', icon: 'lock', seenBy: keepsBox, load: async () => (await import('./access/access.tsx')).Access },
  { id: 'backup', icon: 'download', seenBy: keepsBox, load: async () => (await import('./backup/backup.tsx')).Backup },
  { id: 'people', icon: 'user', seenBy: keepsUsers, load: async () => (await import('./people/people.tsx')).People },
  { id: 'cards', icon: 'card', seenBy: keepsUsers, load: async () => (await import('./cards/cards.tsx')).Cards },
  { id: 'box', icon: 'box', seenBy: everyone, load: async () => (await import('../screen/box.tsx')).Box },
]);

function sorted(all: readonly Section[]): readonly Section[] {
  return [...all].sort((a, b) => order.indexOf(a.id) - order.indexOf(b.id));
}
