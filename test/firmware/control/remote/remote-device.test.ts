import assert from 'node:assert/strict';
import { RemoteDevices } from '../../../../firmware/control/remote/remote-devices.ts';
import type { DeviceReadings } from '../../../../firmware/domain/device.ts';
import { type RemoteOffer, type RemoteReport, remotePlace } from '../../../../firmware/domain/remote-device.ts';
import { device } from '../../../../firmware/domain/site/devices.ts';

/** The main thread's clock stands so far before the worker's. */
const aheadMs = 5000;

describe('a device whose socket is in the main thread', () => {
  let nowMs = 0;
  let sent: RemoteOffer[] = [];
  const config = device.parse({ id: 'E1', definition: 'ocpp', address: 'CP-1', phases: 'L2L3L1', maxCurrentA: 32 });
  const place = remotePlace(config);
  const make = () => {
    nowMs = 1000;
    sent = [];
    const devices = new RemoteDevices({
      clock: { monotonicMs: () => nowMs, wallMs: () => 0 },
      send: (offer) => void sent.push(offer),
    });
    const one = devices.make(config);
    const tell = (report: Partial<RemoteReport>, latencyMs = 1) => {
      const sentMs = nowMs + aheadMs;
      nowMs += latencyMs;
      const since = { healthSinceMs: sentMs };
      devices.take(sentMs, [{ device: 'E1', place, health: 'online', ...since, readings: {}, ...report }]);
    };
    return { one, tell };
  };
  const stateB: DeviceReadings = { chargeState: { value: 'B', atMs: 1000 + aheadMs } };

  it('is awaited like a first poll, and has the facts of the site until it says more', () => {
    const { one, tell } = make();
    assert.equal(one.health, 'probing');
    assert.deepEqual(one.readings, {});
    assert.deepEqual(
      [one.facts.wiring, one.facts.minMa, one.facts.maxMa, one.facts.stepMa],
      [[1, 2, 0], 6000, 32_000, 1000],
    );
    tell({ readings: stateB, facts: { maxMa: 16_000, measuresCurrent: true } });
    assert.equal(one.health, 'online');
    assert.deepEqual([one.facts.maxMa, one.facts.measuresCurrent, one.facts.readsBack], [16_000, true, false]);
  });

  it('never takes more than the site allows, whatever it says of itself', () => {
    const { one, tell } = make();
    tell({ facts: { maxMa: 63_000, minMa: 0 } });
    assert.deepEqual([one.facts.minMa, one.facts.maxMa], [6000, 32_000]);
  });

  it('has readings as old as the main thread says, whatever the zeros of the two clocks', () => {
    const { one, tell } = make();
    tell({ readings: stateB });
    const first = one.readings.chargeState?.atMs;
    assert.ok(first !== undefined && first >= 1000 && first <= 1001);
    nowMs += 4000;
    // The same reading again, in a message that was late: it does not become younger.
    tell({ readings: stateB }, 300);
    assert.equal(one.readings.chargeState?.atMs, first);
    // A message that was quicker than the first shows how late that one was.
    tell({ readings: stateB }, 0);
    assert.equal(one.readings.chargeState?.atMs, 1000);
  });

  it('is offline once nothing is reported for some seconds', () => {
    const { one, tell } = make();
    tell({ readings: stateB });
    nowMs += 9_900;
    assert.equal(one.health, 'online');
    nowMs += 200;
    assert.equal(one.health, 'offline');
    assert.equal(one.fault?.code, 'noReport');
    assert.equal(one.healthSinceMs, 11_001);
    tell({ readings: stateB });
    assert.equal(one.health, 'online');
  });

  it('is offline, too, when it never was reported', () => {
    const { one } = make();
    nowMs += 10_001;
    assert.equal(one.health, 'offline');
  });

  it('sends offers with rising numbers, and only the answer to the last one settles', () => {
    const { one, tell } = make();
    let settled = 0;
    one.onWriteSettled(() => {
      settled += 1;
    });
    one.offer(16_000);
    one.offer(6000);
    assert.deepEqual(
      sent.map(({ id, currentMa, place: at }) => [id, currentMa, at]),
      [
        [1, 16_000, 'CP-1#1'],
        [2, 6000, 'CP-1#1'],
      ],
    );
    tell({ write: { id: 1, outcome: 'acknowledged', repliedAtMs: nowMs + aheadMs } });
    assert.equal(one.lastWrite?.outcome, 'pending');
    nowMs += 50;
    tell({ write: { id: 2, outcome: 'acknowledged', repliedAtMs: nowMs + aheadMs } });
    assert.equal(settled, 1);
    assert.deepEqual(one.lastWrite, {
      offeredMa: 6000,
      requestedAtMs: 1000,
      outcome: 'acknowledged',
      repliedAtMs: 1052,
    });
    tell({ write: { id: 2, outcome: 'acknowledged', repliedAtMs: nowMs + aheadMs } });
    assert.equal(settled, 1);
  });

  it('tells why an offer was not taken', () => {
    const { one, tell } = make();
    one.offer(16_000);
    tell({ write: { id: 1, outcome: 'failed', error: { code: 'write', message: 'it was rejected' } } });
    assert.equal(one.lastWrite?.outcome, 'failed');
    assert.equal(one.lastWrite?.error?.message, 'it was rejected');
  });

  it('sends the phases with each offer once they were set', () => {
    const { one } = make();
    one.offer(8000);
    one.usePhases(1);
    assert.deepEqual(
      sent.map(({ currentMa, phases }) => [currentMa, phases]),
      [
        [8000, undefined],
        [8000, 1],
      ],
    );
  });

  it('takes nothing that is told of another box of the same name', () => {
    const { one, tell } = make();
    tell({ place: 'CP-2#1', readings: stateB });
    assert.equal(one.health, 'probing');
  });

  it('keeps back what cannot be', () => {
    const { one, tell } = make();
    tell({ readings: { currentMa: { value: [16_000, 900_000, 0], atMs: 1000 + aheadMs } } });
    assert.equal(one.readings.currentMa, undefined);
    assert.equal(one.fault?.code, 'implausible');
  });
});
