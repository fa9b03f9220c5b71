import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import type { Bench } from '../harness/bench.ts';
import { boot, shellOf } from '../harness/box.ts';
import { rawCopy } from '../harness/disks.ts';
import { findTexts, partition } from '../harness/partitions.ts';

const code = 'KERK-STRA-AT12';

/** S1: the electrician writes claim.txt on the card; the code claims the box, and is read once and wiped. */
export async function claimFile(bench: Bench): Promise<undefined> {
  const disk = rawCopy(bench.freshDisk(), bench.file('disk.img'));
  const loader = partition(disk.file, 'loader');
  writeFileSync(bench.file('claim.txt'), `${code}\r\n`);
  execFileSync('mcopy', ['-i', `${disk.file}@@${loader.offsetBytes}`, bench.file('claim.txt'), '::/claim.txt']);
  assert.equal(findTexts(disk.file, loader, [code]).length, 1, 'the code is on the card');

  const { machine, client } = await boot(bench, { disk });
  assert.equal((await client.claim('WRONG-CODE')).status, 403);
  const reply = await client.claim(code);
  assert.equal(reply.status, 201, `claimed with the code of the file: ${reply.text}`);
  const shell = await shellOf(machine);
  await machine.powerOff(120_000);
  assert.equal(shell === undefined, false);
  assert.deepEqual(findTexts(disk.file, loader, [code]), [], 'the code is nowhere on the loader partition any more');
  bench.fact('claim.txt', 'read once, wiped: its code is nowhere on the loader partition');
  return undefined;
}
