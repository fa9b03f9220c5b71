import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Build } from './build.ts';
import { changesOf, keyFileValue } from './changes.ts';
import { command } from './command.ts';
import { hashOfFile } from './hash.ts';
import { stage } from './stage.ts';

/** The update, `update.raucb`: both images of a slot in a signed bundle whose blocks are verified as they are read. */
export function makeBundle(build: Build, slot: string, system: string): Promise<string> {
  const manifest = manifestOf(build);
  const inputs = { slot, system, manifest, certificate: hashOfFile(build.keys.certificate), fast: build.fast };
  return stage(build, 'bundle', inputs, async (folder) => {
    const content = join(folder, 'content');
    mkdirSync(content);
    linkSync(join(system, 'root.img'), join(content, 'rootfs.img'));
    linkSync(join(slot, 'boot.img'), join(content, 'boot.img'));
    writeFileSync(join(content, 'manifest.raucm'), manifest);
    const { certificate, key, keyring } = build.keys;
    const signed = [`--cert=${certificate}`, `--key=${key}`, `--keyring=${keyring}`];
    const squash = `--mksquashfs-args=-comp zstd -Xcompression-level ${build.fast ? 3 : 19}`;
    await command('rauc', ['bundle', ...signed, squash, content, join(folder, 'update.raucb')], {
      environment: { SOURCE_DATE_EPOCH: String(build.epochS) },
    });
    rmSync(content, { recursive: true });
  });
}

/** What the bundle says about itself. */
export function manifestOf(build: Build): string {
  const changes = changesOf(readFileSync(join(build.repository, 'CHANGELOG.md'), 'utf8'), build.version);
  return [
    '[update]',
    `compatible=netwacht-${build.target.name}`,
    `version=${build.version}`,
    // When, and of what: firmware/system/root/rauc-info.ts reads the first word.
    `build=${new Date(build.epochS * 1000).toISOString()} ${build.commit}`,
    ...(changes === undefined ? [] : [`description=${keyFileValue(changes)}`]),
    '',
    '[bundle]',
    'format=verity',
    '',
    '[image.rootfs]',
    'filename=rootfs.img',
    '',
    '[image.boot]',
    'filename=boot.img',
    '',
  ].join('\n');
}
