import assert from 'node:assert/strict';
import { exceptionReply, readClientRequest, readReply } from '../../../drivers/proxy/client-request.ts';

const ask = (...bytes: number[]) => readClientRequest(Buffer.from(bytes));

describe('A request of a client of the proxy', () => {
  it('is a read of function 1 to 4', () => {
    for (const functionCode of [1, 2, 3, 4])
      assert.deepEqual(ask(7, functionCode, 1, 2, 0, 3), {
        kind: 'read',
        request: { unitId: 7, functionCode, address: 258, quantity: 3 },
      });
  });

  it('is a write of function 5, 6, 15 or 16', () => {
    const values = (...bytes: number[]) => {
      const asked = ask(...bytes);
      return asked.kind === 'write' ? [asked.request.functionCode, asked.request.address, ...asked.request.values] : [];
    };
    assert.deepEqual(values(1, 5, 0, 9, 0xff, 0), [5, 9, 1]);
    assert.deepEqual(values(1, 5, 0, 9, 0, 0), [5, 9, 0]);
    assert.deepEqual(values(1, 6, 0, 9, 1, 2), [6, 9, 258]);
    assert.deepEqual(values(1, 15, 0, 9, 0, 10, 2, 0b101, 0b10), [15, 9, 1, 0, 1, 0, 0, 0, 0, 0, 0, 1]);
    assert.deepEqual(values(1, 16, 0, 9, 0, 2, 4, 1, 2, 3, 4), [16, 9, 258, 772]);
  });

  const refused: [string, number[], number][] = [
    ['another function', [1, 43, 14, 1, 0], 1],
    ['no function', [1], 1],
    ['an exception', [1, 0x83, 2], 1],
    ['a mask write', [1, 22, 0, 4, 0, 0xf2, 0, 0x25], 1],
    ['a read of nothing', [1, 3, 0, 0, 0, 0], 3],
    ['a read of 126 registers', [1, 3, 0, 0, 0, 126], 3],
    ['a read of 2001 bits', [1, 1, 0, 0, 7, 0xd1], 3],
    ['a read beyond the last address', [1, 3, 0xff, 0xff, 0, 2], 2],
    ['a read that is too short', [1, 3, 0, 0, 0], 3],
    ['a read that is too long', [1, 3, 0, 0, 0, 1, 0], 3],
    ['a coil that is half on', [1, 5, 0, 0, 0xff, 1], 3],
    ['a write whose count is another', [1, 16, 0, 0, 0, 2, 2, 0, 1], 3],
    ['a write with a byte too many', [1, 16, 0, 0, 0, 1, 2, 0, 1, 9], 3],
    ['a write of 124 registers', [1, 16, 0, 0, 0, 124, 248, ...Array<number>(248).fill(0)], 3],
  ];
  for (const [what, bytes, code] of refused)
    it(`is refused as ${what}`, () => assert.deepEqual(ask(...bytes), { kind: 'refused', code }));

  it('is answered as the protocol says', () => {
    const read = { unitId: 1, functionCode: 3, address: 0, quantity: 2 } as const;
    assert.deepEqual([...readReply(read, Uint16Array.of(258, 3))], [1, 3, 4, 1, 2, 0, 3]);
    const coils = { unitId: 1, functionCode: 1, address: 0, quantity: 10 } as const;
    assert.deepEqual([...readReply(coils, Uint16Array.of(1, 0, 1, 0, 0, 0, 0, 0, 0, 1))], [1, 1, 2, 0b101, 0b10]);
    assert.deepEqual([...exceptionReply(Buffer.from([1, 3, 0, 0]), 11)], [1, 0x83, 11]);
  });
});
