import assert from 'node:assert/strict';
import fc from 'fast-check';
import { metricTable, samplesOf } from '../../../../firmware/api/metrics/samples.ts';
import type { ChargePointState, State } from '../../../../firmware/domain/state.ts';
import { exampleState } from '../fakes.ts';

const point: ChargePointState = {
  ...{ id: 'E1', name: 'Anna', circuit: 'garage', state: 'C', minA: 6, maxA: 16, offeredA: 10, phases: ['L1', 'L2'] },
  ...{ drawnA: [9.5, null, 0], powerW: 4200, energyWh: 1000, reason: { code: 'fuse' } },
};
const withPoint = (one: Partial<ChargePointState>): State => ({
  ...exampleState(7),
  chargePoints: [{ ...point, ...one }],
});
const told = (state: State, name: string) => samplesOf(state, undefined).filter((sample) => sample.name === name);

describe('what the metrics tell', () => {
  it('is each phase with its number, in the units of the names', () => {
    assert.deepEqual(told(withPoint({}), 'netwacht_charge_point_current_amperes'), [
      {
        name: 'netwacht_charge_point_current_amperes',
        labels: { charge_point: 'E1', circuit: 'garage', phase: 'L1' },
        value: 9.5,
      },
      {
        name: 'netwacht_charge_point_current_amperes',
        labels: { charge_point: 'E1', circuit: 'garage', phase: 'L3' },
        value: 0,
      },
    ]);
    assert.equal(told(withPoint({}), 'netwacht_charge_point_energy_joules_total')[0]?.value, 3_600_000);
  });

  it('is nothing where nothing is known, and never 0 then', () => {
    const unknown = withPoint({
      offeredA: null,
      drawnA: [null, null, null],
      powerW: null,
      energyWh: null,
      state: null,
    });
    const names = samplesOf(unknown, undefined)
      .filter(({ labels }) => labels.charge_point === 'E1')
      .map(({ name }) => name);
    assert.deepEqual(names, ['netwacht_charge_point_max_amperes', 'netwacht_charge_point_reason_info']);
    assert.deepEqual(samplesOf(undefined, undefined), []);
  });

  it('names no person: not who a point is called after, not who gave an order, no budget and no override', () => {
    const by = { since: '2026-01-01T00:00:00Z', until: null, source: 'anna' };
    const state: State = {
      ...withPoint({
        orders: {
          override: { limitA: 6, until: 'unplug', rulesOff: false, source: 'anna' },
          need: null,
          phases: 'auto',
        },
        reason: { code: 'rule', rule: 'anna/night' },
      }),
      limits: [
        { id: 'budget:anna', origin: 'budget', circuit: null, chargePoint: 'E1', unit: 'A', value: 0, ...by },
        { id: 'operator', origin: 'smgw', circuit: 'house', unit: 'W', value: 22_000, ...by },
      ],
      variables: [{ name: 'AVAIL', value: 40, at: by.since, source: 'anna', stale: false, owner: null }],
    };
    assert.doesNotMatch(JSON.stringify(samplesOf(state, undefined)), /anna/i);
    assert.equal(told(state, 'netwacht_limit_watts')[0]?.value, 22_000);
  });

  it('names no address in what a trouble is about', () => {
    const since = new Date(0).toISOString();
    const trouble = (code: 'mqttDown' | 'lineBusy', what: string) =>
      ({ id: code, severity: 'warning', code, what, message: '', since }) as const;
    const state = {
      ...exampleState(7),
      health: [trouble('mqttDown', '10.0.0.5:8883'), trouble('lineBusy', 'rs485-1')],
    };
    assert.deepEqual(
      told(state, 'netwacht_health').map(({ labels }) => labels.what),
      ['', 'rs485-1'],
    );
  });

  it('has the labels of its table and no others, and the unit of its name', () => {
    for (const name of Object.keys(metricTable))
      assert.match(
        name,
        /^netwacht_[a-z_]*(amperes|watts|volts|joules_total|seconds|ratio|total|info|hour|connected|variable|health)$/,
      );
    fc.assert(
      fc.property(
        fc.record({
          offeredA: fc.option(fc.double({ noDefaultInfinity: false })),
          drawnA: fc.tuple(fc.option(fc.double()), fc.option(fc.double()), fc.option(fc.double())),
          energyWh: fc.option(fc.double()),
        }),
        (values) => {
          for (const { name, labels, value } of samplesOf(withPoint(values), undefined)) {
            assert.deepEqual(Object.keys(labels).sort(), [...metricTable[name].labels].sort());
            assert.ok(Number.isFinite(value));
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});
