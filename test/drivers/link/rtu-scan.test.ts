import assert from 'node:assert/strict';
import fc from 'fast-check';
import { withCrc } from '../../../drivers/link/crc16.ts';
import { expectedReply } from '../../../drivers/link/reply.ts';
import type { ModbusRequest } from '../../../drivers/link/request.ts';
import { holdsOtherFrame, scanRtu } from '../../../drivers/link/rtu-scan.ts';
import { crcOf, readReply } from './register-image.ts';

const read: ModbusRequest = { unitId: 1, functionCode: 3, address: 0x20, quantity: 2 };
const readFrame = withCrc(Buffer.from([1, 3, 0, 0x20, 0, 2]));
const reply = readReply(1, 3, 0x20, 2);
const scan = (bytes: Buffer, request: ModbusRequest = read, frame = readFrame, mayEcho = true) =>
  scanRtu(bytes, { frame, expected: expectedReply(request), mayEcho });

describe('RTU frames on a line', () => {
  it('carry the CRC that the standard prints', () => {
    assert.deepEqual([...withCrc(Buffer.from([2, 7]))], [2, 7, 0x41, 0x12]);
    assert.deepEqual(withCrc(reply).readUInt16LE(reply.length), crcOf(reply));
  });

  it('are found behind noise, an echo and frames of others', () => {
    const others = [
      Buffer.from([9, 8, 7]),
      readFrame,
      withCrc(readReply(2, 3, 0x20, 2)),
      withCrc(readReply(1, 4, 0x20, 2)),
      withCrc(readReply(1, 3, 0x20, 3)),
      withCrc(Buffer.from([1, 0x84, 2])),
    ];
    for (const before of others) {
      const found = scan(Buffer.concat([before, withCrc(reply)]));
      assert.equal(found.kind, 'reply');
      assert.deepEqual(found.kind === 'reply' && found.body, reply);
    }
  });

  it('are refused with a wrong CRC, unit, function, length or a code that is no exception', () => {
    const badCrc = withCrc(reply);
    badCrc[badCrc.length - 1] = (badCrc.at(-1) ?? 0) ^ 1;
    const refused = [
      badCrc,
      withCrc(reply).subarray(0, -1),
      withCrc(readReply(2, 3, 0x20, 2)),
      withCrc(readReply(1, 4, 0x20, 2)),
      withCrc(readReply(1, 3, 0x20, 1)),
      withCrc(readReply(1, 3, 0x20, 3)),
      withCrc(Buffer.from([2, 0x83, 2])),
      withCrc(Buffer.from([1, 0x84, 2])),
      withCrc(Buffer.from([1, 0x83, 0])),
      withCrc(Buffer.from([1, 0x83, 99])),
    ];
    for (const bytes of refused) assert.equal(scan(bytes).kind, 'nothing', bytes.toString('hex'));
  });

  it('tell an exception of the asked function', () => {
    assert.deepEqual(scan(withCrc(Buffer.from([1, 0x83, 2]))), { kind: 'exception', code: 2, end: 5, echo: false });
  });

  it('that echo a read of bits are not its reply, though they have its form', () => {
    const bits: ModbusRequest = { unitId: 1, functionCode: 1, address: 0x0310, quantity: 20 };
    const frame = withCrc(Buffer.from([1, 1, 3, 0x10, 0, 20]));
    assert.deepEqual(scan(frame, bits, frame), { kind: 'nothing', echo: true });
    const answered = scan(Buffer.concat([frame, withCrc(readReply(1, 1, 0x0310, 20))]), bits, frame);
    assert.equal(answered.kind, 'reply');
  });

  it('that repeat a write of one value are its reply only where the adapter does not echo', () => {
    const write: ModbusRequest = { unitId: 1, functionCode: 6, address: 5, values: [16] };
    const frame = withCrc(Buffer.from([1, 6, 0, 5, 0, 16]));
    assert.equal(scan(frame, write, frame, false).kind, 'reply');
    assert.equal(scan(frame, write, frame, true).kind, 'nothing');
    assert.equal(scan(Buffer.concat([frame, frame]), write, frame, true).kind, 'reply');
    const otherValue = withCrc(Buffer.from([1, 6, 0, 5, 0, 17]));
    assert.equal(scan(otherValue, write, frame, false).kind, 'nothing');
  });

  it('never come out of bytes that hold none, and always out of bytes that do', () => {
    const bytes = fc.uint8Array({ maxLength: 60 }).map((a) => Buffer.from(a));
    const frame = withCrc(reply);
    fc.assert(
      fc.property(bytes, bytes, (before, after) => {
        assert.equal(scan(before).kind, 'nothing');
        holdsOtherFrame(before);
        const found = scan(Buffer.concat([before, frame, after]));
        assert.deepEqual(found.kind === 'reply' && found.body, reply);
      }),
      { numRuns: 2_000 },
    );
  });

  it('with any byte changed never pass', () => {
    const frame = withCrc(reply);
    fc.assert(
      fc.property(fc.nat(frame.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const broken = Buffer.from(frame);
        broken[at] = (broken[at] ?? 0) ^ change;
        assert.equal(scan(broken).kind, 'nothing');
      }),
    );
  });
});
