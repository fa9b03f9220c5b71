import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import type { TLSSocket } from 'node:tls';
import { systemTimers } from '../../../drivers/link/timers.ts';
import type { ChannelStatus } from '../../../firmware/domain/channel.ts';
import { systemClock } from '../../../firmware/domain/clock.ts';
import { SmgwHost } from '../../../firmware/smgw/host.ts';
import type { ChannelSetup } from '../../../firmware/smgw/messages.ts';
import { until } from '../../until.ts';
import { type StandInApi, startApi } from './stand-in-api.ts';
import { grantSocks, type StandInGateway, startGateway } from './stand-in-gateway.ts';
import { makeCertificate } from './test-certificates.ts';
import { textOf } from './text-of.ts';

const ours = makeCertificate('box');
const theirs = makeCertificate('gateway');
const fast = { firstRetryMs: 20, lastRetryMs: 100, stepMs: 2000 };
const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

describe('the smgw process', () => {
  let api: StandInApi;
  let gateway: StandInGateway;
  let host: SmgwHost;
  const answers: string[] = [];

  const askOnce = (stream: TLSSocket): void => {
    stream.write('GET /cnf?cmd=get_cm_vars HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n');
    textOf(stream).then(
      (text) => {
        answers.push(text.split('\r\n\r\n')[1] ?? '');
        stream.end();
      },
      () => undefined,
    );
  };
  const setup = (change: Partial<ChannelSetup> = {}): ChannelSetup => ({
    id: 'operator',
    scenario: 'HKS3',
    endpoint: { host: '127.0.0.1', port: gateway.port },
    identities: [ours],
    peers: [theirs.certificatePem],
    addressing: 'socks5',
    destination: { host: 'emt.example', port: 443 },
    ...change,
  });

  before(async () => {
    api = await startApi();
    gateway = await startGateway({ certificate: theirs, knows: [ours], speak: grantSocks(askOnce) });
  });
  beforeEach(() => {
    answers.length = 0;
    host = new SmgwHost({ socketPath: api.socketPath, clock: systemClock, timers: systemTimers, log: quiet });
  });
  afterEach(() => host.stop());
  after(async () => {
    await gateway.close();
    await api.close();
  });

  it('dials the gateway and hands the stream over, with who it is before the first byte', async () => {
    const seen: string[] = [];
    host.onStatus((_id, { status }) => seen.push(status));
    host.configure([setup({ terms: 'today' })], fast);
    await until(() => answers.length > 0);
    assert.equal(answers[0], 'GET /cnf?cmd=get_cm_vars');
    const header = api.headers.at(-1);
    assert.equal(header?.terms, 'today');
    assert.equal(header?.channelId, 'operator');
    assert.equal(header?.peerSha256, theirs.sha256);
    assert.deepEqual(seen.slice(0, 2), ['connecting', 'up']);
  });

  it('says how the channel stands, and dials again when the stream ends', async () => {
    const ups: ChannelStatus[] = [];
    host.onStatus((_id, status) => {
      if (status.status === 'up') ups.push(status);
    });
    host.configure([setup()], fast);
    await until(() => ups.length > 1);
    assert.equal(ups[0]?.tls?.peerSha256, theirs.sha256);
    assert.equal(ups[0]?.connections, 1);
    assert.equal(ups[0]?.experimental, false);
    assert.equal(new Set(api.headers.map(({ connectionId }) => connectionId)).size, api.headers.length);
  });

  it('tries a channel layer by layer and closes it again', async () => {
    await until(() => host.capabilities() !== undefined);
    const good = await host.test(setup());
    assert.equal(good.ok, true);
    assert.deepEqual(
      good.layers.map(({ layer, ok }) => `${layer} ${ok}`),
      ['config true', 'tcp true', 'tls true', 'certificate true', 'socks true'],
    );
    const bad = await host.test(setup({ peers: [ours.certificatePem] }));
    assert.equal(bad.ok, false);
    assert.deepEqual(
      bad.layers.map(({ layer, ok }) => `${layer} ${ok}`),
      ['config true', 'tcp true', 'tls true', 'certificate false'],
    );
  });

  it('is started anew when it dies, with its channels, and the status says so meanwhile', async () => {
    host.configure([setup()], fast);
    await until(() => host.status('operator').status === 'up');
    const pid = host.pid();
    assert.ok(pid !== undefined);
    process.kill(pid, 'SIGKILL');
    await until(() => host.status('operator').lastError?.code === 'processEnded');
    assert.equal(host.status('operator').status, 'waiting');
    await until(() => host.status('operator').status === 'up');
    assert.notEqual(host.pid(), pid);
  });

  it('S25 is started anew when it hangs: a channel that nobody keeps is not said to be up', async () => {
    const watched = new SmgwHost({
      ...{ socketPath: api.socketPath, clock: systemClock, timers: systemTimers, log: quiet, lookMs: 500 },
    });
    try {
      watched.configure([setup()], fast);
      await until(() => watched.status('operator').status === 'up');
      const pid = watched.pid();
      assert.ok(pid !== undefined);
      process.kill(pid, 'SIGSTOP');
      await until(() => watched.status('operator').lastError?.code === 'processEnded');
      await until(() => watched.status('operator').status === 'up');
      assert.notEqual(watched.pid(), pid);
    } finally {
      await watched.stop();
    }
  });

  it('refuses a test while it is down, and ends a running one', async () => {
    const pid = host.pid();
    assert.ok(pid !== undefined);
    const running = host.test(setup());
    process.kill(pid, 'SIGKILL');
    await assert.rejects(running, { code: 'smgwDown' });
    await assert.rejects(host.test(setup()), { code: 'smgwDown' });
  });

  it('S16 has no key on its command line, and nothing of our surroundings', async () => {
    process.env.NETWACHT_TEST_CANARY = 'canary';
    const other = new SmgwHost({ socketPath: api.socketPath, clock: systemClock, timers: systemTimers, log: quiet });
    try {
      other.configure([setup()], fast);
      await until(() => other.status('operator').status === 'up');
      const seen = ['cmdline', 'environ']
        .map((file) => readFileSync(`/proc/${other.pid()}/${file}`, 'latin1'))
        .join('');
      assert.ok(seen.includes('child.ts'));
      for (const secret of ['canary', 'PRIVATE', ours.keyPem.slice(40, 80)]) assert.ok(!seen.includes(secret), secret);
    } finally {
      delete process.env.NETWACHT_TEST_CANARY;
      await other.stop();
    }
  });

  it('ends by itself when the firmware is killed', async () => {
    const firmware = spawn(process.execPath, ['test/firmware/smgw/host-process.ts']);
    const [said] = await once(firmware.stdout, 'data');
    const pid = Number(said);
    assert.ok(existsSync(`/proc/${pid}`));
    firmware.kill('SIGKILL');
    await until(() => !existsSync(`/proc/${pid}`));
  });

  it('takes nothing from it that it never says: who took the process over cannot stop the firmware', async () => {
    const warned: string[] = [];
    const told: string[] = [];
    const hostile = new SmgwHost({
      ...{ socketPath: '/nowhere', clock: systemClock, timers: systemTimers },
      log: { ...quiet, info: (_facts, message) => told.push(message), warn: (_facts, message) => warned.push(message) },
      entry: new URL('./hostile-child.ts', import.meta.url),
    });
    try {
      hostile.configure([setup()]);
      await until(() => hostile.capabilities() !== undefined);
      assert.deepEqual([hostile.status('operator').status, hostile.statuses().size], ['off', 0]);
      assert.deepEqual(warned, ['the smgw process says what it never should; that is passed over']);
      assert.deepEqual(told, ['the smgw process runs']);
    } finally {
      await hostile.stop();
    }
  });

  it('closes what is not wanted any more', async () => {
    host.configure([setup()], fast);
    await until(() => host.status('operator').status === 'up');
    host.configure([]);
    assert.equal(host.status('operator').status, 'off');
    const before = gateway.connections();
    await new Promise((resolve) => setTimeout(resolve, 150));
    assert.equal(gateway.connections(), before);
  });
});
