import assert from 'node:assert/strict';
import { OpenSsl } from '../../smgw/certificates/openssl.ts';
import { asAdmin, Box } from '../box.ts';

interface View {
  name: string;
  certificatePem: string;
  sha256: string;
  source: string;
}

describe('certificates over REST', () => {
  let box: Box;
  let openssl: OpenSsl;
  before(async () => {
    openssl = new OpenSsl();
    openssl.selfSigned('own', 'prime256v1');
    openssl.run(
      'pkcs12',
      '-export',
      '-inkey',
      'own.key',
      '-in',
      'own.crt',
      '-passout',
      'pass:geheim',
      '-out',
      'own.p12',
    );
    box = await Box.open();
  });
  after(async () => {
    await box.close();
    openssl.close();
  });
  const path = '/api/v1/certificates';

  it('are made, listed, asked for, bundled and taken away', async () => {
    const made = await box.send('POST', path, { name: 'cls' });
    assert.equal(made.status, 201);
    const view = made.json as View;
    assert.match(view.certificatePem, /^-----BEGIN CERTIFICATE-----/);
    assert.deepEqual((await box.ask(path, { headers: asAdmin })).json, [view]);
    const csr = await box.ask(`${path}/cls/csr`, { method: 'POST', headers: asAdmin });
    assert.match((csr.json as { csrPem: string }).csrPem, /^-----BEGIN CERTIFICATE REQUEST-----/);
    const bundle = await box.ask(`${path}/cls/bundle`, { headers: asAdmin });
    assert.equal(bundle.headers['content-disposition'], 'attachment; filename="netwacht-cls-cls.json"');
    assert.equal((bundle.json as View).sha256, view.sha256);
    box.certificateUsers.set('cls', ['op']);
    const used = await box.ask(`${path}/cls`, { method: 'DELETE', headers: asAdmin });
    assert.deepEqual([used.status, (used.json as { error: string }).error], [409, 'inUse']);
    box.certificateUsers.clear();
    assert.equal((await box.ask(`${path}/cls`, { method: 'DELETE', headers: asAdmin })).status, 204);
    assert.equal((await box.ask(`${path}/cls`, { method: 'DELETE', headers: asAdmin })).status, 404);
    assert.match(box.audit.join('\n'), /admin: certificate cls: made on brainpoolP256r1.*\n.*removed with its key/);
  });

  it('are brought as PEM and as PKCS#12', async () => {
    const pem = { pem: openssl.text('own.crt'), keyPem: openssl.text('own.key') };
    const kept = await box.send('PUT', `${path}/brought`, pem);
    assert.deepEqual([kept.status, (kept.json as View).source], [200, 'uploaded']);
    const file = { pkcs12: openssl.bytes('own.p12').toString('base64'), password: 'geheim' };
    assert.equal((await box.send('PUT', `${path}/from-file`, file)).status, 200);
    const large = { pkcs12: 'A'.repeat(380 * 1024), password: 'x' };
    assert.match((await box.send('PUT', `${path}/large`, large)).text, /larger than 262144 bytes/);
    assert.equal((await box.send('PUT', `${path}/larger`, { ...large, pkcs12: large.pkcs12.repeat(2) })).status, 413);
  });

  it('are refused with a code, a sentence and a path', async () => {
    const pem = openssl.text('own.crt');
    const table: readonly (readonly [string, string, unknown, number, string])[] = [
      ['POST', path, { name: 'Big Letters' }, 400, 'badBody'],
      ['POST', path, { name: 'x', curve: 'P-521' }, 400, 'badBody'],
      ['PUT', `${path}/UPPER`, { pem }, 400, 'badName'],
      ['PUT', `${path}/..%2f..%2fclaimed`, { pem }, 400, 'badName'],
      ['PUT', `${path}/new`, { pem }, 400, 'keyMissing'],
      ['PUT', `${path}/new`, {}, 400, 'badBody'],
      ['PUT', `${path}/new`, { pem, keyPem: 'x', pkcs12: 'x' }, 400, 'badBody'],
      [
        'PUT',
        `${path}/new`,
        { pkcs12: openssl.bytes('own.p12').toString('base64'), password: '' },
        400,
        'wrongPassword',
      ],
    ];
    for (const [method, where, body, status, code] of table) {
      const reply = await box.send(method, where, body);
      assert.deepEqual(
        [reply.status, (reply.json as { error: string }).error],
        [status, code],
        `${where} ${reply.text}`,
      );
    }
  });

  it('are for administrators only', async () => {
    const token = await box.send('POST', '/api/v1/tokens', { name: 'inst', role: 'installer' });
    const headers = { authorization: `Bearer ${(token.json as { token: string }).token}` };
    assert.equal((await box.ask(path, { headers })).status, 403);
    assert.equal((await box.ask(path)).status, 401);
  });

  it('S16 leave no key in an answer or in the log', async () => {
    const before = box.keys.names();
    const made = await box.send('POST', path, { name: 'canary' });
    const answers = [
      made,
      await box.ask(path, { headers: asAdmin }),
      await box.ask(`${path}/canary/bundle`, { headers: asAdmin }),
    ];
    const said = answers.map(({ text }) => text).join('\n') + JSON.stringify(box.log);
    for (const name of [...before, 'canary']) {
      const body = box.keys.read(name)?.keyPem.split('\n').slice(1, -2) ?? [];
      assert.ok(body.length > 0);
      for (const line of body) assert.ok(!said.includes(line), name);
    }
    assert.ok(!said.includes('PRIVATE KEY'));
  });
});
