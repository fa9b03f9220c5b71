import assert from 'node:assert/strict';
import type { MeterState, State } from '../../../../firmware/domain/state.ts';
import { SitePlace } from '../../../../firmware/ocpp/own-places/site-place.ts';

const at = '2026-11-28T12:00:00.000Z';
const meter: MeterState = {
  ...{ id: 'M1', name: 'Grid', role: 'grid', currentA: [10.04, -2, null], powerW: [2300, -460, null] },
  ...{ voltageV: [230.4, 231, null], importWh: 1234.5, exportWh: 77, ageS: 1 },
};
const stateWith = (gridW: number | null): State => ({
  ...{
    cycle: 1,
    at,
    site: { name: 'house', mode: 'manage', timezone: 'UTC' },
    circuits: [],
    chargePoints: [],
    price: null,
  },
  flow: { gridW, solarW: null, batteryW: null, houseW: null, chargePointsW: null },
  ...{ meters: [meter], variables: [], limits: [], health: [] },
});

function placeAt(clock: { nowMs: number }) {
  let changes = 0;
  const place = new SitePlace({
    ...{ fuseMa: () => 63_000, voltageV: () => 230, gridMeter: () => 'M1', changed: () => (changes += 1) },
    clock: { monotonicMs: () => clock.nowMs, wallMs: () => Date.parse(at) + clock.nowMs },
  });
  return { place, changes: () => changes };
}

describe('the whole house as a charge point', () => {
  it('tells the meter at the house connection, import and export apart', () => {
    const { place } = placeAt({ nowMs: 0 });
    assert.equal(place.readMeter(), undefined);
    place.observe(stateWith(-1840));
    assert.deepEqual(
      place.readMeter()?.samples.map(({ measurand, phase, value, unit }) => [measurand, phase, value, unit]),
      [
        ['Energy.Active.Import.Register', undefined, '1235', 'Wh'],
        ['Energy.Active.Export.Register', undefined, '77', 'Wh'],
        ['Power.Active.Import', undefined, '0', 'W'],
        ['Power.Active.Export', undefined, '1840', 'W'],
        ['Current.Import', 'L1', '10', 'A'],
        ['Current.Import', 'L2', '0', 'A'],
        ['Voltage', 'L1-N', '230', 'V'],
        ['Voltage', 'L2-N', '231', 'V'],
      ],
    );
  });

  it('an old state is not what flows now', () => {
    const clock = { nowMs: 0 };
    const { place } = placeAt(clock);
    place.observe(stateWith(100));
    clock.nowMs = 10_001;
    assert.equal(place.readMeter(), undefined);
  });

  it('takes profiles for the whole house and nothing else', async () => {
    const { place, changes } = placeAt({ nowMs: 0 });
    place.limit('grid', { maxMa: 20_000, why: 'profile' });
    place.limit('grid', { maxMa: 20_000, why: 'profile' });
    assert.deepEqual(place.ceilings(), [{ backend: 'grid', maxMa: 20_000, why: 'profile', sinceMs: Date.parse(at) }]);
    assert.equal(changes(), 1);
    place.limit('grid', { why: 'refused' });
    assert.deepEqual(place.ceilings(), []);
    assert.deepEqual(
      [await place.start(), await place.stop(), await place.setAvailable(false), await place.setAvailable(true)],
      ['notSupported', 'rejected', 'rejected', 'accepted'],
    );
  });

  it('says when its meter does not answer, and takes limits all the same', () => {
    const { place } = placeAt({ nowMs: 0 });
    const told: string[] = [];
    place.onEvent((event) => told.push(event.kind === 'status' ? event.status.errorCode : event.kind));
    for (const gridW of [1, null, null, 1]) place.observe(stateWith(gridW));
    assert.deepEqual(told, ['PowerMeterFailure', 'NoError']);
  });
});
