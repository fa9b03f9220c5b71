import assert from 'node:assert/strict';
import { playOffline } from '../../../../scripts/soak/ocpp/replay.ts';

describe('stations that had no link', () => {
  it('tell their backend all of it, each in its order, once there is one', async () => {
    const { faults, written, fileMiB } = await playOffline(4, 0.5);
    assert.deepEqual(faults, []);
    assert.equal(written.values, 4 * 720);
    assert.ok(written.starts > 0 && written.starts === written.stops);
    assert.ok(fileMiB < 2);
  });
});
