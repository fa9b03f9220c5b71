import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { readAnswer } from '../../../scripts/smgw-sim/emt/answer.ts';

const plain = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 11\r\n\r\n{"ok":true}';
const chunked =
  'HTTP/1.1 403 Forbidden\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n4\r\n"fun\r\n6;x=1\r\nction"\r\n0\r\n\r\n';

describe('the answer reader of the EMT', () => {
  it('reads answers of a given length and in chunks, however they are cut, and leaves what follows', () => {
    const cases = [
      [plain, 200, '{"ok":true}', false],
      [chunked, 403, '"function"', true],
      [`HTTP/1.1 100 Continue\r\n\r\n${plain}`, 200, '{"ok":true}', false],
      ['HTTP/1.1 204 No Content\r\n\r\n', 204, '', false],
    ] as const;
    for (const [text, status, body, last] of cases) {
      const bytes = Buffer.from(`${text}NEXT`);
      for (let length = 0; length < text.length; length += 1)
        assert.equal(readAnswer(bytes.subarray(0, length)), 'more', `${length} bytes of ${status}`);
      const read = readAnswer(bytes);
      assert.ok(read !== 'more');
      const { answer, rest } = read;
      assert.deepEqual([answer.status, answer.body, answer.last, String(rest)], [status, body, last, 'NEXT']);
    }
  });

  it('refuses what is no answer, or has no end', () => {
    for (const text of [
      'GET / HTTP/1.1\r\n\r\n',
      'HTTP/1.1 two OK\r\n\r\n',
      'HTTP/1.1 200 OK\r\n\r\n',
      'HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n',
      'HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n',
      'HTTP/1.1 200 OK\r\nno colon\r\n\r\n',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\n',
    ])
      assert.throws(() => readAnswer(Buffer.from(text)), Error, text);
  });

  it('ends on any bytes: an answer, more, or an error', () => {
    const parts = ['HTTP/1.1 200', '\r\n', 'Content-Length: ', '5', 'Transfer-Encoding: chunked', ':', '\0', 'ff'];
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.constantFrom(...parts), fc.string()), { maxLength: 12 }), (pieces) => {
        try {
          const read = readAnswer(Buffer.from(pieces.join('')));
          assert.ok(read === 'more' || read.answer.status >= 200);
        } catch (error) {
          assert.ok(error instanceof Error && !(error instanceof RangeError));
        }
      }),
      { numRuns: 2000 },
    );
  });
});
