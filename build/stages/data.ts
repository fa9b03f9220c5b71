import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Build } from './build.ts';
import { command } from './command.ts';
import { layoutOf } from './layout.ts';
import { stage } from './stage.ts';
import { uuidOf } from './uuid.ts';

/**
 * The data partition as shipped, `data.img`: an empty ext4 of the name `netwacht-new`, which tells the first start to make
 * one of the disk's own size and with an identity of its own in its place (docs/boot.md). A journal from the
 * beginning, checksums over metadata, no blocks reserved for root (nobody would use them), no lazy start.
 */
export function makeData(build: Build): Promise<string> {
  const sizeBytes = layoutOf(build.target).find(({ label }) => label === 'data')?.sizeBytes ?? 0;
  const uuid = uuidOf('data', build.target.name);
  const args = ['-t', 'ext4', '-L', 'netwacht-new', '-U', uuid, '-m', '0', '-b', '4096', '-O', 'metadata_csum,64bit'];
  const made = `hash_seed=${uuid},lazy_itable_init=0,lazy_journal_init=0,root_owner=0:0`;
  return stage(build, 'data', { sizeBytes, args, made, epochS: build.epochS }, async (folder) => {
    const empty = join(folder, 'empty');
    mkdirSync(empty);
    const epoch = String(build.epochS);
    await command(
      'mke2fs',
      [...args, '-q', '-E', made, '-d', empty, join(folder, 'data.img'), `${sizeBytes / 1024}k`],
      {
        environment: { SOURCE_DATE_EPOCH: epoch, E2FSPROGS_FAKE_TIME: epoch },
      },
    );
    rmSync(empty, { recursive: true });
  });
}
