import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { asAdmin, Box } from './box.ts';

describe('the files of the page', () => {
  let box: Box;
  let root: string;
  before(async () => {
    root = mkdtempSync(join(tmpdir(), 'netwacht-page-'));
    const pageDir = join(root, 'page');
    mkdirSync(join(pageDir, 'assets'), { recursive: true });
    writeFileSync(join(root, 'secret.txt'), 'outside');
    writeFileSync(join(pageDir, '.hidden'), 'hidden');
    for (const [name, text] of [
      ['index.html', '<!doctype html><title>Netwacht</title>'],
      ['assets/index-B1x_9-aZ.js', 'console.log(1)'],
    ] as const) {
      writeFileSync(join(pageDir, name), text);
      writeFileSync(join(pageDir, `${name}.br`), brotliCompressSync(text));
      writeFileSync(join(pageDir, `${name}.gz`), gzipSync(text));
    }
    box = await Box.open({ pageDir });
  });
  after(async () => {
    await box.close();
    rmSync(root, { recursive: true });
  });

  it('are given without signing in, the start page uncached', async () => {
    const reply = await box.ask('/');
    assert.equal(reply.status, 200);
    assert.match(reply.headers['content-type'] ?? '', /^text\/html/);
    assert.equal(reply.headers['cache-control'], 'no-cache');
    assert.match(reply.text, /Netwacht/);
  });

  it('are given compressed where the browser takes it, and caches are told', async () => {
    for (const [accept, encoding] of [
      ['gzip, br', 'br'],
      ['gzip', 'gzip'],
      ['identity', undefined],
    ] as const) {
      const reply = await box.ask('/assets/index-B1x_9-aZ.js', { headers: { 'accept-encoding': accept } });
      assert.equal(reply.status, 200);
      assert.equal(reply.headers['content-encoding'], encoding);
      assert.equal(reply.headers.vary, 'Accept-Encoding');
      assert.match(reply.headers['content-type'] ?? '', /javascript/);
      assert.match(reply.headers['cache-control'] ?? '', /^max-age=31536000,immutable$/);
    }
  });

  it('are the only files that are given', async () => {
    for (const path of [
      '/../secret.txt',
      '/%2e%2e/secret.txt',
      '/..%2fsecret.txt',
      '/assets/../../secret.txt',
      '/.hidden',
      '/assets',
      '/nothing.html',
      '/%',
      '/%00',
      '//etc/passwd',
    ]) {
      const reply = await box.ask(path, { headers: asAdmin });
      assert.ok([400, 404].includes(reply.status), `${path}: ${reply.status}`);
      assert.doesNotMatch(reply.text, /outside|hidden|root:/);
      assert.equal(reply.headers['content-encoding'], undefined);
    }
    assert.deepEqual(box.log.errors(), []);
  });

  it('can only be read', async () => {
    const reply = await box.ask('/', { method: 'POST', body: 'x' });
    assert.equal(reply.status, 405);
    assert.equal(reply.headers.allow, 'GET, HEAD');
  });

  it('S30 and every other answer carry the security headers', async () => {
    for (const [path, headers] of [
      ['/', {}],
      ['/assets/index-B1x_9-aZ.js', {}],
      ['/nothing', {}],
      ['/api/v1/state', asAdmin],
      ['/api/v1/state', {}],
      ['/api/v1/events', {}],
      ['/cnf?cmd=get_cm_vars', asAdmin],
      ['/cnf?cmd=nothing', asAdmin],
      ['/', { host: 'evil.example' }],
    ] as const) {
      const reply = await box.ask(path, { headers });
      const policy = new Map(
        (reply.headers['content-security-policy']?.toString() ?? '').split(';').map((part) => {
          const [name = '', ...values] = part.trim().split(' ');
          return [name, values.join(' ')] as const;
        }),
      );
      assert.deepEqual(Object.fromEntries(policy), {
        'default-src': "'self'",
        'base-uri': "'none'",
        'form-action': "'self'",
        'frame-ancestors': "'none'",
        'object-src': "'none'",
      });
      assert.equal(reply.headers['x-content-type-options'], 'nosniff');
      assert.equal(reply.headers['x-frame-options'], 'DENY');
      assert.equal(reply.headers['referrer-policy'], 'same-origin');
      assert.equal(reply.headers['cross-origin-resource-policy'], 'same-origin');
      assert.equal(reply.headers['strict-transport-security'], undefined);
      assert.equal(reply.headers['x-powered-by'], undefined);
    }
  });
});
