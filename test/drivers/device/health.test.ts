import assert from 'node:assert/strict';
import { HealthTracker } from '../../../drivers/device/health.ts';

describe('Health of a device', () => {
  const online = () => {
    const tracker = new HealthTracker(0);
    tracker.probing(0);
    tracker.online(10);
    return tracker;
  };

  it('is degraded after one failure and online again after one good value', () => {
    const tracker = online();
    tracker.failed(100);
    assert.equal(tracker.health, 'degraded');
    assert.equal(tracker.sinceMs, 100);
    tracker.good(200);
    assert.equal(tracker.health, 'online');
    assert.equal(tracker.sinceMs, 200);
  });

  it('is offline after three failures in a row', () => {
    const tracker = online();
    tracker.failed(100);
    tracker.failed(200);
    assert.equal(tracker.health, 'degraded');
    tracker.failed(300);
    assert.equal(tracker.health, 'offline');
  });

  it('is offline after 5 s without a good value, whatever the reason', () => {
    const tracker = online();
    tracker.checkSilence(5_009);
    assert.equal(tracker.health, 'online');
    tracker.checkSilence(5_010);
    assert.equal(tracker.health, 'offline');
  });

  it('knocks after 1, 2, 4 … 30 s, spread by chance, and from the start after it was found', () => {
    const tracker = new HealthTracker(0);
    const middle = Array.from({ length: 7 }, () => tracker.nextProbeMs(0.5));
    assert.deepEqual(middle, [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
    tracker.online(0);
    assert.equal(tracker.nextProbeMs(0), 800);
    assert.equal(tracker.nextProbeMs(1), 2_400);
    assert.ok(Array.from({ length: 9 }, () => tracker.nextProbeMs(1)).every((ms) => ms <= 30_000));
  });
});
