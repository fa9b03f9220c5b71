import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const scripts = 'build/overlay/etc/initramfs-tools/scripts';
const mebibyte = 1024 * 1024;
const blockBytes = 4096;
/** Large enough for a copy of the superblock, at block 32768. */
const sizeBytes = 256 * mebibyte;
const programs = ['mke2fs', 'e2fsck', 'dumpe2fs', 'resize2fs'];
const has = programs.every((name) => spawnSync(`/sbin/${name}`, ['-V']).error === undefined);

describe('the data partition in the initramfs', () => {
  let dir: string;
  let data: string;
  beforeEach(function () {
    if (!has) this.skip();
    dir = mkdtempSync(join(tmpdir(), 'netwacht-data-'));
    data = join(dir, 'data');
    writeFileSync(data, '');
    truncateSync(data, sizeBytes);
    for (const name of programs) tool(name, `exec /sbin/${name} "$@"`);
    tool('blockdev', 'stat -c %s "$2"');
  });
  afterEach(() => {
    if (dir !== undefined) rmSync(dir, { recursive: true, force: true });
  });

  function tool(name: string, does: string): void {
    writeFileSync(join(dir, name), `#!/bin/sh\n${does}\n`);
    chmodSync(join(dir, name), 0o755);
  }

  /** What the initramfs says while it settles the data. */
  function settled(): string {
    const text = readFileSync(join(scripts, 'netwacht-data'), 'utf8')
      .replaceAll('/dev/netwacht/', `${dir}/`)
      .replaceAll('/usr/lib/netwacht/', `${dir}/`);
    const played = 'say() { echo "said: $*"; }; panic() { echo "$*"; exit 9; }';
    const { status, stdout } = spawnSync('sh', ['-c', `${played}\n${text}\nsettle_data`], { encoding: 'utf8' });
    assert.equal(status, 0, stdout);
    return stdout;
  }
  function make(label: string, ...more: readonly string[]): void {
    const { status, stderr } = spawnSync('/sbin/mke2fs', [
      '-q',
      '-F',
      '-t',
      'ext4',
      '-b',
      '4096',
      '-L',
      label,
      ...more,
      data,
    ]);
    assert.equal(status, 0, String(stderr));
  }
  const debugfs = (...commands: readonly string[]): string =>
    spawnSync('/sbin/debugfs', ['-w', '-f', '-', data], { input: commands.join('\n'), encoding: 'utf8' }).stdout;
  const fact = (name: string): string =>
    new RegExp(`^${name}: *(.*)$`, 'm').exec(
      spawnSync('/sbin/dumpe2fs', ['-h', data], { encoding: 'utf8' }).stdout,
    )?.[1] ?? '';
  const clean = (): boolean => spawnSync('/sbin/e2fsck', ['-f', '-n', data]).status === 0;
  function damage(offset: number, length: number): void {
    const handle = openSync(data, 'r+');
    writeSync(handle, Buffer.alloc(length, 0xee), 0, length, offset);
    closeSync(handle);
  }
  function makeWithProof(): void {
    make('netwacht-data');
    writeFileSync(join(dir, 'proof'), 'proof of an owner');
    debugfs(`write ${dir}/proof proof`);
  }
  const proof = (): string => debugfs('cat proof').replace(/debugfs: .*?(?=proof of|$)/gs, '');

  it('is made where nothing is', () => {
    assert.match(settled(), /empty, making it/);
    assert.equal(fact('Filesystem volume name'), 'netwacht-data');
    assert.ok(clean());
  });

  it('is made in full size in place of the one as flashed, with an identity of its own', () => {
    const uuid = '01234567-89ab-4def-8123-456789abcdef';
    truncateSync(data, 64 * mebibyte);
    make('netwacht-new', '-U', uuid);
    truncateSync(data, sizeBytes);
    assert.match(settled(), /first start/);
    assert.equal(fact('Filesystem volume name'), 'netwacht-data');
    assert.notEqual(fact('Filesystem UUID'), uuid);
    assert.equal(Number(fact('Block count')), sizeBytes / blockBytes);
  });

  it('is left as it is where all is well', () => {
    makeWithProof();
    const uuid = fact('Filesystem UUID');
    assert.equal(settled(), '');
    assert.equal(fact('Filesystem UUID'), uuid);
    assert.match(proof(), /proof of an owner/);
  });

  it('is repaired by a copy of the superblock where the first one is gone, never made anew', () => {
    makeWithProof();
    damage(0, 2 * blockBytes);
    assert.match(settled(), /damaged, repairing it/);
    assert.match(proof(), /proof of an owner/);
    assert.ok(clean());
  });

  it('is repaired by the copy of its table of groups, without which e2fsck would lose every file', () => {
    makeWithProof();
    damage(blockBytes, 256);
    assert.match(settled(), /damaged, repairing it/);
    assert.match(proof(), /proof of an owner/);
    assert.ok(clean());
  });

  it('is repaired where a fault was noticed while it was in use', () => {
    makeWithProof();
    debugfs('set_inode_field proof links_count 7', 'set_super_value state 2');
    assert.ok(!clean());
    settled();
    assert.match(proof(), /proof of an owner/);
    assert.ok(clean());
  });

  it('grows with its partition, with what lies in it', () => {
    truncateSync(data, 128 * mebibyte);
    makeWithProof();
    truncateSync(data, sizeBytes);
    assert.equal(settled(), '');
    assert.equal(Number(fact('Block count')), sizeBytes / blockBytes);
    assert.match(proof(), /proof of an owner/);
    assert.ok(clean());
  });

  it('of somebody else is not erased either', () => {
    make('holiday');
    const uuid = fact('Filesystem UUID');
    settled();
    assert.equal(fact('Filesystem UUID'), uuid);
  });
});
