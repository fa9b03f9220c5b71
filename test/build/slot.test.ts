import assert from 'node:assert/strict';
import type { Build } from '../../build/stages/build.ts';
import { manifestOf } from '../../build/stages/bundle.ts';
import { slotEnvironmentOf } from '../../build/stages/slot.ts';
import { targetOf } from '../../build/targets/target.ts';

const verity = { rootHash: 'ab'.repeat(32), hashOffset: 4096 * 21_000 };
const build = (target: string): Build =>
  ({ target: targetOf(target), version: '1.2.3', commit: 'c0ffee', epochS: 0, repository: '.' }) as unknown as Build;

describe('a slot', () => {
  it('tells U-Boot in lines what the kernel has to open', () => {
    const text = slotEnvironmentOf(build('cm4-arm64'), verity);
    assert.equal(text, `roothash=${verity.rootHash}\nhashoffset=86016000\nversion=1.2.3\n`);
  });

  it('tells GRUB the same in a block of its own kind: a first line, 1024 bytes, filled up with #', () => {
    const text = slotEnvironmentOf(build('generic-amd64'), verity);
    assert.equal(Buffer.byteLength(text), 1024);
    assert.ok(text.startsWith(`# GRUB Environment Block\nroothash=${verity.rootHash}\nhashoffset=86016000\n`));
    assert.match(text, /version=1\.2\.3\n#+$/);
  });

  it('S17 goes into a bundle of verity format that names board and version', () => {
    const lines = manifestOf(build('cm4-arm64')).split('\n');
    for (const line of [
      'compatible=netwacht-cm4-arm64',
      'version=1.2.3',
      'format=verity',
      '[image.rootfs]',
      '[image.boot]',
    ]) {
      assert.ok(lines.includes(line), line);
    }
  });
});
