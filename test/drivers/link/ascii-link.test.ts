import assert from 'node:assert/strict';
import { withLrc } from '../../../drivers/link/ascii-scan.ts';
import type { StreamEvents } from '../../../drivers/link/byte-stream.ts';
import { asciiFraming } from '../../../drivers/link/framing.ts';
import type { Outcome } from '../../../drivers/link/link.ts';
import { RtuLink } from '../../../drivers/link/rtu-link.ts';
import { LineTime } from './line-time.ts';
import { readReply } from './register-image.ts';

const request = { unitId: 1, functionCode: 3, address: 7, quantity: 4 } as const;
const frame = withLrc(readReply(1, 3, 7, 4));

/** How an exchange with a time-out of 300 ms ends when these pieces come, each after its time. */
async function ends(...pieces: readonly (readonly [afterMs: number, bytes: Buffer])[]): Promise<[string, number]> {
  const time = new LineTime();
  const begunAtMs = time.monotonicMs();
  let events: StreamEvents | undefined;
  const link = new RtuLink({
    open: async (given) => {
      events = given;
      return { write: () => undefined, close: async () => undefined };
    },
    ...{ framing: asciiFraming, timing: { characterMs: 0.3, gapMs: 1.75 }, dropWhenSilent: false },
    ...{ clock: time, timers: time },
  });
  let end: Outcome | undefined;
  let endedAtMs = 0;
  const terms = { timeoutMs: 300, pauseMs: 0, connectByMs: begunAtMs + 1_000 };
  void link.exchange(request, terms).then((outcome) => {
    end = outcome;
    endedAtMs = time.monotonicMs() - begunAtMs;
  });
  await time.advance(5);
  for (const [afterMs, bytes] of pieces) {
    await time.advance(afterMs);
    events?.onBytes(bytes);
  }
  await time.advance(5_000);
  await link.close();
  assert.ok(end);
  return [end.kind === 'unanswered' ? end.fault : end.kind, endedAtMs];
}

describe('An ASCII frame that comes in pieces', () => {
  it('is taken with gaps of up to a second, if it began in time', async () => {
    assert.equal((await ends([200, frame.subarray(0, 5)], [600, frame.subarray(5)]))[0], 'reply');
  });

  it('is given up a second after its last character', async () => {
    const [kind, atMs] = await ends([100, frame.subarray(0, 5)]);
    assert.equal(kind, 'framing');
    assert.ok(atMs >= 1_100 && atMs < 1_120, `${atMs}`);
  });

  it('holds the line for one further second at most, however it goes on', async () => {
    const pieces = [...frame].map((byte) => [180, Buffer.from([byte])] as const);
    const [kind, atMs] = await ends(...pieces);
    assert.equal(kind, 'framing');
    assert.ok(atMs < 1_400, `${atMs}`);
  });

  it('is not waited for when it did not begin in time, or is not one', async () => {
    for (const [bytes, expected] of [
      [Buffer.alloc(0), 'timeout'],
      [Buffer.from('0103'), 'framing'],
      [Buffer.from(':01?3'), 'framing'],
      [withLrc(readReply(2, 3, 7, 4)), 'mismatch'],
    ] as const) {
      const [kind, atMs] = bytes.length === 0 ? await ends() : await ends([100, bytes]);
      assert.equal(kind, expected);
      assert.ok(atMs < 350, `${atMs}`);
    }
  });
});
