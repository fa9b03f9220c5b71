import assert from 'node:assert/strict';
import { ModbusCodec } from '../../../drivers/link/modbus-codec.ts';
import { checkRequest, type ModbusRequest } from '../../../drivers/link/request.ts';
import { imageWord, readReply } from './register-image.ts';

describe('the coder of Modbus requests', () => {
  const codec = new ModbusCodec();
  const hex = (request: ModbusRequest): string => codec.encode(request).toString('hex');

  it('codes the eight functions as the standard prints them', () => {
    assert.equal(hex({ unitId: 0x11, functionCode: 1, address: 0x13, quantity: 0x25 }), '110100130025');
    assert.equal(hex({ unitId: 0x11, functionCode: 2, address: 0xc4, quantity: 0x16 }), '110200c40016');
    assert.equal(hex({ unitId: 0x11, functionCode: 3, address: 0x6b, quantity: 3 }), '1103006b0003');
    assert.equal(hex({ unitId: 0x11, functionCode: 4, address: 8, quantity: 1 }), '110400080001');
    assert.equal(hex({ unitId: 0x11, functionCode: 5, address: 0xac, values: [1] }), '110500acff00');
    assert.equal(hex({ unitId: 0x11, functionCode: 6, address: 1, values: [3] }), '110600010003');
    assert.equal(
      hex({ unitId: 0x11, functionCode: 15, address: 0x13, values: [1, 0, 1, 1, 0, 0, 1, 1, 1, 0] }),
      '110f0013000a02cd01',
    );
    assert.equal(hex({ unitId: 0x11, functionCode: 16, address: 1, values: [10, 258] }), '1110000100020' + '4000a0102');
  });

  it('reads exactly the asked values out of a reply', () => {
    for (const [functionCode, quantity] of [
      [1, 13],
      [2, 2000],
      [3, 125],
      [4, 1],
    ] as const) {
      const read = { unitId: 9, functionCode, address: 40, quantity };
      const values = codec.decode(read, readReply(9, functionCode, 40, quantity));
      assert.deepEqual(
        [...values],
        Array.from({ length: quantity }, (_, i) => imageWord(9, functionCode, 40 + i)),
      );
    }
  });

  it('has no memory: a coded request does not change how the next reply is read', () => {
    codec.encode({ unitId: 5, functionCode: 3, address: 1, quantity: 50 });
    const values = codec.decode({ unitId: 7, functionCode: 4, address: 3, quantity: 2 }, readReply(7, 4, 3, 2));
    assert.deepEqual([...values], [imageWord(7, 4, 3), imageWord(7, 4, 4)]);
  });

  it('lets nothing through that no device could answer', () => {
    const refused: ModbusRequest[] = [
      { unitId: 256, functionCode: 3, address: 0, quantity: 1 },
      { unitId: 1, functionCode: 3, address: 0, quantity: 126 },
      { unitId: 1, functionCode: 3, address: 0, quantity: 0 },
      { unitId: 1, functionCode: 1, address: 0, quantity: 2001 },
      { unitId: 1, functionCode: 3, address: 65_535, quantity: 2 },
      { unitId: 1, functionCode: 3, address: 1.5, quantity: 2 },
      { unitId: 1, functionCode: 6, address: 0, values: [1, 2] },
      { unitId: 1, functionCode: 6, address: 0, values: [65_536] },
      { unitId: 1, functionCode: 16, address: 0, values: [Number.NaN] },
      { unitId: 1, functionCode: 5, address: 0, values: [2] },
      { unitId: 1, functionCode: 16, address: 0, values: [] },
    ];
    for (const request of refused) assert.throws(() => checkRequest(request), { code: 'badRequest' });
    checkRequest({ unitId: 255, functionCode: 3, address: 65_534, quantity: 2 });
  });
});
