import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Notifier, takeNotifyPlace } from '../../../firmware/system/notify.ts';

/** As systemd hears: a datagram socket; what comes with a datagram is closed, for which systemd-notify waits. */
const hearing = `
import socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind(sys.argv[1])
while True:
    print(s.recv(4096).decode(), flush=True)
`;

import { until } from '../../until.ts';

describe('what systemd is told', () => {
  let dir: string;
  let receiver: ChildProcess | undefined;
  const running: Notifier[] = [];
  const said: string[] = [];
  const log = {
    warn: (_: object, sentence: string) => void said.push(sentence),
    error: (_: object, sentence: string) => void said.push(sentence),
  };
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'netwacht-notify-'));
    said.length = 0;
  });
  afterEach(() => {
    for (const notifier of running.splice(0)) notifier.end();
    receiver?.kill('SIGKILL');
    receiver = undefined;
    rmSync(dir, { recursive: true, force: true });
  });

  const notifier = (parts: {
    watchdogMs?: number;
    alive?: () => boolean;
    command?: string;
    place?: false;
  }): Notifier => {
    const { alive = () => true, command } = parts;
    const place = parts.place === false ? undefined : { socket: join(dir, 'notify'), watchdogMs: parts.watchdogMs };
    const made = new Notifier({
      ...{ place, alive, status: () => 'control cycle 7\nREADY=1', log },
      ...(command === undefined ? {} : { command }),
    });
    running.push(made);
    return made;
  };
  /** A stand-in for systemd-notify that writes a line for each start, then does `then`. */
  const tool = (then: string): { readonly command: string; readonly starts: () => number } => {
    const [command, lines] = [join(dir, 'tool'), join(dir, 'lines')];
    writeFileSync(command, `#!/bin/sh\necho "$*" >>${lines}\n${then}\n`);
    chmodSync(command, 0o755);
    return { command, starts: () => (existsSync(lines) ? readFileSync(lines, 'utf8').trim().split('\n').length : 0) };
  };

  const cases: readonly (readonly [string, Record<string, string>, object | undefined])[] = [
    ['nothing', {}, undefined],
    ['an empty socket', { NOTIFY_SOCKET: '' }, undefined],
    ['a socket', { NOTIFY_SOCKET: '/run/s' }, { socket: '/run/s', watchdogMs: undefined }],
    ['a watchdog', { NOTIFY_SOCKET: '/run/s', WATCHDOG_USEC: '30000000' }, { socket: '/run/s', watchdogMs: 30_000 }],
    [
      'our watchdog',
      { NOTIFY_SOCKET: '@s', WATCHDOG_USEC: '3000000', WATCHDOG_PID: '7' },
      { socket: '@s', watchdogMs: 3000 },
    ],
    [
      'the parent’s watchdog',
      { NOTIFY_SOCKET: '@s', WATCHDOG_USEC: '3000000', WATCHDOG_PID: '6' },
      { socket: '@s', watchdogMs: undefined },
    ],
  ];
  for (const [what, env, expected] of cases)
    it(`is read from the surroundings: ${what}`, () => {
      const surroundings: Record<string, string | undefined> = { ...env };
      assert.deepEqual(takeNotifyPlace(surroundings, 7), expected);
      assert.deepEqual(surroundings, {});
    });

  it('arrives in a real socket: ready, signs of life while the loop lives, the end', async function () {
    const tools = { 'systemd-notify': '--version', python3: '-V' };
    if (Object.entries(tools).some(([tool, option]) => spawnSync(tool, [option]).status !== 0)) this.skip();
    let heard = '';
    receiver = spawn('python3', ['-c', hearing, join(dir, 'notify')], { stdio: ['ignore', 'pipe', 'inherit'] });
    receiver.stdout?.on('data', (chunk) => {
      heard += chunk;
    });
    await until(() => existsSync(join(dir, 'notify')));
    let alive = true;
    const signs = () => heard.split('WATCHDOG=1').length - 1;
    const told = notifier({ watchdogMs: 150, alive: () => alive });
    told.ready();
    await until(() => signs() >= 2);
    // What stands in the status is no word of its own.
    assert.match(heard, /^READY=1\nSTATUS=control cycle 7 READY=1\nBARRIER=1\nWATCHDOG=1\nSTATUS=/);
    alive = false;
    await until(() => said.length > 0);
    assert.match(said[0] ?? '', /gives no sign of life; the watchdog is not fed/);
    const before = signs();
    await new Promise((resolve) => setTimeout(resolve, 200));
    assert.ok(signs() <= before + 1, 'only what was under way may still come');
    alive = true;
    await until(() => signs() >= before + 2);
    told.stopping();
    await until(() => heard.includes('STOPPING=1'));
  });

  it('is nothing where systemd does not listen', async () => {
    const { command, starts } = tool('');
    const told = notifier({ place: false, command });
    told.ready();
    told.stopping();
    await new Promise((resolve) => setTimeout(resolve, 100));
    assert.equal(starts(), 0);
  });

  it('is not said again and again while a tool hangs', async () => {
    const { command, starts } = tool('exec sleep 30');
    notifier({ watchdogMs: 30, command }).ready();
    await until(() => starts() === 1);
    await new Promise((resolve) => setTimeout(resolve, 200));
    assert.equal(starts(), 1);
  });

  it('is not missed when we end ourselves what is saying it', async () => {
    const { command, starts } = tool('exec sleep 30');
    const told = notifier({ watchdogMs: 30, command });
    told.ready();
    await until(() => starts() === 1);
    told.end();
    await new Promise((resolve) => setTimeout(resolve, 200));
    assert.deepEqual(said, []);
  });

  it('is missed with one line in the log when the tool fails', async () => {
    const { command, starts } = tool('exit 1');
    notifier({ watchdogMs: 30, command }).ready();
    await until(() => starts() >= 3);
    assert.deepEqual(said, ['systemd could not be told READY=1']);
  });
});
