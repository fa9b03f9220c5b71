import assert from 'node:assert/strict';
import { crc32 } from 'node:zlib';
import { bootStateOf, slotTaken } from './boot-state.ts';

function sector(...texts: readonly string[]): Buffer {
  const bytes = Buffer.alloc(512);
  bytes.write(`${texts.join('\0')}\0`, 4, 'latin1');
  bytes.writeUInt32LE(crc32(bytes.subarray(4)), 0);
  return bytes;
}

describe('the state that the boot script decides by', () => {
  it('is read with its numbers in hexadecimal', () => {
    const state = bootStateOf(sector('BOOT_ORDER=B A', 'BOOT_A_LEFT=3', 'BOOT_B_LEFT=a', 'BOOT_GOOD=A'));
    assert.deepEqual(state, { order: 'B A', leftA: 3, leftB: 10, good: 'A' });
  });

  it('is none when a bit of it is wrong', () => {
    const bytes = sector('BOOT_ORDER=B A');
    bytes.writeUInt8(bytes.readUInt8(100) ^ 1, 100);
    assert.equal(bootStateOf(bytes), undefined);
  });

  it('names the slot that is taken', () => {
    assert.equal(slotTaken(undefined), 'A');
    assert.equal(slotTaken({ order: 'B A', leftA: 3, leftB: 3, good: 'A' }), 'B');
    assert.equal(slotTaken({ order: 'B A', leftA: 3, leftB: 0, good: 'A' }), 'A');
  });
});
