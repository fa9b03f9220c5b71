import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A folder that looks to the root service like the box's own tree, with programs that only note how they were called. */
export class FakeBox {
  readonly tree = mkdtempSync(join(tmpdir(), 'netwacht-root-'));
  /** For NETWACHT_ROOT_PATH. */
  readonly path = `${this.tree}/bin:/usr/bin:/bin`;

  constructor(interfaces: readonly string[] = ['end0', 'enx00e04c680001']) {
    for (const folder of ['data/system', 'data/updates', 'run', 'sys/class/net', 'bin'])
      mkdirSync(join(this.tree, folder), { recursive: true });
    for (const name of interfaces) this.plugIn(name);
    const image = {
      target: 'generic-amd64',
      version: '1.2.0',
      commit: 'abc',
      builtAt: '2026-11-28T00:00:00.000Z',
      development: true,
      supportUntil: null,
    };
    this.write('etc/netwacht/image.json', JSON.stringify(image));
    this.write('proc/sys/kernel/hostname', 'box');
    this.write('proc/cmdline', 'ro netwacht.slot=A netwacht.roothash=aa11');
    this.write('proc/net/route', 'Iface\tDestination\tGateway\nend0\t00000000\t0100000A\t0003\n');
    this.write('run/systemd/resolve/resolv.conf', '# x\nnameserver 10.0.0.1\nnameserver fe80::1%2\n');
    for (const name of ['nft', 'networkctl', 'udevadm', 'date']) this.program(name, '');
    this.networkdRuns(false);
  }

  /** A program that notes its arguments in `calls`, then does `body` (sh). */
  program(name: string, body: string): void {
    const file = join(this.tree, 'bin', name);
    writeFileSync(file, `#!/bin/sh\ncd '${this.tree}' || exit 9\necho "${name} $*" >>calls\n${body}\n`);
    chmodSync(file, 0o755);
  }

  /** What `systemctl is-active` says of systemd-networkd. */
  networkdRuns(isActive: boolean): void {
    this.program('systemctl', `case "$1" in is-active) exit ${isActive ? 0 : 3};; esac`);
  }

  /** A wired interface appears. */
  plugIn(name: string): void {
    const at = join(this.tree, 'sys/class/net', name);
    mkdirSync(at, { recursive: true });
    writeFileSync(join(at, 'type'), '1\n');
    writeFileSync(join(at, 'address'), '02:00:00:00:00:01\n');
    writeFileSync(join(at, 'carrier'), '1\n');
    symlinkSync('/dev/null', join(at, 'device'));
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.tree, path)), { recursive: true });
    writeFileSync(join(this.tree, path), text);
  }

  read(path: string): string | undefined {
    return existsSync(join(this.tree, path)) ? readFileSync(join(this.tree, path), 'utf8') : undefined;
  }

  /** Programs called since the last look, with their arguments. */
  calls(): string[] {
    const lines = (this.read('calls') ?? '')
      .replaceAll(this.tree, '')
      .split('\n')
      .filter((line) => line !== '');
    rmSync(join(this.tree, 'calls'), { force: true });
    return lines;
  }

  remove(): void {
    // A command that a service left behind when it was killed may still write its call.
    rmSync(this.tree, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  }
}
