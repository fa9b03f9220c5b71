import assert from 'node:assert/strict';
import fc from 'fast-check';
import { scanMbap, withMbap } from '../../../drivers/link/mbap.ts';
import { expectedReply } from '../../../drivers/link/reply.ts';
import { SentRequests } from '../../../drivers/link/sent-requests.ts';
import { readReply } from './register-image.ts';

describe('frames of Modbus TCP', () => {
  it('are read whole, whatever pieces they come in', () => {
    const body = readReply(1, 3, 7, 9);
    const bytes = Buffer.concat([withMbap(0xfffe, body), withMbap(1, body)]);
    for (let length = 0; length < 6 + body.length; length++) {
      assert.equal(scanMbap(bytes.subarray(0, length)).kind, 'partial');
    }
    const scan = scanMbap(bytes);
    assert.deepEqual(scan, { kind: 'frame', frame: { transactionId: 0xfffe, body }, end: 6 + body.length });
  });

  it('with another protocol or an impossible length end the trust in the stream', () => {
    const header = (protocol: number, length: number) => Buffer.from([0, 1, 0, protocol, length >> 8, length & 0xff]);
    for (const bytes of [header(7, 6), header(0, 2), header(0, 255), header(0, 0x306), Buffer.from([0, 1, 2, 0])]) {
      assert.equal(scanMbap(bytes).kind, 'violation', bytes.toString('hex'));
    }
    for (const length of [3, 254]) assert.equal(scanMbap(header(0, length)).kind, 'partial');
  });

  it('are found again as they were put together, and random bytes do no harm', () => {
    const body = fc.uint8Array({ minLength: 3, maxLength: 254 });
    fc.assert(
      fc.property(fc.nat(0xffff), body, fc.uint8Array({ maxLength: 40 }), (id, bytes, random) => {
        const scan = scanMbap(withMbap(id, bytes));
        assert.deepEqual(scan.kind === 'frame' && [scan.frame.transactionId, [...scan.frame.body]], [id, [...bytes]]);
        scanMbap(Buffer.from(random));
      }),
    );
  });
});

describe('the requests of a connection', () => {
  const read = (quantity: number) => expectedReply({ unitId: 1, functionCode: 3, address: 0, quantity });

  it('give away an older reply that fills up a cut-off frame', () => {
    const sent = new SentRequests();
    sent.note(500, read(2));
    sent.note(501, read(20));
    const whole = readReply(1, 3, 0, 20);
    assert.equal(sent.hidesReply(whole), false);
    const filled = Buffer.concat([whole.subarray(0, 12), withMbap(500, readReply(1, 3, 0, 2)), whole.subarray(12)]);
    assert.equal(sent.hidesReply(filled), true);
    const exception = Buffer.concat([whole.subarray(0, 12), withMbap(501, Buffer.from([1, 0x83, 2]))]);
    assert.equal(sent.hidesReply(exception), true);
  });

  it('tell what may follow a reply', () => {
    const sent = new SentRequests();
    sent.note(500, read(2));
    const next = withMbap(500, readReply(1, 3, 0, 2));
    for (let length = 0; length <= next.length; length++) assert.ok(sent.mayBegin(next.subarray(0, length)));
    assert.equal(sent.mayBegin(Buffer.from([1, 2, 3, 4])), false);
  });
});
