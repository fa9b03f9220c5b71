import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { OpenStream, StreamEvents } from '../../../drivers/link/byte-stream.ts';
import { asciiFraming, rtuFraming } from '../../../drivers/link/framing.ts';
import type { Link, Outcome } from '../../../drivers/link/link.ts';
import { RtuLink } from '../../../drivers/link/rtu-link.ts';
import { TcpLink } from '../../../drivers/link/tcp-link.ts';
import { type Framing, framed } from './faults.ts';
import { LineTime } from './line-time.ts';
import { imageWord, readReply } from './register-image.ts';

const request = { unitId: 1, functionCode: 3, address: 7, quantity: 4 } as const;
const body = readReply(1, 3, 7, 4);

/** A far end that only says what the test puts into its mouth. */
function farEnd(): { open: OpenStream; say(bytes: Buffer): void; lose(): void; lastTransactionId: number } {
  let events: StreamEvents | undefined;
  const far = {
    lastTransactionId: 0,
    open: async (given: StreamEvents) => {
      events = given;
      const write = (bytes: Buffer): void => {
        far.lastTransactionId = bytes.readUInt16BE(0);
      };
      return { write, close: async () => undefined };
    },
    say: (bytes: Buffer) => events?.onBytes(bytes),
    lose: () => events?.onLost(new Error('gone')),
  };
  return far;
}

type Piece =
  | { kind: 'random'; bytes: Uint8Array }
  | { kind: 'reply'; cut: number }
  | { kind: 'lost' }
  | { kind: 'time' };
const piece: fc.Arbitrary<Piece> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('random' as const), bytes: fc.uint8Array({ maxLength: 30 }) }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('reply' as const), cut: fc.nat(20) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('lost' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('time' as const) }) },
);

for (const framing of ['rtu', 'ascii', 'tcp'] as const) {
  describe(`a ${framing} link`, () => {
    it('ends every exchange, and with no other values than those of its reply, whatever comes in', async () => {
      let replies = 0;
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.array(piece, { maxLength: 6 }), { minLength: 1, maxLength: 4 }),
          async (exchanges) => {
            const time = new LineTime();
            const far = farEnd();
            const link = linkOf(framing, far.open, time);
            for (const pieces of exchanges) replies += await exchange(link, far, time, pieces, framing);
            await link.close();
          },
        ),
        { numRuns: 300 },
      );
      assert.ok(replies > 0);
    });
  });
}

/** One exchange with these pieces as all that comes in; answers how many replies (0 or 1) the link took from them. */
async function exchange(
  link: Link,
  far: ReturnType<typeof farEnd>,
  time: LineTime,
  pieces: readonly Piece[],
  framing: Framing,
): Promise<number> {
  const ends: Outcome[] = [];
  const terms = { timeoutMs: 50, pauseMs: 0, connectByMs: time.monotonicMs() + 200 };
  void link.exchange(request, terms).then((outcome) => ends.push(outcome));
  await time.advance(5);
  for (const next of pieces) {
    if (next.kind === 'lost') far.lose();
    else if (next.kind === 'time') await time.advance(10);
    else if (next.kind === 'random') far.say(Buffer.from(next.bytes));
    else {
      const frame = framed(framing, far.lastTransactionId, body);
      far.say(frame.subarray(0, next.cut));
      far.say(frame.subarray(next.cut));
    }
  }
  await time.advance(2_500);
  assert.equal(ends.length, 1);
  const replies = ends.filter((end) => end.kind === 'reply');
  const right = [0, 1, 2, 3].map((i) => imageWord(1, 3, 7 + i));
  for (const { values } of replies) assert.deepEqual([...values], right);
  return replies.length;
}

function linkOf(framing: Framing, open: OpenStream, time: LineTime): Link {
  const shared = { open, clock: time, timers: time };
  if (framing === 'tcp') return new TcpLink({ ...shared, firstTransactionId: 4_711 });
  const line = framing === 'ascii' ? asciiFraming : rtuFraming;
  return new RtuLink({ ...shared, framing: line, timing: { characterMs: 0, gapMs: 1.75 }, dropWhenSilent: true });
}
