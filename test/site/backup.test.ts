import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Bare, basic } from './bare.ts';

const filePassword = 'Harbour 9 lantern moss';
const canary = 'Canaryweg-4711-secret';
const site = {
  ...{ name: 'Kerkstraat 12', timezone: 'Europe/Amsterdam', circuits: [{ id: 'house', fuseA: 35 }], devices: [] },
  ...{ variables: [{ name: 'MINE', value: 1 }], users: [{ id: 'anna', name: 'Anna' }] },
};

describe('S16 S29 backup and restore of the whole program', () => {
  /** Its backup is restored on others. */
  const old = new Bare();
  const fresh = new Bare();
  const another = new Bare();
  let file: Buffer;
  let certificate: { sha256: string; subject: string };

  before(async () => {
    await Promise.all([old.startWith(site), fresh.start(), another.start()]);
    assert.deepEqual(
      (await Promise.all([fresh.claim(), another.claim()])).map(({ status }) => status),
      [201, 201],
    );
    assert.equal((await old.send('PUT', '/api/v1/secrets/keba', { user: 'u', password: canary })).status, 204);
    const made = await old.send('POST', '/api/v1/certificates', { name: 'cls', curve: 'brainpoolP256r1' });
    certificate = (await made.json()) as typeof certificate;
    await old.ask('/cnf?cmd=set_cm_vars&name=MINE&val=7', { headers: basic });
    const backup = await old.send('POST', '/api/v1/backup', { password: filePassword });
    assert.equal(backup.status, 200);
    file = Buffer.from(await backup.arrayBuffer());
  });
  after(() => Promise.all([old, fresh, another].map((one) => one.close())));

  const upload = (to: Bare, bytes: Uint8Array) =>
    to.ask('/api/v1/restore', {
      ...{ method: 'POST', body: Buffer.from(bytes) },
      headers: { ...basic, 'content-type': 'application/octet-stream' },
    });
  const get = async (from: Bare, path: string) =>
    (await (await from.ask(path, { headers: basic })).json()) as Record<string, unknown>;

  it('a box that was replaced is the same to its gateway, its people and its bills', async () => {
    assert.ok(file.subarray(0, 40).toString('latin1').startsWith('age-encryption.org/v1\n-> scrypt '));
    assert.ok(!file.includes(canary));

    assert.equal((await upload(fresh, file)).status, 201);
    const wrong = await fresh.send('POST', '/api/v1/restore', { password: 'Harbour 9 lantern mosz', restore: true });
    assert.equal(wrong.status, 400);
    assert.equal(((await wrong.json()) as { error: string }).error, 'wrongPassword');
    const look = await fresh.send('POST', '/api/v1/restore', { password: filePassword });
    assert.equal(look.status, 200);
    const { content, effect } = (await look.json()) as Record<string, Record<string, unknown>>;
    assert.equal(content?.site, 'Kerkstraat 12');
    assert.equal(effect?.asksForKeys, false);
    assert.equal((await fresh.ask('/api/v1/site', { headers: basic })).status, 404);

    assert.equal((await fresh.send('POST', '/api/v1/restore', { password: filePassword, restore: true })).status, 202);
    assert.deepEqual(await fresh.ended, { code: 75, signal: null });
    await fresh.start();
    assert.deepEqual(await get(fresh, '/api/v1/site'), site);
    const [pair] = (await get(fresh, '/api/v1/certificates')) as unknown as { sha256: string; subject: string }[];
    assert.deepEqual([pair?.sha256, pair?.subject], [certificate.sha256, certificate.subject]);
    assert.equal((await get(fresh, '/cnf?cmd=get_cm_vars')).MINE, 7);
    assert.deepEqual(
      readFileSync(join(fresh.dataDir, 'keys', 'secrets', 'keba.json')),
      readFileSync(join(old.dataDir, 'keys', 'secrets', 'keba.json')),
    );
    const { last } = (await get(fresh, '/api/v1/restore')) as { last: { by: string; withKeys: boolean } };
    assert.deepEqual([last.by, last.withKeys], ['admin', true]);
    assert.ok(!existsSync(join(fresh.dataDir, 'restore')));
    // The proof log is that of this box, and says what happened.
    const audit = (await get(fresh, '/api/v1/audit')) as unknown as { what: string }[];
    assert.ok(audit.some(({ what }) => what.includes('was restored, with keys')));
  });

  it('a site that the program would not take is not restored', async () => {
    const { badSite } = await import('./backup-bent.ts');
    await upload(another, await badSite(file, filePassword));
    const reply = await another.send('POST', '/api/v1/restore', { password: filePassword, restore: true });
    const { error, message, path } = (await reply.json()) as Record<string, string>;
    assert.deepEqual([reply.status, error], [400, 'badBackup']);
    assert.match(`${path} ${message}`, /site\.circuits\[0\]\.fuseA/);
    assert.equal((await another.ask('/api/v1/site', { headers: basic })).status, 404);
  });

  it('lets the power go while it restores', async () => {
    await upload(another, file);
    await another.send('POST', '/api/v1/restore', { password: filePassword, restore: true });
    await another.kill();
    const mode = (path: string) => statSync(join(another.dataDir, path)).mode & 0o777;
    if (existsSync(join(another.dataDir, 'restore'))) {
      assert.equal(mode('restore'), 0o700);
      for (const name of readdirSync(join(another.dataDir, 'restore')))
        assert.equal(mode(join('restore', name)), 0o600);
    }
    await another.start();
    assert.deepEqual(await get(another, '/api/v1/site'), site);
  });
});
