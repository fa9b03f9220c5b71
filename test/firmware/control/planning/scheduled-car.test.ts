import assert from 'node:assert/strict';
import { ordersOf } from '../../../../firmware/control/orders.ts';
import { nothingKnown, type Schedule } from '../../../../firmware/domain/known.ts';
import type { StoredNeed } from '../../../../firmware/domain/stored-order.ts';
import { PlantSite } from '../../../../scripts/site/in-process/plant-site.ts';

const minuteMs = 60_000;
const document = {
  ...{ name: 'one car', timezone: 'Europe/Amsterdam', circuits: [{ id: 'house', fuseA: 40 }] },
  devices: [{ id: 'E1', definition: 'a-box', address: '10.0.0.1:502', maxCurrentA: 16 }],
};

/** A car that wants 2 kWh within 75 minutes, and what it is offered in each minute. */
function site(slotsMin: readonly (readonly [number, number, number])[]) {
  const plant = new PlantSite({
    document,
    plant: { seed: 5, fuseA: 40, boxes: [{ id: 'E1', wiring: [0, 1, 2], maxA: 16, car: { phases: 3, maxA: 16 } }] },
  });
  // Until its phases are known one phase counts.
  plant.step(60);
  const startMs = plant.wallMs;
  const box = plant.chargePoint('E1');
  const counterWh = box.readings.energyImportWh?.value ?? 0;
  const row: StoredNeed = {
    ...{ kind: 'need', chargePoint: 'E1', atMs: startMs, source: 'admin', begun: true },
    ...{ energyWh: 2000, counterWh, departureMs: startMs + 75 * minuteMs },
  };
  const schedule: Schedule = {
    chargePoint: 'E1',
    slots: slotsMin.map(([from, to, maxMa]) => ({
      ...{ fromMs: startMs + from * minuteMs, toMs: startMs + to * minuteMs },
      maxMa,
    })),
    needAtMs: startMs,
  };
  plant.known = { ...nothingKnown, schedules: [schedule] };
  const gotWh = () => (box.readings.energyImportWh?.value ?? 0) - counterWh;
  const minute = () => {
    for (let s = 0; s < 60; s += 1) {
      plant.orders = ordersOf([row], plant.wallMs, () => box.readings.energyImportWh?.value);
      plant.step();
    }
    const { offerMa, reason } = plant.decision('E1');
    return { offerMa, code: reason.code, until: reason.until };
  };
  const at = (min: number) => new Date(startMs + min * minuteMs).toISOString();
  return { minute, gotWh, at };
}

describe('a car with a schedule', () => {
  it('waits, charges in its slots and waits again, and says until when', () => {
    const { minute, gotWh, at } = site([[10, 25, 12_000]]);
    const minutes = Array.from({ length: 40 }, minute);
    assert.deepEqual(minutes[5], { offerMa: 0, code: 'plan', until: at(10) });
    assert.deepEqual(minutes[15], { offerMa: 12_000, code: 'plan', until: at(25) });
    assert.deepEqual(minutes[30], { offerMa: 0, code: 'plan', until: at(75) });
    assert.ok(gotWh() >= 2000 && gotWh() < 2150, `${gotWh()} Wh`);
  });

  it('whose slots bring too little charges as soon as they are over', () => {
    const { minute, gotWh } = site([[5, 10, 6000]]);
    const minutes = Array.from({ length: 14 }, minute);
    assert.equal(minutes[3]?.offerMa, 0);
    assert.equal(minutes[13]?.offerMa, 16_000);
    assert.ok(gotWh() > 300, `${gotWh()} Wh`);
  });

  it('whose slots come too late charges before them', () => {
    const { minute, gotWh } = site([[70, 75, 16_000]]);
    const codes = Array.from({ length: 75 }, minute);
    assert.equal(codes[20]?.code, 'plan');
    assert.equal(codes[65]?.offerMa, 16_000);
    assert.ok(gotWh() >= 2000, `${gotWh()} Wh`);
  });
});
