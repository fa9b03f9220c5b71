import type { MqttView } from '../../../firmware/api/shapes.ts';

type Layer = NonNullable<MqttView['fault']>['layer'];

const states: Record<MqttView['state'], string> = {
  ...{
    off: 'Switched off',
    connecting: 'Connecting',
    connected: 'Connected',
    failed: 'No connection; it is tried again',
  },
};
const layers: Record<Layer, string> = {
  config: 'Something has not been entered yet.',
  network: 'The broker cannot be reached.',
  tls: 'The encrypted connection fails.',
  certificate: 'A certificate does not fit.',
  mqtt: 'The broker refuses us.',
};

export const en = {
  connection: 'Connection',
  states,
  since: (when: string) => `since ${when}`,
  layers,
  root: 'Topics',
  sent: 'Messages sent',
  heard: 'Commands',
  counts: (taken: number, refused: number) => `${taken} taken, ${refused} refused`,
  broker: 'Broker',
  unset: 'Nothing is told to a broker yet.',
  note: 'The box tells one MQTT broker of yours what it knows. Charging never depends on it.',
  enabled: 'Report to the broker',
  address: 'Address',
  addressNote: 'Host and port: 10.0.0.5:1883, with TLS mostly port 8883.',
  version: 'Version',
  tls: 'Encrypt (TLS)',
  plain: 'Without TLS everybody on the network can read what is told, and the password.',
  ca: 'Authority of the broker',
  caNote: 'A certificate in PEM: that of the authority, or that of the broker itself. Empty: the public authorities.',
  certificate: 'Certificate of this box',
  certificateNote: 'Name of a certificate under Grid that is shown to the broker. Empty: none.',
  password: 'User and password',
  passwordNone: 'None has been entered.',
  passwordKept: 'A password is kept. It is not shown; you can enter another one.',
  passwordNotYours: 'Only an administrator enters the password.',
  passwordSet: 'User and password are set.',
  user: 'User at the broker',
  secret: 'Password at the broker',
  show: 'Show the password',
  telling: 'What is told and heard',
  prefix: 'Beginning of the topics',
  discovery: 'Home Assistant finds the devices',
  discoveryNote: 'Switched off, they disappear there again.',
  discoveryPrefix: 'Discovery prefix of Home Assistant',
  language: 'Language of the names',
  commands: 'Take commands',
  commandsNote: 'Pause, lower, and take that back; each for a time. Nothing can be raised.',
  commandsWarning: 'Whoever may write to the broker may then pause charging.',
  original: 'Topics of the original too',
  originalNote: 'Read only, under cfos_mqtt_….',
};

/** Every word of the settings of MQTT. */
export type MqttWords = typeof en;
