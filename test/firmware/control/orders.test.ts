import assert from 'node:assert/strict';
import { orderMarks, ordersOf, ordersState } from '../../../firmware/control/orders.ts';
import type { ChargeState } from '../../../firmware/domain/device.ts';
import type { StoredNeed, StoredOverride, StoredPhases } from '../../../firmware/domain/stored-order.ts';

const placed = { chargePoint: 'E1', atMs: Date.UTC(2026, 4, 1, 10), source: 'admin', begun: false };
const untilMs = Date.UTC(2026, 4, 1, 20);
const override = (more: Partial<StoredOverride> = {}): StoredOverride => ({
  ...placed,
  kind: 'override',
  limitMa: 8000,
  rulesOff: false,
  ...more,
});
const need: StoredNeed = { ...placed, kind: 'need', energyWh: 12_000, counterWh: 1000, departureMs: untilMs };
const phases: StoredPhases = { ...placed, kind: 'phases', phases: 1 };
const nobody = () => undefined;

describe('orders of persons in the control loop', () => {
  it('an override is a ceiling with its reason until its time, and nothing after it', () => {
    const rows = [override({ untilMs, rulesOff: true })];
    assert.deepEqual(ordersOf(rows, untilMs - 1, nobody), [
      {
        chargePoint: 'E1',
        origin: 'override',
        maxMa: 8000,
        rulesOff: true,
        reason: {
          code: 'override',
          origin: 'override',
          limitMa: 8000,
          since: '2026-05-01T10:00:00.000Z',
          until: '2026-05-01T20:00:00.000Z',
        },
      },
    ]);
    assert.deepEqual(ordersOf(rows, untilMs, nobody), []);
  });

  it('zero is zero', () => {
    assert.equal(ordersOf([override({ limitMa: 0 })], 0, nobody)[0]?.maxMa, 0);
  });

  it('a need shrinks with what the car has got, and is whole while the counter is not known', () => {
    const left = (nowWh: number | undefined) => ordersOf([need], 0, () => nowWh)[0]?.energyWh;
    assert.deepEqual(
      [left(1000), left(9000), left(20_000), left(undefined), left(500)],
      [12_000, 4000, 0, 12_000, 12_000],
    );
    assert.equal(ordersOf([need], 0, nobody)[0]?.departureMs, untilMs);
  });

  it('phases stay chosen', () => {
    assert.equal(ordersOf([phases], untilMs * 2, nobody)[0]?.phases, 1);
  });

  describe('end', () => {
    const marks = (rows: Parameters<typeof orderMarks>[0], state: ChargeState | undefined, wallMs = 0) =>
      orderMarks(rows, wallMs, () => state).map(({ kind, mark }) => `${kind} ${mark}`);
    const begun = { begun: true };

    it('at unplug, once a car has been there', () => {
      assert.deepEqual(marks([override(), need], 'A'), []);
      assert.deepEqual(marks([override(), need], 'C'), ['override begun', 'need begun']);
      assert.deepEqual(marks([override(begun), { ...need, ...begun }], 'B'), []);
      assert.deepEqual(marks([override(begun), { ...need, ...begun }], 'A'), ['override ended', 'need ended']);
    });

    it('never because a charge point does not answer, or has a fault', () => {
      for (const state of [undefined, 'E', 'F'] as const) assert.deepEqual(marks([override(begun)], state), []);
    });

    it('at their time, whether a car is there or not', () => {
      const timed = override({ untilMs, begun: true });
      assert.deepEqual(marks([timed], 'A', untilMs - 1), []);
      assert.deepEqual(marks([timed], 'C', untilMs), ['override ended']);
    });

    it('not at unplug where the rules are off until a time, given with a car or without', () => {
      for (const begun of [false, true]) {
        const off = override({ untilMs, rulesOff: true, begun });
        for (const state of ['A', 'C', 'A', undefined] as const) assert.deepEqual(marks([off], state, untilMs - 1), []);
        assert.equal(ordersOf([off], untilMs - 1, nobody)[0]?.rulesOff, true);
      }
    });

    it('never for phases', () => {
      assert.deepEqual(marks([{ ...phases, ...begun }], 'A'), []);
    });
  });

  it('are shown to the page', () => {
    const rows = [override({ untilMs }), need, phases, override({ chargePoint: 'E2', limitMa: 0 })];
    assert.deepEqual(ordersState(rows, 'E1', 0), {
      override: { limitA: 8, until: '2026-05-01T20:00:00.000Z', rulesOff: false, source: 'admin' },
      need: { energyWh: 12_000, departure: '2026-05-01T20:00:00.000Z' },
      phases: 1,
    });
    assert.equal(ordersState(rows, 'E1', untilMs).override, null);
    assert.deepEqual(ordersState(rows, 'E2', 0).override, {
      limitA: 0,
      until: 'unplug',
      rulesOff: false,
      source: 'admin',
    });
    assert.deepEqual(ordersState(rows, 'E3', 0), { override: null, need: null, phases: 'auto' });
  });
});
