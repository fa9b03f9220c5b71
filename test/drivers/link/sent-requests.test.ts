import assert from 'node:assert/strict';
import fc from 'fast-check';
import { expectedReply } from '../../../drivers/link/reply.ts';
import { SentRequests } from '../../../drivers/link/sent-requests.ts';

const read = (transactionId: number) => ({
  transactionId,
  expected: expectedReply({ unitId: 7, functionCode: 3, address: 0, quantity: 2 }),
});
/** MBAP header, unit, function and what follows of the reply to such a read. */
const replyTo = (transactionId: number) =>
  Buffer.from([transactionId >> 8, transactionId & 0xff, 0, 0, 0, 7, 7, 3, 4, 1, 2, 3, 4]);
const exceptionTo = (transactionId: number) =>
  Buffer.from([transactionId >> 8, transactionId & 0xff, 0, 0, 0, 3, 7, 0x83, 2]);

function sent(...ids: readonly number[]): SentRequests {
  const requests = new SentRequests();
  for (const { transactionId, expected } of ids.map(read)) requests.note(transactionId, expected);
  return requests;
}

describe('the last requests of a connection', () => {
  it('are known by their replies, wherever these begin in a body', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 60 }),
        fc.uint8Array({ maxLength: 60 }),
        fc.boolean(),
        (before, after, isException) => {
          const hidden = isException ? exceptionTo(0x1234) : replyTo(0x1234);
          assert.ok(sent(0x1233, 0x1234).hidesReply(Buffer.concat([before, hidden, after])));
        },
      ),
    );
  });

  it('are not seen in registers that hold something else, zeros above all', () => {
    assert.equal(sent(0, 1, 2).hidesReply(Buffer.alloc(253)), false);
    assert.equal(sent(1, 2).hidesReply(replyTo(3)), false);
    assert.equal(sent(1, 2).hidesReply(replyTo(1).subarray(0, 8)), false);
    const otherUnit = replyTo(1);
    otherUnit[6] = 8;
    assert.equal(sent(1, 2).hidesReply(otherUnit), false);
  });

  it('are forgotten, 64 requests later or when the connection is made anew', () => {
    const requests = sent(...Array.from({ length: 65 }, (_, k) => k));
    assert.equal(requests.hidesReply(replyTo(0)), false);
    assert.equal(requests.hidesReply(replyTo(1)), true);
    requests.forget();
    assert.equal(requests.hidesReply(replyTo(64)), false);
  });

  it('tell whether what follows a reply may be another reply', () => {
    const requests = sent(1, 2);
    for (const bytes of [Buffer.alloc(0), replyTo(2), replyTo(1).subarray(0, 3), exceptionTo(2)])
      assert.equal(requests.mayBegin(bytes), true);
    for (const bytes of [replyTo(3), Buffer.from([9])]) assert.equal(requests.mayBegin(bytes), false);
  });
});
