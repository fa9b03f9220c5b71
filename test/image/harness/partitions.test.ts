import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findTexts, partition, partitionsOf } from './partitions.ts';

describe('the partitions of a disk', () => {
  let folder: string;
  let disk: string;
  before(function () {
    if (spawnSync('sfdisk', ['--version']).status !== 0) this.skip();
    folder = mkdtempSync(join(tmpdir(), 'netwacht-gpt-'));
    disk = join(folder, 'disk');
    writeFileSync(disk, '');
    truncateSync(disk, 24 * 1024 ** 2);
    const input = 'label: gpt\nname=loader, size=4MiB\nname=data, size=10MiB\n';
    execFileSync('sfdisk', ['-q', disk], { input });
  });
  after(() => folder !== undefined && rmSync(folder, { recursive: true }));

  it('are found by their labels, as sfdisk wrote them', () => {
    assert.deepEqual([...partitionsOf(disk).keys()], ['loader', 'data']);
    assert.deepEqual(partition(disk, 'data'), { label: 'data', offsetBytes: 5 * 1024 ** 2, sizeBytes: 10 * 1024 ** 2 });
    assert.throws(() => partition(disk, 'roota'), /no partition roota/);
  });

  it('are searched for texts, also across the chunks that are read, and not beyond their end', () => {
    const data = partition(disk, 'data');
    const fd = openSync(disk, 'r+');
    writeSync(fd, 'canary-one', data.offsetBytes + 4 * 1024 ** 2 - 5);
    writeSync(fd, 'canary-two', data.offsetBytes + data.sizeBytes);
    closeSync(fd);
    assert.deepEqual(findTexts(disk, data, ['canary-one', 'canary-two']), [`canary-one at ${4 * 1024 ** 2 - 5}`]);
  });
});
