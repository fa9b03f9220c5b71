import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../scripts/demo/free-port.ts';
import { Bare } from './bare.ts';
import { FirmwareProcess } from './firmware-process.ts';

/** As systemd hears: a datagram socket; what comes with a datagram is closed, for which systemd-notify waits. */
const hearing = `
import socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind(sys.argv[1])
while True:
    print(s.recv(4096).decode(), flush=True)
`;

describe('the program under systemd', () => {
  let box: Bare;
  let dir: string;
  let receiver: ChildProcess | undefined;
  beforeEach(() => {
    box = new Bare();
    dir = mkdtempSync(join(tmpdir(), 'netwacht-run-'));
  });
  afterEach(async () => {
    await box.close();
    receiver?.kill('SIGKILL');
    receiver = undefined;
    rmSync(dir, { recursive: true, force: true });
  });
  const file = (name: string): string => readFileSync(join(dir, name), 'utf8');
  const shownCode = (): string | undefined => /^Claim code {2}([0-9A-F]{10})$/m.exec(file('console'))?.[1];

  it('S1 shows the same claim code on the console until it is claimed, and never in its log', async () => {
    await box.start({ RUNTIME_DIRECTORY: dir });
    await box.until(() => shownCode() !== undefined);
    const code = shownCode() ?? '';
    assert.equal(statSync(join(dir, 'console')).mode & 0o007, 0);
    assert.equal(statSync(join(box.dataDir, 'claim-code')).mode & 0o777, 0o600);
    await box.kill();
    await box.start({ RUNTIME_DIRECTORY: dir });
    await box.until(() => shownCode() === code);
    assert.equal((await box.claim()).status, 201);
    assert.equal(existsSync(join(box.dataDir, 'claim-code')), false);
    await box.until(() => shownCode() === undefined);
    assert.ok(!box.output.tail(10_000).includes(code));
  });

  it('says that it is ready, lives and ends, in a socket like that of systemd', async function () {
    const tools = { 'systemd-notify': '--version', python3: '-V' };
    if (Object.entries(tools).some(([tool, option]) => spawnSync(tool, [option]).status !== 0)) this.skip();
    let heard = '';
    const socket = join(dir, 'notify');
    receiver = spawn('python3', ['-c', hearing, socket], { stdio: ['ignore', 'pipe', 'inherit'] });
    receiver.stdout?.on('data', (chunk) => {
      heard += chunk;
    });
    await box.until(() => existsSync(socket));
    const env = { NOTIFY_SOCKET: socket, WATCHDOG_USEC: '3000000' };
    const firmware = new FirmwareProcess({ port: await freePort(0), dataDir: box.dataDir, env }, box.output);
    const said = [/^READY=1$/m, /^WATCHDOG=1$/m, /^STATUS=control cycle [1-9]\d*$/m];
    await box.until(() => said.every((line) => line.test(heard)));
    assert.deepEqual(await firmware.kill('SIGTERM'), { code: 0, signal: null });
    await box.until(() => /^STOPPING=1$/m.test(heard));
  });

  it('says every few seconds that cycles go on, its port answers and its disk takes what it writes', async () => {
    await box.start({ RUNTIME_DIRECTORY: dir });
    await box.until(() => existsSync(join(dir, 'health.json')));
    const first = JSON.parse(file('health.json')) as { cycle: number };
    assert.deepEqual(Object.keys(first), ['cycle', 'at', 'api', 'store']);
    await box.until(() => {
      const { cycle, api, store } = JSON.parse(file('health.json'));
      return cycle > first.cycle && api === true && store === true;
    });
  });
});
