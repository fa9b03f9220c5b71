import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { Bare, basic, password } from './bare.ts';

describe('HTTPS of the whole program', () => {
  const boxes: Bare[] = [];
  const bare = (): Bare => {
    const box = new Bare();
    boxes.push(box);
    return box;
  };
  afterEach(async () => {
    for (const box of boxes.splice(0)) await box.close();
  });

  it('S11 shows a certificate of its own on each device, the same one after a restart', async () => {
    const [one, other] = [bare(), bare()];
    await Promise.all([one.start(), other.start()]);
    await Promise.all([one.served(), other.served()]);
    const first = one.fingerprint();
    assert.match(first, /SHA256 Fingerprint=/i);
    assert.notEqual(first, other.fingerprint());
    await one.kill();
    await one.start();
    await one.until(() => one.fingerprint() === first);
    const told = JSON.parse(
      one.output
        .tail(10_000)
        .split('\n')
        .findLast((line) => line.includes('served over HTTPS')) ?? '',
    );
    assert.equal(told.sha256, first.split('=')[1]?.trim());
  });

  it('S11 goes on without HTTPS where its port is taken, and says so', async () => {
    const squatter: Server = createServer();
    await new Promise<void>((resolve) => squatter.listen(0, '127.0.0.1', resolve));
    const address = squatter.address();
    const taken = typeof address === 'object' && address !== null ? address.port : 0;
    const box = bare();
    await box.start({}, taken);
    await box.until(() => box.output.tail(10_000).includes(`HTTPS on port ${taken} is not served`));
    assert.equal((await box.ask('/api/v1/setup')).status, 200);
    await new Promise((resolve) => squatter.close(resolve));
  });

  it('S15 marks every line of the log while the time is not known', async () => {
    const box = bare();
    await box.start({ NETWACHT_TIME_SYNC: 'required' });
    await box.served();
    const lines = box.output
      .tail(10_000)
      .split('\n')
      .filter((line) => line.startsWith('{'));
    assert.ok(lines.length >= 2);
    for (const line of lines) assert.equal(JSON.parse(line).timeUnsynced, true, line);
  });

  it('S16 keeps keys in files of its own, and out of the log and the answers', async () => {
    const box = bare();
    await box.start({ NETWACHT_LOG_LEVEL: 'trace' });
    await box.served();
    assert.equal((await box.claim()).status, 201);
    const canary = 'canary-Sesame-4711';
    const folder = join(box.dataDir, 'keys');
    execFileSync('sh', ['-c', uploaded], {
      cwd: box.dataDir,
      env: { ...process.env, CANARY: canary },
      stdio: 'ignore',
    });
    const pkcs12 = readFileSync(join(box.dataDir, 'up.p12')).toString('base64');
    const answers = [
      await box.send('POST', '/api/v1/certificates', { name: 'made' }),
      await box.send('PUT', '/api/v1/certificates/up', { pkcs12, password: canary }),
      await box.send('PUT', '/api/v1/certificates/up2', { pkcs12, password: `${canary}x` }),
      await box.ask('/api/v1/certificates', { headers: basic }),
      await box.ask('/api/v1/certificates/made/bundle', { headers: basic }),
    ];
    assert.deepEqual(
      answers.map(({ status }) => status),
      [201, 200, 400, 200, 200],
    );
    const texts = await Promise.all(answers.map((answer) => answer.text()));
    const said = texts.join('\n') + box.output.tail(10_000);
    const files = ['certificates/made', 'certificates/up', 'page/page'].map((name) => join(folder, `${name}.json`));
    for (const file of files) {
      assert.equal(statSync(file).mode & 0o777, 0o600, file);
      const { keyPem } = JSON.parse(readFileSync(file, 'utf8'));
      const lines = String(keyPem).split('\n').slice(1, -2);
      assert.ok(lines.length > 0);
      for (const line of lines) assert.ok(!said.includes(line), `a key is in the log or an answer: ${file}`);
    }
    assert.ok(!said.includes(canary) && !said.includes(password) && !said.includes('PRIVATE KEY'));
    for (const name of ['', ...readdirSync(folder, { recursive: true, encoding: 'utf8' })]) {
      const found = statSync(join(folder, name));
      assert.equal(found.mode & 0o777, found.isDirectory() ? 0o700 : 0o600, name);
    }
  });
});

const uploaded = `openssl ecparam -name brainpoolP256r1 -genkey -noout -out up.key &&
openssl req -x509 -key up.key -subj /CN=up -days 30 -out up.crt &&
openssl pkcs12 -export -inkey up.key -in up.crt -passout "pass:$CANARY" -out up.p12`;
