import assert from 'node:assert/strict';
import { Duplex } from 'node:stream';
import fc from 'fast-check';
import { ChannelFault } from '../../../firmware/smgw/channel-fault.ts';
import { type SocksOutcome, talkSocks } from './socks-talk.ts';

const expected = (bytes: Buffer): 'granted' | 'fault' | 'more' => {
  const [version, method, again, rep, , kind, length = 0] = bytes;
  if (version === undefined) return 'more';
  if (version !== 5) return 'fault';
  if (method === undefined) return 'more';
  if (method !== 0) return 'fault';
  if (again === undefined) return 'more';
  if (again !== 5) return 'fault';
  if (rep === undefined) return 'more';
  if (rep !== 0) return 'fault';
  if (bytes.length < 6) return 'more';
  const sizes: Record<number, number> = { 1: 10, 3: bytes.length < 7 ? Number.POSITIVE_INFINITY : 7 + length, 4: 22 };
  const size = sizes[kind ?? 0];
  if (size === undefined) return 'fault';
  return bytes.length >= 2 + size ? 'granted' : 'more';
};
const replySize = (bytes: Buffer): number => 2 + (bytes[5] === 1 ? 10 : bytes[5] === 4 ? 22 : 7 + (bytes[6] ?? 0));

/** Mostly right at the front, so that all of it is reached. */
const answers = fc
  .tuple(
    fc.oneof({ weight: 9, arbitrary: fc.constant([5, 0]) }, fc.array(fc.nat(255), { maxLength: 3 })),
    fc.oneof({ weight: 9, arbitrary: fc.constant([5, 0, 0]) }, fc.array(fc.nat(255), { maxLength: 4 })),
    fc.oneof(
      { weight: 5, arbitrary: fc.constantFrom([1], [3, 0], [3, 9], [3, 255], [4]) },
      fc.array(fc.nat(255), { maxLength: 2 }),
    ),
    fc.uint8Array({ maxLength: 300 }),
  )
  .map((parts) => Buffer.concat(parts.map((part) => Buffer.from(part))));

describe('S33 the SOCKS answer of a gateway, whatever it is', () => {
  it('is granted, refused or waited for as RFC 1928 says, and each byte behind it is kept', async () => {
    await fc.assert(
      fc.asyncProperty(answers, fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 40 }), async (bytes, cuts) => {
        const { outcome, rest }: SocksOutcome = await talkSocks(bytes, cuts);
        const wanted = expected(bytes);
        assert.equal(outcome === 'granted' ? 'granted' : outcome.code === 'socksTimeout' ? 'more' : 'fault', wanted);
        if (wanted === 'granted') assert.deepEqual(rest, bytes.subarray(replySize(bytes)));
        if (outcome !== 'granted') assert.ok(outcome instanceof ChannelFault && outcome.message.length > 20);
      }),
      { numRuns: 2000 },
    );
  });

  it('is asked for in the exact bytes of the notes', async () => {
    const { sent } = await talkSocks(Buffer.from([5, 0, 5, 0, 0, 1, 0, 0, 0, 0, 0, 0]), []);
    assert.equal(sent.toString('hex'), '050100' + '050100030b656d742e6578616d706c6501bb');
  });

  it('is closed without a wait when the stream has ended before', async () => {
    const { outcome } = await talkSocks(
      Buffer.alloc(0),
      [],
      new Duplex({ read() {}, write: (_c, _e, done) => done() }).destroy(),
    );
    assert.ok(outcome instanceof ChannelFault);
    assert.equal(outcome.code, 'ended');
  });
});
