import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { programStart } from '../../../scripts/program.ts';

const overlay = 'build/overlay';
const folder = `${overlay}/usr/lib/systemd/system`;
const units = readdirSync(folder).filter((name) => /\.(service|socket|mount|timer|path|target)$/.test(name));
const text = (name: string): string => readFileSync(join(folder, name), 'utf8');
/** Every value of a key, in their order. */
const values = (name: string, key: string): readonly string[] =>
  [...text(name).matchAll(new RegExp(`^${key}=(.*)$`, 'gm'))].map(([, value = '']) => value);

const analyze = (...args: string[]) => spawnSync('systemd-analyze', args, { encoding: 'utf8' });
const hasAnalyze = analyze('--version').status === 0 && existsSync('/usr/lib/systemd/system/sysinit.target');

describe('the units of the image', () => {
  let root: string;
  before(() => {
    if (!hasAnalyze) return;
    // The overlay over this machine's own units, with something to run for every ExecStart.
    root = mkdtempSync(join(tmpdir(), 'netwacht-units-'));
    cpSync('/usr/lib/systemd/system', join(root, 'usr/lib/systemd/system'), {
      recursive: true,
      verbatimSymlinks: true,
    });
    cpSync(overlay, root, { recursive: true, verbatimSymlinks: true });
    symlinkSync('usr/lib', join(root, 'lib'));
    symlinkSync('usr/bin', join(root, 'bin'));
    symlinkSync('usr/sbin', join(root, 'sbin'));
    for (const file of globSync('{usr/lib,etc}/systemd/system/*.service', { cwd: overlay })) {
      if (readFileSync(join(overlay, file)).length === 0) continue;
      const started = readFileSync(join(overlay, file), 'utf8').matchAll(/^Exec\w+=[-+!@:]*(\S+)/gm);
      for (const [, command = ''] of started) {
        const path = join(root, command.replace(/^\/(s?bin)\//, '/usr/$1/'));
        if (existsSync(path)) continue;
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, '#!/bin/sh\n');
        chmodSync(path, 0o755);
      }
    }
  });
  after(() => {
    if (root !== undefined) rmSync(root, { recursive: true, force: true });
  });

  for (const unit of units)
    it(`are understood by systemd: ${unit}`, function () {
      if (!hasAnalyze) this.skip();
      const { stdout, stderr, status } = analyze(`--root=${root}`, '--man=no', '--recursive-errors=no', 'verify', unit);
      assert.deepEqual({ told: stdout + stderr, status }, { told: '', status: 0 });
    });

  it('are seen to be wrong when they are', function () {
    if (!hasAnalyze) this.skip();
    const file = join(root, 'usr/lib/systemd/system/wrong.service');
    writeFileSync(file, `${text('netwacht.service')}\n[Service]\nProtectSistem=strict\n`);
    assert.match(
      analyze(`--root=${root}`, '--man=no', '--recursive-errors=no', 'verify', 'wrong.service').stderr,
      /ProtectSistem/,
    );
  });

  /** What `systemd-analyze security` makes of a unit, 0 to 10; ours are to stay at or below these. */
  const most: Readonly<Record<string, number>> = {
    'netwacht.service': 2.5,
    'netwacht-claim.service': 2.5,
    'netwacht-console.service': 1.5,
    'netwacht-root.service': 3.5,
    'netwacht-network.service': 3,
    'netwacht-network-check.service': 3,
  };
  for (const [unit, exposure] of Object.entries(most))
    it(`S21 leave little to whoever breaks into them: ${unit}, ${exposure} at most`, function () {
      if (!hasAnalyze) this.skip();
      const { status, stdout } = analyze(
        ...['security', '--offline=true', '--no-pager', `--threshold=${exposure * 10}`],
        join(folder, unit),
      );
      assert.equal(status, 0, stdout.trim().split('\n').at(-1));
    });

  it('S21 run the program as its own user without a capability, with serial lines and contacts alone', () => {
    const unit = 'netwacht.service';
    assert.deepEqual(values(unit, 'User'), ['netwacht']);
    assert.deepEqual(values(unit, 'CapabilityBoundingSet'), ['']);
    assert.deepEqual(values(unit, 'AmbientCapabilities'), []);
    assert.deepEqual(values(unit, 'ReadWritePaths'), ['/data/netwacht /data/updates']);
    assert.deepEqual(values(unit, 'DevicePolicy'), ['closed']);
    for (const device of values(unit, 'DeviceAllow')) assert.match(device, /^char-(tty(S|AMA|USB|ACM)|gpiochip) rw$/);
  });

  it('let the program read which start of the machine this is', () => {
    // Of /proc it would see its own processes only, and what has become of an update could not be told (system/updates).
    assert.deepEqual(values('netwacht.service', 'ProcSubset'), []);
  });

  it('run Node as everywhere else (decision 013)', () => {
    const { args, env } = programStart('/opt/netwacht/firmware/main.js', [], {});
    assert.deepEqual(values('netwacht.service', 'ExecStart'), [`/opt/netwacht/bin/node ${args.join(' ')}`]);
    const environment = values('netwacht.service', 'Environment').join(' ').split(' ');
    for (const name of ['MALLOC_ARENA_MAX', 'MALLOC_MMAP_THRESHOLD_'] as const)
      assert.ok(environment.includes(`${name}=${env[name]}`), name);
  });

  it('start the program again without end, and soon', () => {
    assert.deepEqual(values('netwacht.service', 'Restart'), ['always']);
    assert.deepEqual(values('netwacht.service', 'StartLimitIntervalSec'), ['0']);
    assert.deepEqual(values('netwacht.service', 'WatchdogSec'), ['30']);
  });

  it('try the settings of the network until they are in force: nobody reaches a box without them', () => {
    const unit = 'netwacht-network.service';
    assert.deepEqual(values(unit, 'Restart'), ['on-failure']);
    assert.deepEqual(values(unit, 'StartLimitIntervalSec'), ['0']);
  });

  it('hand over the two ports under the names that the program knows', () => {
    const sockets = { 'netwacht.socket': ['80', 'http'], 'netwacht-https.socket': ['443', 'https'] };
    for (const [unit, [port = '', name = '']] of Object.entries(sockets)) {
      assert.deepEqual([values(unit, 'ListenStream'), values(unit, 'FileDescriptorName')], [[port], [name]]);
      assert.deepEqual(values(unit, 'Service'), ['netwacht.service']);
      assert.ok(values('netwacht.service', 'Sockets').join(' ').split(' ').includes(unit));
    }
  });

  it('are watched by the board, and leave no core file behind', () => {
    const manager = readFileSync(`${overlay}/usr/lib/systemd/system.conf.d/netwacht.conf`, 'utf8');
    for (const line of ['RuntimeWatchdogSec=30', 'CrashShell=no', 'DefaultLimitCORE=0'])
      assert.ok(manager.split('\n').includes(line), line);
  });

  it('S21 run as users that the image knows: the bus takes no others', () => {
    const users = readFileSync(`${overlay}/usr/lib/sysusers.d/netwacht.conf`, 'utf8');
    for (const unit of units) {
      assert.deepEqual(values(unit, 'DynamicUser'), [], unit);
      for (const user of values(unit, 'User')) assert.match(users, new RegExp(`^u ${user} \\d+`, 'm'), unit);
    }
  });

  it('S21 keep users of their own apart from those that Debian’s packages make', () => {
    const users = readFileSync(`${overlay}/usr/lib/sysusers.d/netwacht.conf`, 'utf8');
    // systemd-sysusers takes numbers from 999 downwards, a dozen of them in this image.
    for (const [, id = ''] of users.matchAll(/^[ug] \S+ (\d+)/gm)) assert.ok(Number(id) >= 100 && Number(id) < 900, id);
  });

  it('S22 open their ports after the firewall', () => {
    for (const unit of ['netwacht.socket', 'netwacht-https.socket'])
      assert.ok(values(unit, 'After').join(' ').split(' ').includes('nftables.service'), unit);
  });

  it('S23 leave no shell and no sign-in on any console', () => {
    const etc = `${overlay}/etc/systemd`;
    const shells = [
      ...[
        'getty@.service',
        'autovt@.service',
        'serial-getty@.service',
        'console-getty.service',
        'container-getty@.service',
      ],
      ...['getty-static.service', 'getty.target', 'debug-shell.service', 'rescue.service', 'systemd-logind.service'],
    ];
    for (const unit of shells) assert.equal(readlinkSync(`${etc}/system/${unit}`), '/dev/null', unit);
    for (const generator of ['systemd-getty-generator', 'systemd-ssh-generator', 'systemd-run-generator'])
      assert.equal(readlinkSync(`${etc}/system-generators/${generator}`), '/dev/null', generator);
    assert.ok(!readFileSync(`${etc}/system/emergency.service`, 'utf8').includes('sulogin'));
    for (const unit of units.filter((name) => name.endsWith('.service'))) {
      assert.ok(!/sulogin|agetty|\blogin\b/.test(text(unit)), unit);
      assert.deepEqual(
        values(unit, 'StandardInput').filter((value) => value !== 'null'),
        [],
        unit,
      );
    }
  });

  it('are started by a list that ends with: nothing else', () => {
    const lines = readFileSync(`${overlay}/usr/lib/systemd/system-preset/00-netwacht.preset`, 'utf8')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    assert.equal(lines.at(-1), 'disable *');
    for (const unit of units.filter((name) => text(name).includes('\n[Install]\n')))
      assert.ok(lines.includes(`enable ${unit}`), `${basename(unit)} would not be started`);
  });
});
