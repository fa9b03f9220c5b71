import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Bare, basic, password } from './bare.ts';

const uid = '04A2B1C0D5E680';
const site = {
  ...{ name: 'Kerkstraat 12', timezone: 'Europe/Amsterdam', circuits: [{ id: 'house', fuseA: 35 }], devices: [] },
  users: [{ id: 'anna', name: 'Anna Canaryperson' }],
  tags: [{ id: 'blue', uid, name: 'Card of Canaryperson', user: 'anna' }],
};

describe('the file for whoever helps, of the whole program', () => {
  let box: Bare;
  beforeEach(() => {
    box = new Bare();
  });
  afterEach(() => box.close());

  it('tells what runs and what was said, and none of the secrets that were planted', async () => {
    await box.startWith(site);
    const planted: Record<string, string> = {
      ...{ password, uid, uidColons: '04:a2:b1:c0:d5:e6:80', person: 'Canaryperson', pin: '27182845' },
      ...{ device: 'Canary-device-4711', user: 'Canary-wrong-password' },
    };
    assert.equal((await box.send('PUT', '/api/v1/secrets/keba', { user: 'u', password: planted.device })).status, 204);
    assert.ok((await box.send('PUT', '/api/v1/users/anna/pin', { pin: planted.pin })).ok);
    const token = (await (await box.send('POST', '/api/v1/tokens', { name: 'ems', role: 'viewer' })).json()) as {
      token: string;
    };
    planted.token = token.token;
    await box.send('POST', '/api/v1/certificates', { name: 'cls', curve: 'P-256' });
    const pair = readFileSync(join(box.dataDir, 'keys', 'certificates', 'cls.json'), 'utf8');
    planted.key = (JSON.parse(pair) as { keyPem: string }).keyPem.split('\n')[1] ?? 'none';
    // Things go wrong and are written down.
    await box.ask('/api/v1/site', { headers: { authorization: `Basic ${btoa(`admin:${planted.user}`)}` } });
    await box.ask(`/api/v1/state?token=${planted.token}`, { headers: { authorization: `Bearer ${planted.token}x` } });
    await box.ask(`/cnf?cmd=nothing&val=${planted.device}`, { headers: basic });

    const reply = await box.ask('/api/v1/diagnosis', { headers: basic });
    assert.equal(reply.status, 200);
    assert.match(String(reply.headers.get('content-disposition')), /netwacht-diagnosis\.jsonl/);
    const text = await reply.text();
    for (const [what, secret] of Object.entries(planted)) assert.ok(!text.includes(secret), what);
    assert.ok(!text.includes('$argon2'));
    const parts = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { part: string; failed?: string });
    const names = parts.map(({ part }) => part);
    for (const part of [
      'diagnosis',
      'clock',
      'program',
      'storage',
      'about',
      'health',
      'lines',
      'state',
      'site',
      'log',
      'end',
    ])
      assert.ok(names.includes(part), part);
    assert.deepEqual(
      parts.filter(({ failed }) => failed !== undefined),
      [],
    );
    assert.ok(text.includes('netwacht listens'));
    // What was written down before is what the log itself has.
    assert.ok(readdirSync(box.dataDir).length > 0);

    const log = (await (await box.ask('/api/v1/log?level=warn', { headers: basic })).json()) as {
      lines: { level: string; message: string }[];
    };
    assert.ok(log.lines.length > 0);
    assert.ok(log.lines.every(({ level }) => level !== 'info'));
  });
});
