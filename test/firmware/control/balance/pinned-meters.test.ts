import assert from 'node:assert/strict';
import { withPinnedMeters } from '../../../../firmware/control/balance/pinned-meters.ts';
import type { DeviceView } from '../../../../firmware/control/device-view.ts';
import { onBuilding } from '../../../../firmware/control/device-view.ts';
import type { DeviceReadings } from '../../../../firmware/domain/device.ts';
import { meter, siteWith, topologyFrom, viewOf } from './metered-site.ts';

const nowMs = 1_000_000;
const { site } = topologyFrom(
  siteWith([
    { id: 'E1', definition: 'a-box', address: '10.0.0.1:502', phases: 'L2L3L1' },
    meter('M1', 'display', { chargePoint: 'E1' }),
  ]),
);
const measured = (ma: number, ageS = 0): DeviceReadings => ({
  currentMa: { value: [ma, ma + 1, ma + 2], atMs: nowMs - ageS * 1000 },
});
const box = (readings: DeviceReadings, measuresCurrent: boolean): DeviceView =>
  viewOf(
    'E1',
    'chargePoint',
    { chargeState: { value: 'C', atMs: nowMs }, ...readings },
    { wiring: [1, 2, 0], measuresCurrent },
  );
const drawOf = (boxView: DeviceView, meterReadings: DeviceReadings) => {
  const views = new Map([
    ['E1', boxView],
    ['M1', viewOf('M1', 'meter', meterReadings)],
  ]);
  const seen = withPinnedMeters(site, views, nowMs).get('E1');
  assert.ok(seen !== undefined);
  return { draw: onBuilding(seen, seen.readings.currentMa), measures: seen.facts.measuresCurrent };
};

describe('the meter of a charge point', () => {
  it('is its draw when the box measures none, on the phases of the box', () => {
    assert.deepEqual(drawOf(box({}, false), measured(10_000)), { draw: [10_002, 10_000, 10_001], measures: true });
  });
  it('is its draw when the value of the box is stale', () => {
    assert.deepEqual(drawOf(box(measured(3000, 11), true), measured(10_000)).draw, [10_002, 10_000, 10_001]);
  });
  it('does not speak over a box that measures', () => {
    assert.deepEqual(drawOf(box(measured(3000), true), measured(10_000)).draw, [3002, 3000, 3001]);
  });
  it('says nothing when it is stale itself, or lacks a phase', () => {
    const nothing = { draw: [undefined, undefined, undefined], measures: false };
    assert.deepEqual(drawOf(box({}, false), measured(10_000, 11)), nothing);
    assert.deepEqual(drawOf(box({}, false), { currentMa: { value: [10_000], atMs: nowMs } }), nothing);
    assert.deepEqual(drawOf(box({}, false), { currentMa: { value: [1, Number.NaN, 1], atMs: nowMs } }), nothing);
  });
  it('is its energy counter where the box has none, and says whose it is', () => {
    const wh = (value: number) => ({ energyImportWh: { value, atMs: nowMs } });
    const seen = (own: DeviceReadings, measures: boolean) => {
      const views = new Map([
        ['E1', box(own, measures)],
        ['M1', viewOf('M1', 'meter', { ...measured(10_000), ...wh(77) })],
      ]);
      const view = withPinnedMeters(site, views, nowMs).get('E1');
      return [view?.readings.energyImportWh?.value, view?.energyMeter];
    };
    assert.deepEqual(seen({}, false), [77, 'M1']);
    assert.deepEqual(seen(measured(3000), true), [77, 'M1']);
    assert.deepEqual(seen({ ...measured(3000), ...wh(5) }, true), [5, undefined]);
    assert.deepEqual(seen(wh(5), false), [5, undefined]);
  });
  it('counts as draw even when its clamps are turned round', () => {
    assert.deepEqual(drawOf(box({}, false), measured(-10_002)).draw, [10_000, 10_002, 10_001]);
  });
});
