import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const script = 'build/overlay/usr/lib/netwacht/show-console';

describe('the consoles of the image', () => {
  let dir: string;
  let running: ChildProcess | undefined;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'netwacht-console-'));
    for (const name of ['run', 'dev']) mkdirSync(join(dir, name));
    const facts = { target: 'cm4-arm64', version: '0.2.0', commit: 'abc', development: false, supportUntil: null };
    writeFileSync(join(dir, 'image.json'), JSON.stringify(facts, null, 2));
    writeFileSync(join(dir, 'cmdline'), 'console=tty0 netwacht.slot=B quiet\n');
    writeFileSync(join(dir, 'active'), 'tty0 ttyS7 ttyAMA0\n');
    writeFileSync(join(dir, 'run', 'console'), 'Address     http://10.0.0.5\nState       good\n');
  });
  afterEach(() => {
    if (running?.pid !== undefined) process.kill(-running.pid, 'SIGKILL');
    running = undefined;
    rmSync(dir, { recursive: true, force: true });
  });

  const env = (): NodeJS.ProcessEnv => ({
    PATH: process.env.PATH,
    NETWACHT_RUN: join(dir, 'run'),
    NETWACHT_CLAIM_NOTICE: join(dir, 'notice'),
    NETWACHT_NO_FIREWALL: join(dir, 'no-firewall'),
    NETWACHT_IMAGE: join(dir, 'image.json'),
    NETWACHT_CMDLINE: join(dir, 'cmdline'),
    NETWACHT_CONSOLES: join(dir, 'active'),
    NETWACHT_DEVICES: join(dir, 'dev'),
  });
  const printed = (): string => spawnSync('sh', [script, 'print'], { env: env(), encoding: 'utf8' }).stdout;

  it('say version and slot, and what the program says', () => {
    assert.equal(printed(), 'Netwacht 0.2.0   cm4-arm64, slot B\n\nAddress     http://10.0.0.5\nState       good\n');
  });

  it('say what became of claim.txt, and that keys are those of development', () => {
    writeFileSync(
      join(dir, 'notice'),
      'claim.txt is no claim code (one line, 8 to 64 letters, digits and signs of ASCII) and was wiped.\n',
    );
    const facts = { target: 'cm4-arm64', version: '0.2.0', development: true };
    writeFileSync(join(dir, 'image.json'), JSON.stringify(facts, null, 2));
    const lines = printed().split('\n').slice(-4);
    assert.deepEqual(lines, [
      'Notice      claim.txt is no claim code (one line, 8 to 64 letters, digits and ',
      '            signs of ASCII) and was wiped.',
      'Keys        of development: anybody can make an update for this box',
      '',
    ]);
  });

  it('S22 say that there is no network without a firewall', () => {
    writeFileSync(join(dir, 'no-firewall'), '');
    assert.match(printed(), /^Network {5}The rules of the firewall did not load, so the network stays\s+down\./m);
  });

  it('say that the program starts while it says nothing itself', () => {
    rmSync(join(dir, 'run', 'console'));
    assert.match(printed(), /^State {7}starting$/m);
  });

  it('show nothing that a terminal would obey, and no more than a screen', () => {
    writeFileSync(join(dir, 'run', 'console'), `\u001b]0;x\u0007\u009b2J${'long '.repeat(40)}\n`.repeat(90));
    const text = printed();
    assert.match(text, /^[\n -~]+$/);
    assert.ok(text.split('\n').length <= 21 && text.split('\n').every((line) => line.length <= 78));
  });

  it('S23 are those that are active and there, are drawn anew when something changes, and are never read from', async () => {
    for (const name of ['tty1', 'ttyAMA0']) writeFileSync(join(dir, 'dev', name), '');
    const child = spawn('sh', [script], { env: env(), stdio: ['pipe', 'pipe', 'pipe'], detached: true });
    running = child;
    child.stdin?.write('id\nreboot\n');
    const shown = async (name: string, what: string): Promise<void> => {
      for (const endMs = performance.now() + 10_000; !readFileSync(join(dir, 'dev', name), 'utf8').includes(what); ) {
        if (performance.now() > endMs) throw new Error(`${what} not on ${name}`);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    };
    await Promise.all([shown('tty1', 'State       good'), shown('ttyAMA0', 'State       good')]);
    writeFileSync(join(dir, 'run', 'console'), 'State       one thing is not as it should be:\n');
    await Promise.all([shown('tty1', 'one thing'), shown('ttyAMA0', 'one thing')]);
    assert.ok(!existsSync(join(dir, 'dev', 'ttyS7')) && !existsSync(join(dir, 'dev', 'tty0')));
    assert.equal(child.exitCode, null);
  });
});
