import type { BackupLine } from '../../../firmware/domain/backup.ts';
import { BackupReader } from '../../../firmware/store/backup/line-reader.ts';
import { GatheredSettings } from '../../../firmware/store/backup/settings-of.ts';
import { type FuzzTarget, mustHold, takenOrRefused } from '../target.ts';

const head = {
  format: 'netwacht-backup/1',
  ...{ made: '2026-11-01T10:00:00.000Z', version: '0.1.0', box: 'NTW-00112233445566aa' },
};
const session = {
  ...{ id: 3, chargePoint: 'E1', name: 'Bay', pluggedAtMs: 1000, unpluggedAtMs: 2000, pluggedS: 1, chargedS: 1 },
  ...{ meter: 'meter', meterDevice: 'M1', energyWh: 900, gridWh: 500, solarWh: 400, batteryWh: 0, gapWh: 0 },
  ...{ costUct: 135, unpricedWh: 0, user: 'anna', flags: ['gap'] },
};
const lines: readonly object[] = [
  { kind: 'site', document: { name: 'Kerkstraat 12' } },
  { kind: 'variable', name: 'own', value: 1.5, atMs: 10, source: 'admin' },
  { kind: 'channel', id: 'emt', document: {} },
  { kind: 'pin', user: 'anna', phc: '$argon2id$v=19$x' },
  { kind: 'plan', of: 'circuit', place: 'house', entries: [], atMs: 1, source: 'app' },
  { kind: 'definition', folder: 'meters', id: 'own-meter', text: '{}' },
  { kind: 'secret', name: 'keba', user: 'u', password: 'p' },
  { kind: 'key', folder: 'certificates', name: 'cls', pair: { certificatePem: 'c', keyPem: 'k', source: 'made' } },
  { kind: 'session', session, quarters: [], corrections: [], signed: [] },
];
const whole = [head, ...lines, { kind: 'end', lines: lines.length }].map((one) => `${JSON.stringify(one)}\n`).join('');

/** What an opened backup holds: whoever knows a password can make one. */
export const backups: FuzzTarget = {
  name: 'backups',
  share: 4,
  maxBytes: 20_000,
  words: [
    ...[
      '"kind":"session"',
      '"kind":"end"',
      '"kind":"key"',
      '"folder":"..',
      '"../../x"',
      '"__proto__":{}',
      '\n',
      '\n\n',
    ],
    ...['netwacht-backup/2', '1e999', '-1', '9007199254740993', '"flags":[]', '{"kind":"metering","quarters":[]}'],
  ],
  open: () => ({
    seeds: [whole, `${JSON.stringify(head)}\n{"kind":"end","lines":0}\n`],
    take(input) {
      const read = takenOrRefused(() => readAll(input));
      if (read === undefined) return;
      for (const line of read) {
        // Names become names of files.
        if (line.kind === 'secret' || line.kind === 'key') mustHold(/^[a-z0-9-]{1,32}$/.test(line.name), line.name);
        if (line.kind === 'definition') mustHold(/^[a-z0-9-]+ [a-z0-9-]+$/.test(`${line.folder} ${line.id}`), line.id);
        if (line.kind === 'session') mustHold(line.session.energyWh >= 0, 'energy below nothing');
      }
    },
  }),
};

/** In parts, as a stream brings it. */
function readAll(input: Buffer): readonly BackupLine[] {
  const reader = new BackupReader();
  const gathered = new GatheredSettings();
  const read: BackupLine[] = [];
  const size = 1 + (input.length % 97) * 31;
  for (let at = 0; at < input.length; at += size) read.push(...reader.take(input.subarray(at, at + size)));
  reader.end();
  for (const line of read) if (line.kind !== 'session' && line.kind !== 'metering') gathered.add(line);
  gathered.all(reader.head());
  return read;
}
