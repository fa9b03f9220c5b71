import assert from 'node:assert/strict';
import { genimageConfigOf } from '../../build/stages/disk.ts';
import { layoutOf, mebibyte, resetRequestOffsetBytes } from '../../build/stages/layout.ts';
import { uuidOf } from '../../build/stages/uuid.ts';
import { targetOf, targets } from '../../build/targets/target.ts';

const reservedByPiBytes = 4 * mebibyte;

describe('the disk', () => {
  for (const target of targets) {
    it(`of ${target.name} has two slots of the same size and the data last`, () => {
      const layout = layoutOf(target);
      assert.deepEqual(
        layout.map(({ label }) => label),
        ['loader', 'env', 'boota', 'bootb', 'roota', 'rootb', 'data'],
      );
      const size = (label: string): number => layout.find((part) => part.label === label)?.sizeBytes ?? 0;
      assert.equal(size('boota'), size('bootb'));
      assert.equal(size('roota'), size('rootb'));
      assert.ok(layout.every(({ sizeBytes }) => sizeBytes % mebibyte === 0));
      // 2 GB is the smallest eMMC such boards have.
      assert.ok(layout.reduce((sum, { sizeBytes }) => sum + sizeBytes, reservedByPiBytes) < 2e9);
    });

    it(`of ${target.name} ships slot B empty`, () => {
      const empty = layoutOf(target).filter(({ content }) => content === undefined);
      assert.deepEqual(
        empty.map(({ label }) => label),
        ['bootb', 'rootb'],
      );
    });
  }

  it('has room for the request of a factory reset behind the boot state', () => {
    const env = layoutOf(targetOf('cm4-arm64')).find(({ label }) => label === 'env');
    assert.ok(resetRequestOffsetBytes >= 512 && resetRequestOffsetBytes + 512 <= (env?.sizeBytes ?? 0));
  });

  it('has other UUIDs for each partition and target, and the same in each build', () => {
    const uuids = targets.flatMap((target) => [
      ...genimageConfigOf({ target }).matchAll(/(?:disk|partition)-uuid = "([^"]+)"/g),
    ]);
    const distinct = new Set(uuids.map((found) => found[1]));
    assert.equal(distinct.size, targets.length * 8);
    assert.equal(uuidOf('disk', 'cm4-arm64'), uuidOf('disk', 'cm4-arm64'));
    for (const uuid of distinct)
      assert.match(uuid ?? '', /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it('has an EFI system partition where UEFI looks for one', () => {
    assert.equal(layoutOf(targetOf('generic-amd64'))[0]?.type, 'C12A7328-F81F-11D2-BA4B-00A0C93EC93B');
  });

  it('refuses a target nobody knows', () => {
    assert.throws(() => targetOf('cm5-arm64'), { code: 'unknownTarget', message: /cm4-arm64 or generic-amd64/ });
    assert.throws(() => targetOf(undefined), { code: 'unknownTarget' });
  });
});
