import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { canMakeBundles } from '../firmware/system/root/bundles.ts';
import { basic, password } from './bare.ts';
import { Bundles, UpdatingBox } from './updating-box.ts';

/** One bit of a copy. `at` from the end when it is negative. */
function flipped(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  const index = at < 0 ? copy.length + at : at;
  copy[index] = (copy[index] ?? 0) ^ 1;
  return copy;
}

describe('S17 updates of the whole program, with the root service', () => {
  let bundles: Bundles;
  let box: UpdatingBox;
  before(async function () {
    if (!canMakeBundles) return this.skip();
    bundles = new Bundles();
    box = new UpdatingBox(bundles);
    await box.start();
    assert.equal((await box.program.claim()).status, 201);
    const put = await box.program.send('PUT', '/api/v1/site', {
      ...{ name: 'Kerkstraat 12', timezone: 'Europe/Amsterdam', circuits: [{ id: 'house', fuseA: 35 }], devices: [] },
      variables: [{ name: 'AVAIL', value: 100 }],
    });
    assert.equal(put.status, 200);
    await box.program.ask('/cnf?cmd=set_cm_vars&name=AVAIL&val=40', { headers: basic });
  });
  after(async () => {
    await box?.close();
    bundles?.remove();
  });

  const available = async () =>
    (await (await box.program.ask('/cnf?cmd=get_cm_vars', { headers: basic })).json()) as object;

  /** Refused when it is sent: the code, and a word of the sentence that a person reads. */
  const bad: readonly (readonly [string, (all: Bundles) => Buffer, string, RegExp])[] = [
    [
      'a bundle with one flipped bit in its signature',
      (all) => flipped(all.read('good'), -200),
      'tampered|cutShort',
      /damaged/,
    ],
    [
      'a bundle with one flipped bit in its last byte',
      (all) => flipped(all.read('good'), -1),
      'tampered|cutShort',
      /damaged/,
    ],
    ['an older version', (all) => all.read('older'), 'older', /1\.1\.9, which is older than 1\.2\.0/],
    ['a bundle of another key', (all) => all.read('theirs'), 'foreignKey', /does not trust/],
    ['a bundle for another board', (all) => all.read('board'), 'wrongBoard', /for cm4-arm64/],
    ['a bundle that is cut short', (all) => all.read('good').subarray(0, 20_000), 'cutShort', /cut short/],
    ['something else', () => Buffer.from('#!/bin/sh\nreboot\n'), 'notABundle', /not an update of this product/],
    ['nothing', () => Buffer.alloc(0), 'notABundle', /not an update of this product/],
  ];
  for (const [what, make, code, sentence] of bad)
    it(`S17 refuses ${what}: ${code}`, async () => {
      const reply = await box.upload(make(bundles));
      const { error, message } = (await reply.json()) as { error: string; message: string };
      assert.equal(reply.status, 400, message);
      assert.match(error, new RegExp(`^(${code})$`), message);
      assert.match(message, sentence);
      const { progress, bundle, running } = await box.view();
      assert.deepEqual([progress.phase, progress.code, bundle], ['failed', error, null]);
      assert.match(progress.message, sentence);
      assert.match(progress.message, /Version 1\.2\.0 keeps running\.$/);
      assert.equal(running.version, '1.2.0');
      assert.deepEqual(readdirSync(box.updatesDir), []);
      assert.match((await box.audit())[0] ?? '', new RegExp(`^admin: a bundle was refused: ${error}`));
      assert.match(box.program.output.tail(), new RegExp(error));
      assert.deepEqual(await available(), { AVAIL: 40 });
    });

  it('S17 refuses a payload with one flipped bit when it is installed, and drops it', async () => {
    // The root file system lies near the beginning; the manifest and its signature stand at the end.
    const reply = await box.upload(flipped(bundles.read('good'), 5000));
    assert.equal(reply.status, 201, await reply.text());
    assert.equal((await box.program.send('POST', '/api/v1/updates/install', {})).status, 202);
    await box.until(({ progress }) => progress.phase === 'failed');
    const { progress, bundle } = await box.view();
    assert.deepEqual([progress.code, bundle], ['tampered', null], progress.message);
    assert.match(progress.message, /^Version 1\.3\.0 was not installed: .*Version 1\.2\.0 keeps running\.$/);
    assert.deepEqual(readdirSync(box.updatesDir), []);
    assert.deepEqual(await available(), { AVAIL: 40 });
  });

  it('S17 keeps nothing of a bundle that is too large, or whose sender goes away', async () => {
    const head = (length: number) =>
      `POST /api/v1/updates HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: ${basic.authorization}\r\n` +
      `Content-Type: application/octet-stream\r\nContent-Length: ${length}\r\n\r\n`;
    const large = connect(box.program.port, '127.0.0.1', () => large.write(head(513 * 1024 * 1024)));
    const answer = await new Promise<string>((resolve) => large.once('data', (text) => resolve(String(text))));
    large.destroy();
    assert.match(answer, /^HTTP\/1\.1 413 /);
    const leaving = connect(box.program.port, '127.0.0.1', () => leaving.write(`${head(100_000)}${'x'.repeat(1000)}`));
    await box.until(({ progress }) => progress.phase === 'receiving');
    leaving.destroy();
    await box.until(({ progress }) => progress.phase === 'failed' && progress.code === 'cutShort');
    assert.deepEqual(readdirSync(box.updatesDir), []);
  });

  it('S34 fetches nothing from the box itself, whatever is listed, and says why', async () => {
    const sources = { sources: ['https://127.0.0.1:8443/'] };
    assert.equal((await box.program.send('PUT', '/api/v1/updates/sources', sources)).status, 200);
    const begun = await box.program.send('POST', '/api/v1/updates', { url: 'https://127.0.0.1:8443/x.raucb' });
    assert.equal(begun.status, 202, await begun.text());
    await box.until(({ progress }) => progress.phase === 'failed');
    const { progress } = await box.view();
    assert.equal(progress.code, 'refusedAddress', progress.message);
    assert.match(progress.message, /this machine itself \(loopback\)\. Version 1\.2\.0 keeps running\.$/);
  });

  it('S17 says after a power cut while installing that it was interrupted; data and old version are whole', async () => {
    box.dawdle();
    const good = bundles.read('good');
    assert.equal((await box.upload(good)).status, 201);
    assert.equal((await box.program.send('POST', '/api/v1/updates/install', {})).status, 202);
    await box.program.until(() => box.tree.read('rootB') === 'half');
    await box.powerCut();
    await box.start();
    await box.until(({ progress }) => progress.phase === 'failed');
    const { progress, running, bundle } = await box.view();
    assert.equal(progress.code, 'interrupted');
    assert.match(progress.message, /version 1\.2\.0 keeps running\. Install it again/);
    assert.equal(running.slot, 'A');
    assert.equal(bundle?.sha256, createHash('sha256').update(good).digest('hex'));
    assert.deepEqual(await available(), { AVAIL: 40 });
  });

  it('S17 installs the good one, with its changes told before, and asks for the restart', async () => {
    box.hurry();
    const { bundle } = await box.view();
    assert.deepEqual([bundle?.version, bundle?.changes], ['1.3.0', 'Charging starts faster']);
    assert.equal((await box.program.send('POST', '/api/v1/updates/install', {})).status, 202);
    await box.until(({ progress }) => progress.phase === 'restarting');
    const { other } = await box.view();
    assert.deepEqual(other, { slot: 'B', version: '1.3.0', state: 'untried' });
    await box.program.until(() => box.tree.read('calls')?.includes('systemctl --no-block reboot') === true);
    assert.match(
      (await box.audit())[0] ?? '',
      /^admin: version 1\.3\.0 was installed into slot B \(sha256 [0-9a-f]{64}\)$/,
    );
  });

  it('S18 leaves the password of the owner the only one, whatever version starts', async () => {
    await box.powerCut();
    box.facts({ version: '1.3.0' });
    await box.start();
    const setup = (await (await box.program.ask('/api/v1/setup')).json()) as { claimed: boolean };
    assert.equal(setup.claimed, true);
    assert.equal((await box.program.claim()).status, 409);
    const enter = (secret: string) =>
      box.program.ask('/api/v1/about', { headers: { authorization: `Basic ${btoa(`admin:${secret}`)}` } });
    assert.equal((await enter(password)).status, 200);
    for (const guess of ['', 'admin', 'netwacht', '1234abcd']) assert.equal((await enter(guess)).status, 401, guess);
    assert.deepEqual(await available(), { AVAIL: 40 });
  });

  it('S20 says version, image, support end, contact and licences', async () => {
    const about = (await (await box.program.ask('/api/v1/about', { headers: basic })).json()) as {
      image: { version: string };
      support: { until: string | null };
      contact: string;
      advisories: string;
      licences: string;
    };
    assert.equal(about.image.version, '1.3.0');
    assert.match(about.contact, /security advisory/);
    assert.match(about.advisories, /CHANGELOG/);
    assert.match(about.licences, /Apache-2\.0/);
    assert.equal(about.support.until, null);
  });

  it('S17 says on the page that the image was made with development keys', async () => {
    await box.program.until(async () => {
      const state = await (await box.program.ask('/api/v1/state', { headers: basic })).json();
      return (state as { health: { code: string }[] }).health.some(({ code }) => code === 'developmentKeys');
    });
  });
});
