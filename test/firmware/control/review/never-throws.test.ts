import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ChargeState } from '../../../../firmware/domain/device.ts';
import type { ChargeOrder } from '../../../../firmware/domain/order.ts';
import { boxAt, HandSite, houseOf } from './hand-site.ts';

const absurd = fc.constantFrom(
  ...[Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e15, -1e15, 1e300, 0, -1, 0.1, 6000, 230],
);
const current = fc.array(fc.option(absurd, { nil: undefined }), { maxLength: 4 });
const order = fc.record(
  {
    maxMa: absurd,
    minMa: absurd,
    tier: absurd,
    energyWh: absurd,
    departureMs: absurd,
    surplusOnly: fc.boolean(),
    phases: fc.constantFrom(1 as const, 3 as const, 'auto' as const),
  },
  { requiredKeys: [] },
);
const moment = fc.record({
  drawn: current,
  held: absurd,
  voltage: current,
  meter: current,
  state: fc.constantFrom<ChargeState>('A', 'B', 'C', 'D', 'E', 'F'),
  order,
  wallStepMs: fc.constantFrom(0, 0, 0, -1e13, 1e13, 3_600_000),
  phaseCount: fc.constantFrom(1 as const, 3 as const),
});

const site = () =>
  new HandSite(
    houseOf(32, [boxAt('E1', { phaseSwitch: 'auto' }), boxAt('E2', { letCarSleep: true, saveBatteryA: 6 })], {
      imbalance: { maxA: 20, includesHouse: true },
    }),
  );

describe('review: whatever devices say', () => {
  it('a cycle never throws, never sends what is no current, and goes on working when the nonsense is over', () => {
    fc.assert(
      fc.property(fc.array(moment, { maxLength: 12 }), (moments) => {
        const hand = site();
        const sound = { says: hand.meterSays, draws: hand.box('E1').draws };
        hand.step(5);
        for (const { drawn, held, voltage, meter, state, order, wallStepMs, phaseCount } of moments) {
          hand.box('E1').draws = () => drawn as readonly number[];
          hand.box('E1').state = state;
          hand.box('E1').phaseCount = phaseCount;
          hand.box('E1').facts = { switchesPhases: true, phaseDeadTimeMs: 5000 };
          hand.box('E1').heldMa = held;
          hand.meterSays = () => ({ currentMa: meter, voltageV: voltage as readonly number[] });
          hand.orders = [{ chargePoint: 'E1', origin: 'user', reason: { code: 'user' }, ...order } as ChargeOrder];
          hand.wallStepMs = wallStepMs;
          for (const { sendMa } of hand.step().decisions)
            if (sendMa !== undefined) assert.ok(sendMa >= 0 && sendMa <= 32_000, `${sendMa} mA sent`);
        }
        hand.meterSays = sound.says;
        hand.orders = [];
        hand.wallStepMs = 0;
        hand.box('E1').draws = sound.draws;
        hand.box('E1').state = 'C';
        hand.box('E1').phaseCount = 3;
        hand.step(420);
        assert.ok((hand.decision('E1').offerMa ?? 0) >= 6000, JSON.stringify(hand.decision('E1')));
        assert.ok((hand.decision('E2').offerMa ?? 0) >= 6000, JSON.stringify(hand.decision('E2')));
      }),
      { numRuns: 60, endOnFailure: true },
    );
  });
});
