import assert from 'node:assert/strict';
import fc from 'fast-check';
import { holdsOtherAsciiFrame, isUnfinished, scanAscii, withLrc } from '../../../drivers/link/ascii-scan.ts';
import { expectedReply } from '../../../drivers/link/reply.ts';
import type { ModbusRequest } from '../../../drivers/link/request.ts';
import { readReply } from './register-image.ts';

const read: ModbusRequest = { unitId: 1, functionCode: 3, address: 0x2e, quantity: 5 };
const readFrame = withLrc(Buffer.from([1, 3, 0, 0x2e, 0, 5]));
const reply = readReply(1, 3, 0x2e, 5);
const frame = withLrc(reply);
const scan = (bytes: Buffer, request: ModbusRequest = read, sent = readFrame, mayEcho = true) =>
  scanAscii(bytes, { frame: sent, expected: expectedReply(request), mayEcho });
const text = (bytes: Buffer) => bytes.toString('latin1');
const asAbl = (bytes: Buffer) => Buffer.from(`>${text(bytes).slice(1)}`);

describe('ASCII frames on a line', () => {
  it('are the ones that owners of ABL boxes send', () => {
    assert.equal(text(readFrame), ':0103002E0005C9\r\n');
    assert.equal(text(withLrc(Buffer.from([1, 16, 0, 20, 0, 1, 2, 3, 0xe8]))), ':0110001400010203E8ED\r\n');
    assert.equal(text(withLrc(Buffer.from([1, 16, 0, 5, 0, 1, 2, 0xe0, 0xe0]))), ':01100005000102E0E027\r\n');
  });

  it('are taken with either start character, in capitals or small letters', () => {
    for (const bytes of [frame, asAbl(frame), Buffer.from(text(asAbl(frame)).toLowerCase())]) {
      const found = scan(bytes);
      assert.deepEqual(found.kind === 'reply' && found.body, reply, text(bytes));
    }
  });

  it('are found behind noise, an echo, a frame cut off and frames of others', () => {
    const others = [
      Buffer.from('\r\n0103:>\0\xff', 'latin1'),
      readFrame,
      frame.subarray(0, 11),
      withLrc(readReply(2, 3, 0x2e, 5)),
      withLrc(readReply(1, 4, 0x2e, 5)),
      withLrc(readReply(1, 3, 0x2e, 4)),
      withLrc(Buffer.from([1, 0x84, 2])),
    ];
    for (const before of others) {
      const found = scan(Buffer.concat([before, asAbl(frame)]));
      assert.deepEqual(found.kind === 'reply' && found.body, reply, text(before));
    }
  });

  it('are refused without their end, with a wrong LRC, unit, function, length or exception code', () => {
    const badLrc = Buffer.from(frame);
    badLrc[badLrc.length - 3] = (badLrc.at(-3) ?? 0) === 0x30 ? 0x31 : 0x30;
    const refused = [
      badLrc,
      ...[1, 2, 3].map((missing) => frame.subarray(0, -missing)),
      frame.subarray(1),
      Buffer.from(text(frame).replace('\r\n', '\n')),
      Buffer.from(text(frame).replace('\r\n', '\r')),
      withLrc(readReply(2, 3, 0x2e, 5)),
      withLrc(readReply(1, 4, 0x2e, 5)),
      withLrc(readReply(1, 3, 0x2e, 4)),
      withLrc(readReply(1, 3, 0x2e, 6)),
      withLrc(Buffer.concat([reply, Buffer.from([0])])),
      ...[
        [2, 0x83, 2],
        [1, 0x84, 2],
        [1, 0x83, 0],
        [1, 0x83, 99],
        [1, 0x83, 2, 0],
      ].map((b) => withLrc(Buffer.from(b))),
    ];
    for (const bytes of refused) assert.equal(scan(bytes).kind, 'nothing', text(bytes));
  });

  it('tell an exception of the asked function', () => {
    const found = scan(asAbl(withLrc(Buffer.from([1, 0x83, 2]))));
    assert.deepEqual(found, { kind: 'exception', code: 2, end: 11, echo: false });
  });

  it('that repeat a write of one value are its reply only where the adapter does not echo', () => {
    const write: ModbusRequest = { unitId: 1, functionCode: 6, address: 5, values: [16] };
    const sent = withLrc(Buffer.from([1, 6, 0, 5, 0, 16]));
    assert.equal(scan(sent, write, sent, false).kind, 'reply');
    assert.equal(scan(sent, write, sent, true).kind, 'nothing');
    assert.equal(scan(Buffer.concat([sent, asAbl(sent)]), write, sent, true).kind, 'reply');
  });

  it('are known as begun or as whole', () => {
    assert.equal(isUnfinished(frame.subarray(0, 9)), true);
    assert.equal(isUnfinished(frame.subarray(0, -1)), true);
    assert.equal(isUnfinished(frame), false);
    assert.equal(isUnfinished(Buffer.from('0103')), false);
    assert.equal(isUnfinished(Buffer.from(':01x')), false);
    assert.equal(isUnfinished(Buffer.from(`:${'0'.repeat(600)}`)), false);
    assert.equal(holdsOtherAsciiFrame(Buffer.concat([Buffer.from('xx'), withLrc(readReply(9, 4, 1, 1))])), true);
    assert.equal(holdsOtherAsciiFrame(frame.subarray(1)), false);
  });

  it('never come out of bytes that hold none, and always out of bytes that do', () => {
    const digits = fc.string({ unit: fc.constantFrom(...'0123456789ABCDEFabcdef:>\r\n'), maxLength: 60 });
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 60 }).map((a) => Buffer.from(a)),
      digits.map((d) => Buffer.from(d)),
    );
    fc.assert(
      fc.property(bytes, bytes, (before, after) => {
        assert.equal(scan(before).kind, 'nothing');
        holdsOtherAsciiFrame(before);
        const found = scan(Buffer.concat([before, frame, after]));
        assert.deepEqual(found.kind === 'reply' && found.body, reply);
      }),
      { numRuns: 2_000 },
    );
  });

  it('with any one character changed never give another value', () => {
    fc.assert(
      fc.property(fc.nat(frame.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const broken = Buffer.from(frame);
        broken[at] = (broken[at] ?? 0) ^ change;
        const found = scan(broken);
        if (found.kind === 'reply') assert.deepEqual(found.body, reply);
        else assert.equal(found.kind, 'nothing');
      }),
      { numRuns: 3_000 },
    );
  });
});
