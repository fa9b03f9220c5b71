import assert from 'node:assert/strict';
import { ChannelHealth, type WatchedChannel } from '../../../firmware/control/channel-health.ts';

const lastError = { layer: 'tcp', code: 'refused', message: 'Nobody listens at 10.11.120.2:4433', at: '' } as const;

describe('the health of gateway channels', () => {
  let nowMs = 0;
  let health: ChannelHealth;
  const look = (...channels: WatchedChannel[]) => health.of(channels).map(({ what, since }) => [what, since]);
  const at = (ms: number) => new Date(1_800_000_000_000 + ms).toISOString();
  const down = (id: string): WatchedChannel => ({ id, status: 'waiting', lastError });
  const up = (id: string): WatchedChannel => ({ id, status: 'up', lastError });
  beforeEach(() => {
    nowMs = 0;
    health = new ChannelHealth({ monotonicMs: () => nowMs, wallMs: () => 1_800_000_000_000 + nowMs });
  });

  it('says nothing of a channel that is up, off, or back within half a minute', () => {
    assert.deepEqual(look(down('a'), up('b'), { id: 'c', status: 'off', lastError: null }), []);
    nowMs = 29_000;
    assert.deepEqual(look({ id: 'a', status: 'connecting', lastError }, down('b')), []);
    nowMs = 31_000;
    assert.deepEqual(look(up('a'), up('b')), []);
    nowMs = 50_000;
    assert.deepEqual(look(down('a')), []);
  });

  it('tells since when a channel is down and why', () => {
    look(down('a'));
    nowMs = 30_000;
    assert.deepEqual(look(down('a')), [['a', at(0)]]);
    assert.match(health.of([down('a')])[0]?.message ?? '', /channel a is down: Nobody listens at/);
    assert.deepEqual(look(), []);
    nowMs = 40_000;
    assert.deepEqual(look(down('a')), []);
  });
});
