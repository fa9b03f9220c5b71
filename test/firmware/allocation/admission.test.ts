import assert from 'node:assert/strict';
import { allocate } from '../../../firmware/allocation/allocate.ts';
import type { AllocationRequest } from '../../../firmware/allocation/types.ts';
import { amperes, chargePoint, codes, phaseRow, phaseRows, powerRow, share } from './building.ts';

/** Who of these gets the one place that 8 A on L1 hold. */
function whoCharges(...own: Partial<AllocationRequest>[]): string | undefined {
  const requests = own.map((each, k) => chargePoint(`E${k + 1}`, each));
  const row = phaseRow('house', 'L1', 8000, [...requests.keys()]);
  const served = share(requests, [row]).filter(({ targetMa }) => targetMa > 0);
  assert.equal(served.length, 1);
  return served[0]?.id;
}

describe('admission at the minimum', () => {
  it('starts a charge point only with 1.5 A more than its minimum free, and keeps one at its minimum', () => {
    const waiting = [chargePoint('E1'), chargePoint('E2', { charging: false })];
    assert.deepEqual(amperes(share(waiting, phaseRows('house', 13_499, [0, 1]))), [13, 0]);
    assert.deepEqual(amperes(share(waiting, phaseRows('house', 13_500, [0, 1]))).sort(), [6, 7]);
    const both = [chargePoint('E1'), chargePoint('E2')];
    assert.deepEqual(amperes(share(both, phaseRows('house', 12_000, [0, 1]))), [6, 6]);
  });

  it('starts a charge point at its bare minimum where no house moves the row', () => {
    const starting = chargePoint('E1', { charging: false });
    const [row] = phaseRows('garage', 6500, [0]);
    assert.ok(row);
    assert.equal(allocate({ rows: [row], requests: [starting], slot: 0 })[0]?.targetMa, 0);
    assert.equal(allocate({ rows: [{ ...row, steady: true }], requests: [starting], slot: 0 })[0]?.targetMa, 6000);
  });

  it('asks no more to start than the charge point could take', () => {
    const requests = [chargePoint('E1', { charging: false, maxMa: 6900 })];
    assert.deepEqual(amperes(share(requests, phaseRows('house', 6000, [0]))), [6]);
  });

  it('asks the margin in every row, also in one of another phase or in W', () => {
    const requests = [chargePoint('E1', { charging: false })];
    const wide = phaseRows('house', 32_000, [0]);
    assert.deepEqual(amperes(share(requests, [...wide, phaseRow('garage', 'L3', 7400, [0])])), [0]);
    assert.deepEqual(amperes(share(requests, [...wide, powerRow('house', 5000, [{ request: 0, phases: 3 }])])), [0]);
    assert.deepEqual(amperes(share(requests, [...wide, powerRow('house', 5175, [{ request: 0, phases: 3 }])])), [7]);
  });

  it('takes first who must not be interrupted yet, whatever tier and queue say', () => {
    assert.equal(whoCharges({ tier: 3 }, { dwell: true, sessionEnergyWh: 9000 }), 'E2');
  });

  it('then the higher tier', () => {
    assert.equal(whoCharges({}, { tier: 1, sessionEnergyWh: 9000 }), 'E2');
  });

  it('then who waited more slots, before any rank; one just plugged in before all', () => {
    assert.equal(whoCharges({ rank: 1 }, { waitedSlots: 1, sessionEnergyWh: 9000 }), 'E2');
    assert.equal(whoCharges({ waitedSlots: 7 }, { waitedSlots: Infinity }), 'E2');
  });

  it('then the lower rank, and last those without one', () => {
    assert.equal(whoCharges({}, { rank: 2, sessionEnergyWh: 9000 }), 'E2');
    assert.equal(whoCharges({ rank: 2 }, { rank: 1, sessionEnergyWh: 9000 }), 'E2');
  });

  it('lets no number that is not there decide about the queue', () => {
    assert.equal(whoCharges({ waitedSlots: NaN, rank: NaN, tier: NaN, sessionEnergyWh: 5 }, { waitingMs: NaN }), 'E2');
  });

  it('then who got least energy in this session', () => {
    assert.equal(whoCharges({ sessionEnergyWh: 9000, waitingMs: 60_000 }, { sessionEnergyWh: 8000 }), 'E2');
  });

  it('then who waits longest', () => {
    assert.equal(whoCharges({ waitingMs: 1000 }, { waitingMs: 2000 }), 'E2');
  });

  it('then the first by id, E2 before E10', () => {
    assert.equal(whoCharges({ id: 'E10' }, { id: 'E2' }), 'E2');
  });

  it('lets a smaller one in where the next in the queue does not fit', () => {
    const requests = [chargePoint('E1'), chargePoint('E2', { minMa: 10_000 }), chargePoint('E3')];
    assert.deepEqual(
      amperes(share(requests, phaseRows('house', 15_000, [0, 1, 2]))).map((target) => target > 0),
      [true, false, true],
    );
  });

  it('makes room for everyone it can before anyone gets more than its minimum', () => {
    const requests = ['E1', 'E2', 'E3'].map((id, k) => chargePoint(id, { tier: k }));
    assert.deepEqual(amperes(share(requests, phaseRows('house', 18_000, [0, 1, 2]))), [6, 6, 6]);
  });

  it('tells who waits for others in which circuit and phase it waits', () => {
    const rows = [
      ...phaseRows('house', 63_000, [0, 1, 2]),
      phaseRow('garage', 'L2', 10_000, [0, 1]),
      // Full as well at the end, but not what keeps E2 out: E3 would have made way.
      phaseRow('house', 'L2', 22_000, [0, 1, 2]),
    ];
    const results = share([chargePoint('E1'), chargePoint('E2', { sessionEnergyWh: 1 }), chargePoint('E3')], rows);
    assert.deepEqual(amperes(results), [10, 0, 12]);
    assert.deepEqual(results[1]?.reason, { code: 'waitingTurn', circuit: 'garage', phase: 'L2' });
  });

  it('tells who waits under a limit in W the circuit alone', () => {
    const row = powerRow('house', 6000, [
      { request: 0, phases: 3 },
      { request: 1, phases: 3 },
    ]);
    const results = share([chargePoint('E1'), chargePoint('E2')], [row]);
    assert.deepEqual(results[1]?.reason, { code: 'waitingTurn', circuit: 'house' });
  });

  it('tells who could not even charge alone the reason of that row, not that it waits', () => {
    const rows = [...phaseRows('house', 7000, [0, 1]), phaseRow('garage', 'L1', 5000, [1])];
    const results = share([chargePoint('E1'), chargePoint('E2', { sessionEnergyWh: 1 })], rows);
    assert.deepEqual(codes(results), ['circuit', 'circuit']);
    assert.equal(results[1]?.reason.circuit, 'garage');
  });

  it('gives nothing on a phase without voltage when no watt may flow', () => {
    const row = { ...powerRow('house', 0, []), members: [{ request: 0, weight: 0 }] };
    assert.deepEqual(amperes(share([chargePoint('E1')], [row])), [0]);
    assert.deepEqual(amperes(share([chargePoint('E1')], [{ ...row, capacity: 1 }])), [32]);
  });
});
