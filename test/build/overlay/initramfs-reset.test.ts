import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { requestReset } from '../../../firmware/system/root/reset-request.ts';

const scripts = 'build/overlay/etc/initramfs-tools/scripts';
const mebibyte = 1024 * 1024;
/** A partition that takes what is left of a disk ends where it ends. */
const sizes = [3 * mebibyte + 7 * 512, 512 * 9, 65 * mebibyte];

describe('S32 the factory reset of the initramfs', () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'netwacht-reset-'));
    tool('blockdev', 'stat -c %s "$2"');
    tool('blkdiscard', 'exit 1');
    tool('mke2fs', `touch ${dir}/made`);
    writeFileSync(join(dir, 'env'), Buffer.alloc(mebibyte, 0x55));
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  function tool(name: string, does: string): void {
    writeFileSync(join(dir, name), `#!/bin/sh\n${does}\n`);
    chmodSync(join(dir, name), 0o755);
  }

  /** Runs functions of the scripts on files in place of partitions; returns how it ended. */
  function run(code: string): number | null {
    const text = ['netwacht-data', 'netwacht-reset']
      .map((name) => readFileSync(join(scripts, name), 'utf8'))
      .join('\n')
      .replaceAll('/dev/netwacht/', `${dir}/`)
      .replaceAll('/usr/lib/netwacht/', `${dir}/`);
    return spawnSync('sh', ['-eu', '-c', `say() { :; }; panic() { exit 9; }\n${text}\n${code}`]).status;
  }

  it('S32 begins when the root service has asked for it, and not before', () => {
    assert.equal(run('reset_is_asked_for'), 1);
    requestReset(join(dir, 'env'));
    assert.equal(run('reset_is_asked_for'), 0);
  });

  for (const size of sizes)
    it(`S32 leaves not one byte of ${size}, and takes its request back last`, () => {
      writeFileSync(join(dir, 'data'), Buffer.alloc(size, 0xaa));
      requestReset(join(dir, 'env'));
      assert.equal(run(`make_data() { reset_is_asked_for && touch ${dir}/made; }\nreset_data`), 0);
      const data = readFileSync(join(dir, 'data'));
      assert.equal(data.length, size);
      assert.equal(
        data.findIndex((byte) => byte !== 0),
        -1,
      );
      assert.ok(readFileSync(join(dir, 'made')));
      assert.equal(run('reset_is_asked_for'), 1);
      const env = readFileSync(join(dir, 'env'));
      // Order and tries of the slots lie before it.
      assert.equal(
        env.subarray(0, 512 * 1024).findIndex((byte) => byte !== 0x55),
        -1,
      );
    });

  it('S32 keeps its request when the disk cannot be erased', () => {
    writeFileSync(join(dir, 'data'), Buffer.alloc(mebibyte, 0xaa));
    requestReset(join(dir, 'env'));
    assert.equal(run('dd() { case $* in *of=*data*) return 1 ;; esac; command dd "$@"; }\nreset_data'), 9);
    assert.equal(run('reset_is_asked_for'), 0);
  });
});
