import type { MqttWords } from '../../words/mqtt/en.ts';
import type { Draft, FieldSpec } from '../entry/field-spec.ts';

const withTls = (draft: Draft): boolean => draft['mqtt.tls'] === 'true';

/** Where the broker is, and how one gets there. */
export const brokerFields = (w: MqttWords): readonly FieldSpec[] => [
  { key: 'mqtt.enabled', kind: 'yes', label: w.enabled, absent: true },
  { key: 'mqtt.address', kind: 'text', label: w.address, note: w.addressNote, required: true },
  {
    ...{ key: 'mqtt.version', kind: 'choice', label: w.version, absent: '3.1.1' },
    choices: { '3.1.1': 'MQTT 3.1.1', '5': 'MQTT 5' },
  },
  {
    key: 'mqtt.tls',
    kind: 'yes',
    label: w.tls,
    absent: false,
    warning: (draft) => (withTls(draft) ? undefined : w.plain),
  },
  { key: 'mqtt.ca', kind: 'area', label: w.ca, note: w.caNote, shown: withTls },
  { key: 'mqtt.certificate', kind: 'text', label: w.certificate, note: w.certificateNote, shown: withTls },
];

/** What is told, and what is heard. */
export const tellingFields = (w: MqttWords): readonly FieldSpec[] => [
  { key: 'mqtt.prefix', kind: 'text', label: w.prefix, absent: 'netwacht' },
  { key: 'mqtt.discovery', kind: 'yes', label: w.discovery, note: w.discoveryNote, absent: false },
  {
    ...{ key: 'mqtt.discoveryPrefix', kind: 'text', label: w.discoveryPrefix, absent: 'homeassistant' },
    shown: (draft) => draft['mqtt.discovery'] === 'true',
  },
  {
    ...{ key: 'mqtt.language', kind: 'choice', label: w.language, absent: 'en' },
    choices: { en: 'English', nl: 'Nederlands', de: 'Deutsch', fr: 'Français' },
    shown: (draft) => draft['mqtt.discovery'] === 'true',
  },
  {
    ...{ key: 'mqtt.commands', kind: 'yes', label: w.commands, note: w.commandsNote, absent: false },
    warning: (draft) => (draft['mqtt.commands'] === 'true' ? w.commandsWarning : undefined),
  },
  { key: 'mqtt.originalTopics', kind: 'yes', label: w.original, note: w.originalNote, absent: false },
];
