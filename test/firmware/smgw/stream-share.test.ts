import assert from 'node:assert/strict';
import { StreamShare } from '../../../firmware/smgw/stream-share.ts';

const code = (share: StreamShare, count: number, nowMs: number) => share.faultFor(count, nowMs)?.code;

describe('how many streams a channel may have', () => {
  /** A new one comes up and costs the one before, at once or a little later. */
  const displace = (share: StreamShare, atMs: number, late: boolean): void => {
    const begun = share.began();
    if (!late) share.lost(0, atMs);
    share.cameUp(begun, late ? 1 : 0, atMs);
    if (late) share.lost(1, atMs + 100);
  };

  for (const late of [false, true])
    it(`is one, for an hour, when each new one cost the one before three times, ${late ? 'later' : 'at once'}`, () => {
      const share = new StreamShare();
      for (let k = 0; k < 3; k += 1) {
        assert.equal(code(share, 1, k * 5000), undefined);
        displace(share, k * 5000, late);
      }
      assert.equal(code(share, 1, 20_000), 'gatewayKeepsOne');
      assert.equal(code(share, 0, 20_000), undefined);
      assert.equal(code(share, 1, 3_700_000), undefined);
    });

  it('is 64 where streams stand beside each other, also when one is lost now and then', () => {
    const share = new StreamShare();
    for (let k = 0; k < 20; k += 1) {
      share.lost(1, k * 60_000);
      share.cameUp(share.began(), 1, k * 60_000 + 5000);
    }
    assert.equal(code(share, 63, 2_000_000), undefined);
    assert.equal(code(share, 64, 2_000_000), 'tooManyStreams');
  });

  it('is 64 when the whole channel was lost, and all come back one by one', () => {
    const share = new StreamShare();
    for (let k = 0; k < 10; k += 1) {
      share.lost(1, k * 60_000);
      share.lost(0, k * 60_000);
      share.cameUp(share.began(), 0, k * 60_000 + 3000);
      share.cameUp(share.began(), 1, k * 60_000 + 4000);
    }
    assert.equal(code(share, 2, 700_000), undefined);
  });
});
