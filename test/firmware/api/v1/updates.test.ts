import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { connect } from 'node:net';
import type { UpdatesView } from '../../../../firmware/domain/updates.ts';
import { TestAppliance } from '../appliance.ts';
import { asAdmin, Box, type Reply } from '../box.ts';
import { Doorway, emt } from '../channel/doorway.ts';

const octets = { ...asAdmin, 'content-type': 'application/octet-stream' };
const bundle = Buffer.alloc(300_000, 7);
const errorOf = ({ json }: { json: unknown }) => (json as { error: string }).error;
const viewOf = ({ json }: Reply) => json as UpdatesView;

/** The head of an upload, as its sender writes it before the first byte of the bundle. */
const head = (length: number): string =>
  `POST /api/v1/updates HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: ${asAdmin.authorization}\r\n` +
  `Content-Type: application/octet-stream\r\nContent-Length: ${length}\r\n\r\n`;

describe('S17 updates over REST', () => {
  let appliance: TestAppliance;
  let box: Box;
  const open = async (bounds = {}) => {
    appliance = await TestAppliance.open(bounds);
    box = await Box.open({ appliance: appliance.port });
  };
  beforeEach(() => open());
  afterEach(async () => {
    await box.close();
    appliance.close();
  });
  const upload = (headers: Record<string, string> = octets, body: Buffer = bundle) =>
    box.ask('/api/v1/updates', { body, headers });
  const files = () => readdirSync(appliance.desks.dir);
  const phase = async () => viewOf(await box.ask('/api/v1/updates', { headers: asAdmin })).progress.phase;

  it('takes a bundle far beyond the limit of JSON, and installs it', async () => {
    const reply = await upload();
    assert.equal(reply.status, 201, reply.text);
    assert.equal(viewOf(reply).bundle?.sizeBytes, bundle.length);
    const install = await box.send('POST', '/api/v1/updates/install', {});
    assert.equal(install.status, 202, install.text);
    await appliance.desks.until('restarting');
    assert.ok(appliance.desks.root.said().includes('install bundle'));
  });

  it('gives the reason of a refusal to the sender, and on the page', async () => {
    appliance.desks.root.refuse('inspect', 'foreignKey');
    const reply = await upload();
    assert.deepEqual([reply.status, errorOf(reply)], [400, 'foreignKey']);
    const view = viewOf(await box.ask('/api/v1/updates', { headers: asAdmin }));
    assert.deepEqual([view.progress.phase, view.progress.code, view.bundle], ['failed', 'foreignKey', null]);
    assert.match(view.progress.message, /Version 1\.0\.0 keeps running/);
    assert.deepEqual(files(), []);
  });

  it('answers a second upload with 409 while the first goes on, and ends the first well', async () => {
    const socket = connect(box.port, '127.0.0.1', () => socket.write(`${head(1000)}${'x'.repeat(400)}`));
    await appliance.desks.until('receiving');
    const second = await upload();
    assert.deepEqual([second.status, errorOf(second)], [409, 'updateRuns']);
    for (const [method, path] of [
      ['POST', 'install'],
      ['POST', 'rollback'],
    ] as const)
      assert.equal((await box.send(method, `/api/v1/updates/${path}`, {})).status, 409);
    const answer = new Promise<string>((resolve) => socket.once('data', (text) => resolve(String(text))));
    socket.write(Buffer.alloc(600));
    assert.match(await answer, /^HTTP\/1\.1 201 /);
    socket.destroy();
  });

  it('keeps nothing of a client that goes away', async () => {
    const socket = connect(box.port, '127.0.0.1', () => socket.write(`${head(1000)}${'x'.repeat(400)}`));
    await appliance.desks.until('receiving');
    socket.destroy();
    await appliance.desks.until('failed');
    assert.deepEqual(files(), []);
    assert.equal(await phase(), 'failed');
    assert.equal((await upload()).status, 201);
  });

  it('refuses what is too large, for which there is no room, or comes compressed', async () => {
    await box.close();
    appliance.close();
    await open({ maxBytes: 200_000 });
    const large = await upload();
    assert.deepEqual([large.status, errorOf(large)], [413, 'tooLarge']);
    const unsaid = await fetch(`${box.origin}/api/v1/updates`, {
      ...{ method: 'POST', headers: octets, body: ReadableStream.from([bundle]), duplex: 'half' },
    });
    assert.equal(errorOf({ json: await unsaid.json() }), 'tooLarge');
    assert.equal(errorOf(await upload({ ...octets, 'content-encoding': 'gzip' }, Buffer.alloc(10))), 'badEncoding');
    await box.close();
    appliance.close();
    await open({ spareBytes: Number.MAX_SAFE_INTEGER });
    const full = await upload();
    assert.deepEqual([full.status, errorOf(full)], [507, 'noSpace']);
  });

  it('fetches from listed sources only', async () => {
    const url = 'https://updates.example/x.raucb';
    assert.equal(errorOf(await box.send('POST', '/api/v1/updates', { url })), 'notListed');
    const bad = await box.send('PUT', '/api/v1/updates/sources', { sources: ['http://updates.example/'] });
    assert.deepEqual([bad.status, (bad.json as { path: string }).path], [400, 'sources[0]']);
    const put = await box.send('PUT', '/api/v1/updates/sources', { sources: ['https://updates.example/'] });
    assert.deepEqual(viewOf(put).sources, ['https://updates.example/']);
    const begun = await box.send('POST', '/api/v1/updates', { url });
    assert.deepEqual([begun.status, viewOf(begun).progress.phase], [202, 'fetching']);
    await appliance.desks.until('failed');
  });

  it('drops a bundle, goes back, and releases', async () => {
    await upload();
    const dropped = await box.ask('/api/v1/updates', { method: 'DELETE', headers: asAdmin });
    assert.deepEqual([dropped.status, viewOf(dropped).bundle, files()], [200, null, []]);
    assert.equal(errorOf(await box.send('POST', '/api/v1/updates/install', {})), 'noBundle');
    const released = await box.send('POST', '/api/v1/updates/release', {});
    assert.ok(viewOf(released).release.until);
    assert.equal((await box.send('POST', '/api/v1/updates/rollback', {})).status, 202);
  });

  it('is for administrators, and for no form of a foreign page', async () => {
    const { token } = (await box.send('POST', '/api/v1/tokens', { name: 'i', role: 'installer' })).json as {
      token: string;
    };
    const installer = { ...octets, authorization: `Bearer ${token}` };
    assert.equal((await upload(installer)).status, 403);
    assert.equal((await box.ask('/api/v1/updates', { headers: installer })).status, 403);
    assert.equal((await upload({ 'content-type': 'application/octet-stream' })).status, 401);
    assert.equal((await upload({ ...octets, origin: 'https://evil.example' })).status, 403);
    const { cookie } = await box.signIn();
    assert.equal(errorOf(await upload({ cookie, 'content-type': 'application/octet-stream' })), 'foreignOrigin');
    const own = { cookie, 'content-type': 'application/octet-stream', origin: box.origin };
    assert.equal((await upload(own)).status, 201);
    const text = { ...asAdmin, 'content-type': 'text/plain' };
    // What `curl --data-binary` sends by itself says nothing of what it is.
    const form = await upload({ ...asAdmin, 'content-type': 'application/x-www-form-urlencoded' }, Buffer.alloc(10));
    assert.equal(form.status, 415);
    assert.match(form.text, /application\/octet-stream or application\/json/);
    for (const path of ['install', 'rollback', 'release', 'sources'])
      assert.equal(
        (await box.send(path === 'sources' ? 'PUT' : 'POST', `/api/v1/updates/${path}`, {}, text)).status,
        415,
        path,
      );
    assert.deepEqual(
      appliance.desks.root.said().filter((said) => !['install status', 'install inspect'].includes(said)),
      [],
    );
  });

  it('S26 takes 30 bundles an hour of one author', async () => {
    for (let n = 0; n < 30; n += 1) assert.equal((await upload(octets, Buffer.alloc(10))).status, 201);
    const reply = await upload(octets, Buffer.alloc(10));
    assert.deepEqual([reply.status, errorOf(reply)], [429, 'throttled']);
    assert.ok(Number(reply.headers['retry-after']) > 0);
  });

  it('is 501 outside the image', async () => {
    const elsewhere = await Box.open();
    for (const [method, path] of [
      ['GET', 'updates'],
      ['POST', 'updates'],
      ['DELETE', 'updates'],
      ['POST', 'updates/install'],
      ['POST', 'updates/rollback'],
      ['POST', 'updates/release'],
      ['GET', 'network'],
      ['GET', 'time'],
      ['POST', 'reboot'],
    ] as const) {
      const asked =
        method === 'POST' && path === 'updates'
          ? elsewhere.ask('/api/v1/updates', { body: bundle, headers: octets })
          : method === 'POST'
            ? elsewhere.send(method, `/api/v1/${path}`, {})
            : elsewhere.ask(`/api/v1/${path}`, { method, headers: asAdmin });
      const reply = await asked;
      assert.deepEqual([reply.status, errorOf(reply)], [501, 'notOnImage'], `${method} ${path}`);
    }
    await elsewhere.close();
  });
});

describe('S17 updates through a gateway channel', () => {
  it('are sent and installed by its administrator within a release, once, and in the name of the channel', async () => {
    const appliance = await TestAppliance.open();
    const doorway = await Doorway.open({ appliance: appliance.port });
    doorway.change({ ...emt, role: 'administrator', variables: [] });
    const json = { 'Content-Type': 'application/json' };
    const send = () =>
      doorway
        .stream()
        .ask('/api/v1/updates', { body: 'x'.repeat(100_000), headers: { 'Content-Type': 'application/octet-stream' } });
    const install = () => doorway.stream().ask('/api/v1/updates/install', { body: '{}', headers: json });
    assert.equal((await doorway.stream().ask('/api/v1/updates')).status, 200);
    for (const reply of [await send(), await install()])
      assert.deepEqual([reply.status, errorOf(reply)], [403, 'notReleased']);
    assert.equal((await doorway.box.send('POST', '/api/v1/updates/release', {})).status, 200);
    assert.equal((await send()).status, 201);
    assert.equal((await install()).status, 202);
    await appliance.desks.until('restarting');
    const { audit } = appliance.desks;
    assert.match(audit[0] ?? '', /^admin: an update through a gateway channel is released until /);
    assert.match(audit[1] ?? '', /^channel:emt: a bundle of version 1\.1\.0 was received/);
    assert.match(audit[2] ?? '', /^channel:emt: version 1\.1\.0 was installed/);
    assert.equal((await appliance.desks.desk.view()).release.until, null);
    await doorway.close();
    appliance.close();
  });
});
