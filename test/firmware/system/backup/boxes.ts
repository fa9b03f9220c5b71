import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { BackupSettings } from '../../../../firmware/domain/backup.ts';
import type { NetwachtError } from '../../../../firmware/domain/errors.ts';
import type { Session, SessionQuarter } from '../../../../firmware/domain/session.ts';
import { keyFiles, type StoredPair } from '../../../../firmware/store/key-files.ts';
import { writeSecret } from '../../../../firmware/store/secrets.ts';
import { openStore, type Store } from '../../../../firmware/store/store.ts';
import { BackupDesk } from '../../../../firmware/system/backup/desk.ts';
import { testClock, testParent } from '../../store/data-folder-fixture.ts';

export const password = 'tulip Canal 7 quay';

/** A data folder with its store and a desk of backups. */
export class BackupBox {
  readonly dir = mkdtempSync(join(testParent, 'netwacht-backup-'));
  readonly clock = testClock();
  readonly id: string;
  readonly audit: string[] = [];
  faults: NetwachtError[] = [];
  checked: BackupSettings | undefined;
  store: Store;
  free = 10 ** 12;

  constructor(id = 'NTW-00000000000000a1') {
    this.id = id;
    this.store = this.open();
  }

  open(): Store {
    this.store = openStore({ dir: this.dir, clock: this.clock });
    return this.store;
  }

  get desk(): BackupDesk {
    return new BackupDesk({
      ...{ dir: this.dir, store: this.store, clock: this.clock, box: this.id, version: '0.0.0-test' },
      owned: ({ source }) => source.startsWith('channel:'),
      keys: () => keyFiles(join(this.dir, 'keys', 'certificates')).names(),
      check: (settings) => {
        this.checked = settings;
        return this.faults;
      },
      audit: (who, what) => void this.audit.push(`${who}: ${what}`),
      restart: async () => undefined,
      freeBytes: () => this.free,
    });
  }

  async backup(secret = password): Promise<Buffer> {
    const { bytes } = await this.desk.make(secret, 'admin');
    return whole(bytes);
  }

  end(): void {
    this.store.close();
    rmSync(this.dir, { recursive: true, force: true });
  }
}

export async function whole(bytes: Readable): Promise<Buffer> {
  return Buffer.concat(await bytes.toArray());
}

export const pair: StoredPair = { certificatePem: 'a certificate', keyPem: 'canary-key-4711', source: 'made' };

export const session = (id: number, day: number, chargePoint = 'E1'): Session => ({
  ...{ id, chargePoint, name: 'Tesla bay', pluggedAtMs: day * 86_400_000, unpluggedAtMs: day * 86_400_000 + 7_200_000 },
  ...{ pluggedS: 7200, chargedS: 3600, firstChargeMs: day * 86_400_000 + 60_000, lastChargeMs: undefined },
  ...{ meter: 'meter', meterDevice: 'M1', meterStartWh: 1000 * id, meterStopWh: 1000 * id + 900, energyWh: 900 },
  ...{ gridWh: 500, solarWh: 400, batteryWh: 0, gapWh: 0, costUct: 13_500_000, unpricedWh: 0 },
  ...{ user: 'anna', tag: undefined, flags: ['gap'] },
});
export const quarter = (of: number, fromMs: number): SessionQuarter => ({
  ...{ session: of, fromMs, energyWh: 450, gridWh: 250, solarWh: 200, batteryWh: 0, priceMct: 30_000, ownMct: 8000 },
  ...{ tariff: undefined, costUct: 6_750_000, gap: false },
});

export const site = (name = 'Kerkstraat 12') => ({ name, timezone: 'Europe/Amsterdam', circuits: [], devices: [] });

/** Fills a box with something of everything. */
export function fill({ store, dir }: BackupBox, days = 3): void {
  store.site.put(site());
  store.accounts.setPassword('admin', '$argon2id$canary-password');
  store.accounts.addToken({ name: 'app', role: 'viewer', sha256: 'canary-token' });
  store.variables.write({
    put: [
      { name: 'own', value: 1.5, atMs: 10, source: 'admin' },
      { name: 'formula', expr: 'M1.I1 * 2', atMs: 11, source: 'admin' },
      { name: 'AVAIL', value: 40, atMs: 12, source: 'channel:emt' },
    ],
    remove: [],
    rulings: [{ limitId: 'canary-limit', circuit: 'house', unit: 'W', value: 1, text: '', atMs: 0 }],
  });
  store.gateway.putGateway({ address: '192.0.2.1:443' });
  store.gateway.putChannel('emt', { scenario: 'HKS3', role: 'operator', variables: ['AVAIL'] });
  store.ocppDocuments.put('backend', 'cpo', { url: 'wss://cpo.example', version: '1.6' });
  store.ocppDocuments.put('server', 'server', { tls: 'on' });
  store.ocppDocuments.put('station', 'E1', { canary: 'canary-station' });
  store.people.putPin('anna', '$argon2id$v=19$pin');
  store.people.putOccupancy(
    { chargePoint: 'E1', authorised: true, begun: false, atMs: 5, source: 'canary-occupant', applied: {} },
    'card1',
  );
  store.plans.put({
    ...{ place: { circuit: 'house' }, atMs: 9, source: 'app' },
    entries: [{ from: '2026-01-01T00:00:00Z', until: '2027-01-01T00:00:00Z', limitA: 20 }],
  });
  writeSecret(dir, 'keba', { user: 'u', password: 'canary-device' });
  keyFiles(join(dir, 'keys', 'certificates')).write('cls', pair);
  store.audit.append({ who: 'admin', what: 'canary-audit' });
  for (let n = 1; n <= days; n += 1) {
    const one = session(n, n);
    store.sessions.write({
      closed: [one],
      quarters: [quarter(n, one.pluggedAtMs), quarter(n, one.pluggedAtMs + 900_000)],
      corrections:
        n === 1
          ? [{ session: 1, atMs: 7, who: 'admin', why: 'Wrong card', user: null, tag: 'card1', energyWh: 800 }]
          : [],
      signed:
        n === 2 ? [{ session: 2, atMs: 8, place: 'end', source: 'ocpp', format: 'OCMF', text: 'OCMF|{}|{}' }] : [],
      meteringQuarters: [
        {
          ...{ point: 'flat1', quarterMs: n * 86_400_000, consumedWh: 100, producedWh: undefined, priceCt: 31.5 },
          ...{ priority: 1, share: 1, gridCostFactor: 1, generationCostCt: 8, gap: false },
        },
      ],
    });
  }
}

/** Everything of a box that a backup has to bring back. */
export const contentOf = ({ store, dir }: BackupBox) => ({
  site: store.site.get()?.document,
  variables: store.variables.all().map(({ name, value, expr }) => ({ name, value, expr })),
  gateway: store.gateway.gateway()?.document,
  channels: store.gateway.channels().map(({ id, document }) => ({ id, document })),
  backend: store.ocppDocuments.get('backend', 'cpo'),
  server: store.ocppDocuments.get('server', 'server'),
  pins: [...store.people.pins()],
  uses: [...store.people.uses()],
  plans: store.plans.all(),
  key: keyFiles(join(dir, 'keys', 'certificates')).read('cls'),
  ...money(store),
});

export function money(store: Store) {
  const sessions = store.sessions.page(0, Number.MAX_SAFE_INTEGER, undefined, 10_000);
  return {
    sessions,
    quarters: sessions.map(({ session: { id } }) => store.sessions.quarters(id)),
    signed: sessions.map(({ session: { id } }) => store.sessions.signed(id)),
    metering: store.sessions.meteringQuarters(0, Number.MAX_SAFE_INTEGER),
  };
}
