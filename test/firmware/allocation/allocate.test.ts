import assert from 'node:assert/strict';
import { NetwachtError } from '../../../firmware/domain/errors.ts';
import { amperes, chargePoint, codes, phaseRow, phaseRows, powerRow, share } from './building.ts';

describe('allocation in a building', () => {
  it('makes of 4.2 kW three times 6 A or once 18 A', () => {
    const three = share([chargePoint('E1')], [powerRow('house', 4200, [{ request: 0, phases: 3 }])]);
    assert.deepEqual(amperes(three), [6]);
    assert.deepEqual(three[0]?.reason, { code: 'power', circuit: 'house', origin: 'para14a' });
    const one = share([chargePoint('E1')], [powerRow('house', 4200, [{ request: 0, phases: 1 }])]);
    assert.deepEqual(amperes(one), [18]);
  });

  it('counts a box on L2 alone on L2, and leaves L1 and L3 to the others', () => {
    const rows = [
      phaseRow('house', 'L1', 32_000, [1]),
      phaseRow('house', 'L2', 20_000, [0, 2]),
      phaseRow('house', 'L3', 32_000, []),
    ];
    const results = share([chargePoint('E1'), chargePoint('E2'), chargePoint('E3')], rows);
    assert.deepEqual(amperes(results), [10, 32, 10]);
    assert.deepEqual(results[0]?.reason, { code: 'circuit', circuit: 'house', phase: 'L2', limitMa: 20_000 });
    assert.deepEqual(codes(results), ['circuit', 'deviceLimit', 'circuit']);
  });

  it('strands no current in nested circuits: what a narrow garage cannot use goes to the yard', () => {
    const rows = [
      ...phaseRows('house', 48_000, [0, 1, 2, 3]),
      ...phaseRows('garage', 16_000, [0, 1]),
      ...phaseRows('yard', 63_000, [2, 3]),
    ];
    const results = share(
      ['E1', 'E2', 'E3', 'E4'].map((id) => chargePoint(id)),
      rows,
    );
    assert.deepEqual(amperes(results), [8, 8, 16, 16]);
    assert.deepEqual(
      results.map(({ reason }) => reason.circuit),
      ['garage', 'garage', 'house', 'house'],
    );
  });

  it('gives what a car at its ceiling does not take to the others', () => {
    const results = share(
      [chargePoint('E1', { maxMa: 7000, reason: { code: 'carLimit' } }), chargePoint('E2')],
      [...phaseRows('house', 30_000, [0, 1])],
    );
    assert.deepEqual(amperes(results), [7, 23]);
    assert.deepEqual(codes(results), ['carLimit', 'circuit']);
  });

  it('stops everyone at AVAIL 0, with the operator as the reason, dwell or not', () => {
    const operator = { code: 'variable', circuit: 'house', limitMa: 0, origin: 'variable' } as const;
    const rows = phaseRows('house', 0, [0, 1, 2]).map((row) => ({ ...row, reason: operator }));
    const requests = [chargePoint('E1'), chargePoint('E2', { dwell: true }), chargePoint('E3', { charging: false })];
    assert.deepEqual(
      share(requests, rows),
      ['E1', 'E2', 'E3'].map((id) => ({ id, targetMa: 0, reason: operator })),
    );
  });

  it('gives nothing where the house alone is over the limit, and the rest to those on other phases', () => {
    const rows = [phaseRow('house', 'L1', -3000, [0]), phaseRow('house', 'L2', 20_000, [1])];
    assert.deepEqual(amperes(share([chargePoint('E1'), chargePoint('E2')], rows)), [0, 20]);
  });

  it('hands out the odd amperes one each, to others in the next slots', () => {
    const requests = ['E1', 'E2', 'E3'].map((id) => chargePoint(id));
    const rows = phaseRows('house', 20_000, [0, 1, 2]);
    const odd = [0, 0, 0];
    for (let slot = 0; slot < 300; slot += 1) {
      const targets = amperes(share(requests, rows, slot));
      assert.deepEqual([...targets].sort(), [6, 7, 7]);
      assert.deepEqual(amperes(share(requests, rows, slot)), targets);
      targets.forEach((target, k) => {
        odd[k] = (odd[k] ?? 0) + target - 6;
      });
    }
    for (const count of odd) assert.ok(count > 170 && count < 230, `${odd} of 600`);
  });

  it('keeps to the step of each device', () => {
    const requests = [chargePoint('E1', { stepMa: 100 }), chargePoint('E2', { stepMa: 2000 })];
    assert.deepEqual(amperes(share(requests, phaseRows('house', 19_550, [0, 1]))), [9.5, 10]);
  });

  it('serves a higher tier to its maximum before a lower one rises above its minimum', () => {
    const requests = [chargePoint('E1'), chargePoint('E2', { tier: 5, maxMa: 20_000 }), chargePoint('E3')];
    assert.deepEqual(amperes(share(requests, phaseRows('house', 32_000, [0, 1, 2]))), [6, 20, 6]);
    assert.deepEqual(amperes(share(requests, phaseRows('house', 40_000, [0, 1, 2]))), [10, 20, 10]);
  });

  it('serves needs before wishes: who must leave at six gets its current first', () => {
    const requests = [
      chargePoint('E1', { needMa: 14_000 }),
      chargePoint('E2', { needMa: 6000 }),
      chargePoint('E3', { needMa: 0 }),
    ];
    assert.deepEqual(amperes(share(requests, phaseRows('house', 28_000, [0, 1, 2]))), [14, 7, 7]);
    assert.deepEqual(amperes(share(requests, phaseRows('house', 48_000, [0, 1, 2]))), [16, 16, 16]);
  });

  it('serves ranks of a tier one after the other to their needs, then one after the other to their maximums', () => {
    const requests = [
      chargePoint('E1', { needMa: 10_000 }),
      chargePoint('E2', { rank: 2, needMa: 12_000 }),
      chargePoint('E3', { rank: 1, needMa: 12_000, maxMa: 16_000 }),
      chargePoint('E4', { rank: 2, needMa: 12_000 }),
    ];
    const under = (ma: number): number[] => amperes(share(requests, phaseRows('house', ma, [0, 1, 2, 3])));
    assert.deepEqual(under(28_000), [6, 6, 10, 6]);
    assert.deepEqual(under(34_000), [6, 8, 12, 8]);
    assert.deepEqual(under(44_000), [8, 12, 12, 12]);
    assert.deepEqual(under(56_000), [10, 15, 16, 15]);
    assert.deepEqual(under(96_000), [16, 32, 16, 32]);
  });

  it('reaches a need between two steps with the upper one', () => {
    const requests = [chargePoint('E1', { needMa: 7500, maxMa: 20_000 }), chargePoint('E2', { needMa: 6000 })];
    assert.deepEqual(amperes(share(requests, phaseRows('house', 14_000, [0, 1]))), [8, 6]);
  });

  it('tells a charge point below its own minimum its own reason', () => {
    const profile = { code: 'profile', limitMa: 5000 } as const;
    const results = share([chargePoint('E1', { maxMa: 5000, reason: profile })], phaseRows('house', 32_000, [0]));
    assert.deepEqual(results, [{ id: 'E1', targetMa: 0, reason: profile }]);
    const [coarse] = share([chargePoint('E1', { maxMa: 7900, minMa: 7000, stepMa: 2000 })], []);
    assert.equal(coarse?.targetMa, 0);
  });

  it('gives nothing to a charge point with a bound that is no finite number', () => {
    for (const bounds of [
      { maxMa: Infinity },
      { maxMa: NaN },
      { minMa: NaN },
      { minMa: Infinity },
      { maxMa: -Infinity },
    ]) {
      assert.deepEqual(amperes(share([chargePoint('E1', bounds)], [])), [0]);
    }
  });

  it('gives a charge point without any row its maximum', () => {
    assert.deepEqual(amperes(share([chargePoint('E1', { maxMa: 16_500 })], [])), [16]);
  });

  it('names the tightest of the rows that hold a charge point back', () => {
    const rows = [...phaseRows('house', 12_900, [0]), ...phaseRows('garage', 12_300, [0])];
    const [result] = share([chargePoint('E1')], rows);
    assert.deepEqual(result?.reason, { code: 'circuit', circuit: 'garage', phase: 'L1', limitMa: 12_300 });
  });

  it('hands out nothing on a capacity that is not a number, and everything under one without end', () => {
    assert.deepEqual(amperes(share([chargePoint('E1')], phaseRows('house', Number.NaN, [0]))), [0]);
    assert.deepEqual(amperes(share([chargePoint('E1')], phaseRows('house', Number.POSITIVE_INFINITY, [0]))), [32]);
  });

  it('takes voltages with fractions of a volt and never goes over the watts, not even by a microwatt', () => {
    const under = (capacity: number, weight: number): number[] => {
      const row = { ...powerRow('house', 0, []), capacity, members: [{ request: 0, weight }] };
      return amperes(share([chargePoint('E1')], [row]));
    };
    assert.deepEqual(under(230.001 * 7000, 230.001), [7]);
    assert.deepEqual(under(230.001 * 7000 - 0.001, 230.001), [6]);
    // 18 A at 230.0009 V are 16.2 mW more than at 230 V: a voltage is never rounded down.
    assert.deepEqual(under(4_140_010, 230.0009), [17]);
  });

  it('adds up the weights of a charge point that stands twice in a row', () => {
    assert.deepEqual(amperes(share([chargePoint('E1')], [phaseRow('house', 'L1', 20_000, [0, 0])])), [10]);
  });

  it('refuses rows that do not fit the list of requests', () => {
    const isRefusal = (error: unknown): boolean => error instanceof NetwachtError && error.code === 'allocationInput';
    assert.throws(() => share([chargePoint('E1')], [phaseRow('house', 'L1', 20_000, [1])]), isRefusal);
    const row = phaseRow('house', 'L1', 20_000, [0]);
    for (const weight of [-1, Number.NaN, Number.POSITIVE_INFINITY]) {
      assert.throws(() => share([chargePoint('E1')], [{ ...row, members: [{ request: 0, weight }] }]), isRefusal);
    }
  });
});
