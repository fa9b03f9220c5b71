import assert from 'node:assert/strict';
import fc from 'fast-check';
import { meterBench } from './meter-on-bench.ts';

const now = { w: -500, a: 2.5, name: 'x' };

describe('A device that speaks in messages', () => {
  it('is probing until it speaks, then online with values of the time of their message', () => {
    const { device, say, time } = meterBench();
    assert.equal(device.health, 'probing');
    assert.equal(device.readings.totalPowerW, undefined);
    say('now', now, 40);
    assert.equal(device.health, 'online');
    const atMs = time.monotonicMs() - 40;
    assert.deepEqual(device.readings.totalPowerW, { value: -500, atMs });
    // The sign of the power is the sign of the current; factors and units are those of every device.
    assert.deepEqual(device.readings.currentMa, { value: [-2500], atMs });
    assert.ok(!Object.keys(device.readings).includes('energyImportWh'));
    say('energy', { kwh: 1.5 });
    assert.equal(device.readings.energyImportWh?.value, 1500);
  });

  it('turns and scales with the factor of the site', () => {
    const { device, say } = meterBench({}, { factor: -2 });
    say('now', now);
    assert.equal(device.readings.totalPowerW?.value, 1000);
    assert.deepEqual(device.readings.currentMa?.value, [5000]);
  });

  it('has no value where a message says none, and never the one before', () => {
    const { device, say } = meterBench();
    say('now', now);
    say('now', { w: null, a: 1 });
    assert.equal(device.readings.totalPowerW, undefined);
    assert.equal(device.health, 'online');
  });

  it('keeps old values with their age when nothing more comes, and is offline after 5 s', async () => {
    const { device, say, time } = meterBench();
    const atMs = time.monotonicMs();
    say('now', now);
    await time.advance(4_900);
    assert.equal(device.health, 'online');
    await time.advance(1_200);
    assert.equal(device.health, 'offline');
    assert.equal(device.fault?.code, 'noReply');
    assert.equal(device.readings.totalPowerW?.atMs, atMs);
    say('now', now);
    assert.equal(device.health, 'online');
    assert.equal(device.fault, undefined);
  });

  it('waits longer for a product that speaks seldom', async () => {
    const { device, say, time } = meterBench({ everyMs: 10_000 });
    say('now', now);
    await time.advance(29_000);
    assert.equal(device.health, 'online');
    await time.advance(2_500);
    assert.equal(device.health, 'offline');
  });

  it('is degraded after one failure and offline after three, and then tries 1, 2, 4 … 30 s apart', () => {
    const { device, say, events } = meterBench();
    say('now', now);
    const fault = { code: 'timedOut', message: 'late' };
    assert.equal(events.backOffMs(), undefined);
    const seen = [1, 2, 3].map(() => {
      events.failed(fault);
      return device.health;
    });
    assert.deepEqual(seen, ['degraded', 'degraded', 'offline']);
    assert.deepEqual(device.fault, fault);
    assert.deepEqual(
      [1, 2, 3, 4, 5, 6, 7].map(() => events.backOffMs()),
      [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000],
    );
  });

  const broken: [string, unknown, string][] = [
    ['no JSON', '{"w":', 'badMessage'],
    ['nothing that we know', { error: 'busy' }, 'noValue'],
    ['only what is no value', { w: 'NaN', a: '' }, 'noValue'],
    ['numbers beyond reason', { w: 1e300 }, 'noValue'],
  ];
  for (const [what, message, code] of broken)
    it(`takes a message that holds ${what} for a failure, and leaves the values as old as they are`, () => {
      const { device, say } = meterBench();
      say('now', now);
      const before = device.readings;
      for (let k = 0; k < 3; k += 1) say('now', message);
      assert.deepEqual(device.readings, before);
      assert.equal(device.health, 'offline');
      assert.equal(device.fault?.code, code);
    });

  it('is not taken for another product', () => {
    const { device, say } = meterBench({ detect: [{ quantity: 'product', startsWith: ['SHEM'] }] });
    say('energy', { kwh: 7 });
    assert.equal(device.health, 'probing');
    assert.deepEqual(device.readings, {});
    say('now', { ...now, name: 'PLUG' });
    assert.equal(device.fault?.code, 'wrongDevice');
    assert.deepEqual(device.readings, {});
    say('now', { ...now, name: 'SHEM-3' });
    assert.equal(device.health, 'online');
    assert.equal(device.readings.totalPowerW?.value, -500);
  });

  it('asks again who it is once it was away', () => {
    const { device, say, events } = meterBench({ detect: [{ quantity: 'product', startsWith: ['SHEM'] }] });
    say('now', { ...now, name: 'SHEM' });
    events.lost({ code: 'unreachable', message: 'gone' });
    assert.equal(device.health, 'offline');
    say('energy', { kwh: 7 });
    assert.equal(device.health, 'offline');
    say('now', { ...now, name: 'OTHER' });
    assert.equal(device.fault?.code, 'wrongDevice');
  });

  it('lets nothing older replace what is newer', () => {
    const { device, say } = meterBench();
    say('now', { w: 1 });
    say('now', { w: 2 }, 500);
    assert.equal(device.readings.totalPowerW?.value, 1);
  });

  it('hears nothing more once it was stopped', async () => {
    const { device, say } = meterBench();
    await device.stop();
    say('now', now);
    assert.deepEqual(device.readings, {});
  });

  it('gives numbers or nothing, whatever comes', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.json(), fc.string(), fc.constant('{"w":1,"a":2}')), { maxLength: 5 }),
        (texts) => {
          const { device, say } = meterBench();
          for (const text of texts) say('now', text);
          const { totalPowerW, currentMa } = device.readings;
          for (const value of [totalPowerW?.value, ...(currentMa?.value ?? [])])
            assert.ok(value === undefined || Number.isFinite(value));
        },
      ),
      { numRuns: 500 },
    );
  });
});
