import assert from 'node:assert/strict';
import { throwAwayReads, waysToRead } from '../../../drivers/bus/reply-lengths.ts';

const read = (functionCode: 1 | 3, address: number, quantity: number) => ({
  unitId: 1,
  functionCode,
  address,
  quantity,
});

describe('lengths of replies', () => {
  it('alternate by the spare registers, whole values first', () => {
    assert.deepEqual(
      waysToRead(read(3, 10, 6), 2).map((way) => way.quantity),
      [6, 8, 7],
    );
    assert.deepEqual(
      waysToRead(read(3, 10, 6), 0).map((way) => way.quantity),
      [6],
    );
  });

  it('of bits differ in bytes', () => {
    assert.deepEqual(
      waysToRead(read(1, 0, 5), 12).map((way) => Math.ceil(way.quantity / 8)),
      [1, 3, 2],
    );
  });

  it('stay within what a request may ask for', () => {
    assert.deepEqual(
      waysToRead(read(3, 0, 125), 2).map((way) => way.quantity),
      [125],
    );
    assert.deepEqual(
      waysToRead(read(3, 65_530, 6), 2).map((way) => way.quantity),
      [6],
    );
  });

  it('of throw-away reads never equal the one they prove', () => {
    for (const wanted of [read(3, 0, 1), read(3, 0, 2), read(1, 0, 9), read(3, 65_535, 1)]) {
      const others = [...throwAwayReads(wanted)];
      assert.ok(others.length > 3);
      for (const other of others) {
        const bytes = (quantity: number) => (wanted.functionCode === 1 ? Math.ceil(quantity / 8) : quantity);
        assert.notEqual(bytes(other.quantity), bytes(wanted.quantity));
        assert.ok(other.address + other.quantity <= 65_536);
      }
    }
  });
});
