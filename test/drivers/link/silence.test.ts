import assert from 'node:assert/strict';
import { Silence } from '../../../drivers/link/silence.ts';
import { LineTime } from './line-time.ts';

function waiting(silence: Silence, ms: number): () => boolean | undefined {
  let reached: boolean | undefined;
  void silence.reach(ms).then((result) => {
    reached = result;
  });
  return () => reached;
}

describe('silence before a request', () => {
  it('is kept from the last byte on', async () => {
    const time = new LineTime();
    const silence = new Silence(time, time);
    silence.brokenUntil(time.monotonicMs());
    const reached = waiting(silence, 4);
    await time.advance(3);
    assert.equal(reached(), undefined);
    silence.brokenUntil(time.monotonicMs());
    await time.advance(3);
    assert.equal(reached(), undefined, 'a byte at 3 ms starts it anew');
    await time.advance(2);
    assert.equal(reached(), true);
  });

  it('is there at once on a line that was silent', async () => {
    const time = new LineTime();
    const reached = waiting(new Silence(time, time), 4);
    await time.settle();
    assert.equal(reached(), true);
  });

  it('starts anew when bytes had arrived that were not handed out yet', async () => {
    const time = new LineTime();
    const silence = new Silence(time, time);
    let hidden = true;
    time.onTurn = () => {
      if (hidden) silence.brokenUntil(time.monotonicMs());
      hidden = false;
    };
    const reached = waiting(silence, 4);
    await time.settle();
    assert.equal(reached(), undefined);
    await time.advance(5);
    assert.equal(reached(), true);
  });

  it('is not waited for where noise never ends', async () => {
    const time = new LineTime();
    const silence = new Silence(time, time);
    silence.brokenUntil(time.monotonicMs());
    const reached = waiting(silence, 4);
    for (let i = 0; i < 600 && reached() === undefined; i++) {
      silence.brokenUntil(time.monotonicMs());
      await time.advance(1);
    }
    assert.equal(reached(), false);
  });
});
