import type { InfluxView } from '../../../firmware/api/shapes.ts';

const states: Record<InfluxView['state'], string> = {
  off: 'Switched off',
  waiting: 'Nothing has been written yet',
  written: 'Is written',
  failing: 'The database takes nothing; it is tried again',
};

export const en = {
  asked: 'Prometheus asks the box',
  askedNote:
    'Prometheus and databases like it fetch the newest values themselves. They name no person and no card. They need a token that may only look.',
  address: 'Address',
  token: 'Make a token of the role viewer',
  tokenNotYours: 'An administrator makes the token.',
  written: 'The box writes to a database',
  unset: 'Nothing is written to a database yet.',
  writtenNote: 'InfluxDB, VictoriaMetrics and others that take line protocol. Charging never depends on it.',
  writing: 'Writing',
  states,
  since: (when: string) => `Since ${when}:`,
  last: 'Last written',
  never: 'never',
  lines: 'Lines written',
  waiting: 'Lines that wait',
  dropped: 'Given up, no room was left',
  refused: 'Refused by the database',
  enabled: 'Write to the database',
  addressNote: 'Such as http://10.0.0.20:8086, without a path.',
  plain: 'Over http everybody on the network can read the values and the token.',
  api: 'Interface',
  apiNew: 'Version 2: organisation, bucket, token',
  apiOld: 'Version 1: database, user, password',
  org: 'Organisation',
  bucket: 'Bucket',
  database: 'Database',
  every: 'Every',
  password: 'Token or password',
  passwordNone: 'None has been entered.',
  passwordKept: 'One is kept. It is not shown; you can enter another one.',
  passwordNotYours: 'Only an administrator enters it.',
  passwordSet: 'Token or password is set.',
  user: 'User (version 1 only)',
  secret: 'Token or password of the database',
  show: 'Show it',
};

/** Every word of the settings of metrics and databases. */
export type MetricsWords = typeof en;
