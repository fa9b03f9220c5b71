import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { RPCClient } from 'ocpp-rpc';
import { systemTimers } from '../../../../drivers/link/timers.ts';
import { systemClock } from '../../../../firmware/domain/clock.ts';
import { type OcppServerDocument, ocppServerSchema } from '../../../../firmware/domain/ocpp-documents.ts';
import { ocppServerViewSchema } from '../../../../firmware/domain/ocpp-views.ts';
import type { DeviceConfig } from '../../../../firmware/domain/site/devices.ts';
import type { Site } from '../../../../firmware/domain/site/schema.ts';
import { keptBoxes } from '../../../../firmware/ocpp/central/kept-boxes.ts';
import { ChargePoints } from '../../../../firmware/ocpp/door/charge-points.ts';
import { MessageLog } from '../../../../firmware/ocpp/message-log/message-log.ts';
import { type TestFolder, testFolder } from '../../store/data-folder-fixture.ts';
import { ocppDevice, until } from '../central/running-central.ts';
import { testPair } from '../transport/certificates.ts';
import { strictStation } from '../transport/strict-peer.ts';

const secrets: Record<string, string> = {};
const certificates: Record<string, ReturnType<typeof testPair>> = {};

describe('the port for charge points', () => {
  let folder: TestFolder;
  let site: { devices: DeviceConfig[]; voltageV: number };
  let document: OcppServerDocument;
  let points: ChargePoints;
  let at: { host: string; port: number };
  let opened: number;
  let close: (() => void)[];

  const start = () => {
    const store = folder.open();
    points = new ChargePoints({
      ...{ site: () => site as unknown as Site, document: () => document, at },
      password: (name) => secrets[name],
      identityOf: (name) => certificates[name],
      pagePair: async () => testPair('page', { names: ['127.0.0.1'] }),
      onListening: () => {
        opened += 1;
      },
      ...{ store: keptBoxes(store.chargeBoxes), messages: new MessageLog(systemClock) },
      authoriser: { authorise: async () => ({ status: 'Accepted' }) },
      ...{ tellWorker: () => undefined, onSession: () => undefined, clock: systemClock, timers: systemTimers },
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    });
    close.push(() => store.close());
    points.changed();
  };
  /** Connects as a charge point; the code of the refusal where it is not let in. */
  const come = async (identity: string, password?: string, scheme = 'ws'): Promise<RPCClient> => {
    const client = strictStation({
      ...{ endpoint: `${scheme}://127.0.0.1:${points.view().port}`, identity },
      ...(password === undefined ? {} : { password }),
      wsOpts: { rejectUnauthorized: false },
    });
    close.push(() => void client.close({ force: true }).catch(() => undefined));
    await client.connect();
    return client;
  };
  const refused = async (identity: string, password?: string, scheme?: string) => {
    const client = await come(identity, password, scheme).catch((error: Error & { code?: number }) => error);
    assert.ok(client instanceof Error, `${identity} was let in`);
  };
  const connected = () =>
    points
      .view()
      .chargeBoxes.filter((box) => box.connected)
      .map(({ identity }) => identity);

  beforeEach(() => {
    folder = testFolder();
    site = { devices: [], voltageV: 230 };
    document = ocppServerSchema.parse({ tls: 'off' });
    at = { host: '127.0.0.1', port: 0 };
    opened = 0;
    close = [];
  });
  afterEach(async () => {
    for (const end of close.splice(0).reverse()) end();
    await points.stop();
    folder.end();
  });

  it('opens with the first charge point of the site and shuts with the last, unless it is said', async () => {
    start();
    await pause(20);
    assert.deepEqual([points.listening, opened], [false, 0]);
    site.devices = [ocppDevice('E1', 'CP-1')];
    points.changed();
    await until(() => points.listening, 'it opens');
    await come('CP-1');
    await until(() => connected().includes('CP-1'), 'CP-1 is connected');
    site.devices = [];
    points.changed();
    await until(() => !points.listening, 'it shuts');
    await until(() => opened === 2, 'the firewall is told');
    document = ocppServerSchema.parse({ enabled: true, tls: 'off' });
    points.changed();
    await until(() => points.listening, 'it is on because somebody has said so');
    document = ocppServerSchema.parse({ enabled: false, tls: 'off' });
    site.devices = [ocppDevice('E1', 'CP-1')];
    points.changed();
    await until(() => !points.listening, 'it is off because somebody has said so');
  });

  it('tells who came and is not in the site, to be added', async () => {
    document = ocppServerSchema.parse({ enabled: true, tls: 'off' });
    start();
    await until(() => points.listening, 'it opens');
    await refused('NEW-1');
    const [seen] = points.view().seen;
    assert.deepEqual([seen?.identity, seen?.address, seen?.count], ['NEW-1', '127.0.0.1', 1]);
    assert.match(seen?.why ?? '', /NEW-1.*not let in.*no charge point of this id/);
    assert.ok(ocppServerViewSchema.safeParse({ ...document, ...points.view() }).success);
    site.devices = [ocppDevice('E1', 'NEW-1')];
    points.changed();
    await come('NEW-1');
    await until(() => connected().includes('NEW-1'), 'it is let in now');
    assert.deepEqual(points.view().seen, []);
  });

  it('asks for the password of the site; another password sends away who came with the one before', async () => {
    Object.assign(secrets, { one: 'a password of 20 by.', two: 'another password 20b' });
    site.devices = [
      ocppDevice('E1', 'CP-1', { insecure: undefined, secret: 'one' }),
      ocppDevice('E2', 'CP-2', { insecure: undefined, secret: 'one' }),
    ];
    start();
    await until(() => points.listening, 'it opens');
    await refused('CP-1');
    await refused('CP-1', 'wrong');
    // Its address waits a little after failed tries.
    points.changed();
    await pause(50);
    const [first] = await Promise.all([come('CP-1', secrets.one), come('CP-2', secrets.one)]);
    await until(() => connected().length === 2, 'both are connected');
    const away = new Promise((resolve) => first.on('disconnect', resolve));
    site.devices = [
      ocppDevice('E1', 'CP-1', { insecure: undefined, secret: 'two' }),
      ocppDevice('E2', 'CP-2', { insecure: undefined, secret: 'one' }),
    ];
    points.changed();
    await away;
    await until(() => connected().join() === 'CP-2', 'only the one that is not concerned stays');
    await come('CP-1', secrets.two);
    await until(() => connected().length === 2, 'it comes with the new one');
  });

  it('speaks TLS with the certificate that is chosen, else that of the page', async () => {
    certificates.cls = testPair('cls');
    document = ocppServerSchema.parse({ tls: 'detect' });
    site.devices = [ocppDevice('E1', 'CP-1')];
    start();
    await until(() => points.listening, 'it opens');
    await come('CP-1', undefined, 'wss');
    await until(() => connected().length === 1, 'it is connected over TLS');
    document = ocppServerSchema.parse({ tls: 'on', certificate: 'cls' });
    points.changed();
    await pause(50);
    await refused('CP-1');
    await come('CP-1', undefined, 'wss');
    document = ocppServerSchema.parse({ tls: 'on', certificate: 'gone' });
    points.changed();
    await until(() => points.view().error !== null, 'it says what is missing');
    assert.match(points.view().error ?? '', /certificate gone/);
    assert.deepEqual(
      points.health().map(({ code }) => code),
      ['ocppServerOff'],
    );
  });

  it('says that its port is taken', async () => {
    const other: Server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    close.push(() => other.close());
    const taken = other.address();
    at = { host: '127.0.0.1', port: typeof taken === 'object' && taken !== null ? taken.port : 0 };
    site.devices = [ocppDevice('E1', 'CP-1')];
    start();
    await until(() => points.view().error !== null, 'it says so');
    assert.match(points.view().error ?? '', /taken by another program/);
    assert.equal(points.listening, false);
  });
});
