import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'mocha';
import type { NetwachtError } from '../../../../firmware/domain/errors.ts';
import type { BackendSurroundings } from '../../../../firmware/ocpp/config/check-backend.ts';
import { maxBackends, OcppDesk } from '../../../../firmware/ocpp/config/ocpp-desk.ts';
import type { OcppDocumentsStore } from '../../../../firmware/store/ocpp-documents.ts';
import { StoreError } from '../../../../firmware/store/store-error.ts';

const author = { name: 'admin' };
const plain = { url: 'wss://csms.example/ocpp', version: '1.6', stationId: 'NW-{device}', secret: 'supplier' };

class MemoryDocuments implements OcppDocumentsStore {
  readonly kept = new Map<string, object>();
  fails = false;
  get = (kind: string, name: string): unknown => this.kept.get(`${kind} ${name}`);
  put(kind: string, name: string, document: object): void {
    if (this.fails) throw new StoreError('notPersisted', 'the disk is full');
    this.kept.set(`${kind} ${name}`, document);
  }
  remove = (kind: string, name: string): void => void this.kept.delete(`${kind} ${name}`);
  names = (kind: string): readonly string[] =>
    [...this.kept.keys()].flatMap((key) => (key.startsWith(`${kind} `) ? [key.slice(kind.length + 1)] : []));
}

describe('the desk for OCPP', () => {
  let store: MemoryDocuments;
  let desk: OcppDesk;
  let changes: number;
  const audit: string[] = [];
  const devices = [
    { id: 'E1', role: 'chargePoint' },
    { id: 'M1', role: 'grid' },
  ];
  const around = {
    site: { devices } as unknown as BackendSurroundings['site'],
    channel: (id: string) =>
      ({
        emt: { use: 'ocpp', scenario: 'HKS3' } as const,
        dialled: { use: 'ocpp', scenario: 'HKS4' } as const,
        http: { use: 'http', scenario: 'HKS3' } as const,
      })[id],
    certificateExists: (name: string) => name === 'cls',
    secretExists: (name: string) => name === 'supplier',
  };
  const opened = () =>
    new OcppDesk({
      store,
      around: () => around,
      audit: (who, what) => audit.push(`${who}: ${what}`),
      onChange: () => {
        changes += 1;
      },
      log: { info: () => undefined, warn: () => undefined },
    });
  const faultOf = (document: object): string => {
    try {
      desk.putBackend('b', document, author);
    } catch (error) {
      const { code, path, message } = error as NetwachtError;
      assert.equal(code, 'badBackend', message);
      return path ?? '';
    }
    return 'taken';
  };

  beforeEach(() => {
    store = new MemoryDocuments();
    desk = opened();
    changes = 0;
    audit.length = 0;
  });

  it('keeps a backend with its defaults, over a restart, and tells who put it', () => {
    desk.putBackend('supplier', plain, author);
    assert.equal(changes, 1);
    const { document } = opened().backends()[0] ?? assert.fail('it is not there after a restart');
    const { enabled, stations, insecure, authorise, pingS } = document;
    assert.deepEqual(
      { enabled, stations, insecure, authorise, pingS },
      { enabled: true, stations: 'perDevice', insecure: false, authorise: 'backend', pingS: 60 },
    );
    assert.deepEqual(audit, ['admin: OCPP backend supplier put: wss://csms.example/ocpp, 1.6, enabled']);
    desk.removeBackend('supplier', author);
    assert.deepEqual(opened().backends(), []);
    assert.throws(() => desk.removeBackend('supplier', author), { code: 'notFound' });
  });

  const taken: [string, object][] = [
    ['TLS and a password', plain],
    ['TLS and a certificate', { ...plain, secret: undefined, certificate: 'cls' }],
    ['TLS with neither: the backend may know it by its network', { ...plain, secret: undefined }],
    ['no TLS, but a password', { ...plain, url: 'ws://10.0.0.1:9000/a/b' }],
    ['neither, where that is wanted', { ...plain, url: 'ws://10.0.0.1:9000', secret: undefined, insecure: true }],
    ['a gateway channel', { ...plain, channel: 'emt' }],
    ['one station for all', { ...plain, stations: 'one', stationId: 'NETWACHT-1' }],
    ['charge points that are chosen', { ...plain, devices: ['E1'] }],
    ['a station for the whole site', { ...plain, siteStation: 'NW-site' }],
    ['no id: that of the device', { ...plain, stationId: undefined }],
  ];
  for (const [how, document] of taken) it(`takes ${how}`, () => assert.equal(faultOf(document), 'taken'));

  const refused: [string, object, string][] = [
    ['without an address', { ...plain, url: undefined }, 'url'],
    ['over http', { ...plain, url: 'https://csms.example' }, 'url'],
    ['with a password in its URL', { ...plain, url: 'wss://a:b@csms.example' }, 'url'],
    ['of a version that there is not', { ...plain, version: '1.5' }, 'version'],
    ['without TLS, password and leave', { ...plain, url: 'ws://10.0.0.1', secret: undefined }, 'insecure'],
    ['insecure with a password', { ...plain, url: 'ws://10.0.0.1', insecure: true }, 'insecure'],
    ['with a certificate and no TLS', { ...plain, url: 'ws://10.0.0.1', certificate: 'cls' }, 'certificate'],
    ['with a certificate that is not there', { ...plain, certificate: 'gone' }, 'certificate'],
    ['with a password that is not there', { ...plain, secret: 'gone' }, 'secret'],
    ['with a colon in the id and a password', { ...plain, stationId: 'a:{device}' }, 'stationId'],
    ['with a slash in the id', { ...plain, stationId: 'a/{device}' }, 'stationId'],
    ['with one id for many stations', { ...plain, stationId: 'NW' }, 'stationId'],
    ['with many ids for one station', { ...plain, stations: 'one' }, 'stationId'],
    ['through a channel that is not there', { ...plain, channel: 'gone' }, 'channel'],
    ['through a channel for HTTP', { ...plain, channel: 'http' }, 'channel'],
    ['through a channel that the gateway dials', { ...plain, channel: 'dialled' }, 'channel'],
    ['of a device that is not there', { ...plain, devices: ['E1', 'E9'] }, 'devices[1]'],
    ['of a meter', { ...plain, devices: ['M1'] }, 'devices[0]'],
    ['of a charge point twice', { ...plain, devices: ['E1', 'E1'] }, 'devices[1]'],
    ['with PEM that is none', { ...plain, caPem: 'x' }, 'caPem'],
    ['with a key that nobody knows', { ...plain, colour: 'red' }, 'colour'],
    ['with a ping a second', { ...plain, pingS: 1 }, 'pingS'],
  ];
  for (const [how, document, path] of refused)
    it(`refuses a backend ${how}, at ${path}`, () => assert.equal(faultOf(document), path));

  it('refuses more backends than it can keep, and names that are none', () => {
    for (let i = 0; i < maxBackends; i += 1) desk.putBackend(`b${i}`, { ...plain, stationId: `${i}-{device}` }, author);
    assert.throws(() => desk.putBackend('more', plain, author), { code: 'tooMany' });
    desk.putBackend('b0', { ...plain, enabled: false }, author);
    assert.throws(() => desk.putBackend('a/b', plain, author), { code: 'badBackend', path: 'id' });
  });

  it('refuses a second one with the same address and ids: its stations would displace those of the first', () => {
    desk.putBackend('a', plain, author);
    assert.throws(() => desk.putBackend('b', plain, author), { code: 'badBackend', path: 'stationId' });
    desk.putBackend('b', { ...plain, stationId: 'B-{device}' }, author);
    desk.putBackend('a', { ...plain, enabled: false, devices: ['E1'] }, author);
    assert.throws(() => desk.putBackend('c', { ...plain, devices: ['E1'] }, author), { path: 'stationId' });
  });

  it('leaves in force what was before where the disk refuses', () => {
    desk.putBackend('supplier', plain, author);
    store.fails = true;
    assert.throws(() => desk.putBackend('supplier', { ...plain, enabled: false }, author), { code: 'notPersisted' });
    assert.equal(desk.backend('supplier').enabled, true);
    assert.equal(audit.length, 1);
  });

  it('keeps the port for charge points; until somebody puts it, its defaults', () => {
    assert.deepEqual(desk.server(), { tls: 'detect' });
    desk.putServer({ enabled: true, tls: 'on', certificate: 'cls' }, author);
    assert.deepEqual(opened().server(), { enabled: true, tls: 'on', certificate: 'cls' });
    assert.deepEqual(desk.usedBy('cls'), ['OCPP server']);
    for (const [document, path] of [
      [{ tls: 'maybe' }, 'tls'],
      [{ certificate: 'gone' }, 'certificate'],
      [{ port: 80 }, 'port'],
      [{ clientCaPem: 'x' }, 'clientCaPem'],
    ] as const)
      assert.throws(() => desk.putServer(document, author), { code: 'badServer', path });
  });
});
