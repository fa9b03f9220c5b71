import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { channelBeat } from '../../../firmware/control/channel-beat.ts';
import type { UpChannel } from '../../../firmware/control/channel-freshness.ts';

describe('the beat of the channels', () => {
  beforeEach(() => mock.timers.enable({ apis: ['setInterval'] }));
  afterEach(() => mock.timers.reset());

  it('says every second which are up, once that none is any more, and nothing after that', () => {
    let up: readonly UpChannel[] = [];
    const told: number[] = [];
    const end = channelBeat({ upChannels: () => up }, { channelsUp: (channels) => void told.push(channels.length) });
    mock.timers.tick(2000);
    assert.deepEqual(told, []);
    up = [{ id: 'emt', keys: ['avail'] }];
    mock.timers.tick(2000);
    up = [];
    mock.timers.tick(3000);
    assert.deepEqual(told, [1, 1, 0]);
    up = [{ id: 'emt', keys: ['avail'] }];
    end();
    mock.timers.tick(3000);
    assert.deepEqual(told, [1, 1, 0]);
  });
});
