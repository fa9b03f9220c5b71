import assert from 'node:assert/strict';
import { loadCatalogue } from '../../../drivers/definitions/catalogue.ts';
import type { ModbusDefinition } from '../../../drivers/definitions/schema.ts';
import { assembleReadings } from '../../../drivers/device/readings.ts';

const catalogue = loadCatalogue();
const product = (id: string): ModbusDefinition => {
  const definition = catalogue.modbus(id);
  assert.ok(definition, id);
  return definition;
};
const held = (values: Record<string, number | string | undefined>, atMs = 100) =>
  new Map(Object.entries(values).map(([quantity, value]) => [quantity, { value, atMs }]));

describe('What a device said, in our units', () => {
  it('gives a phase current the sign of the power of that phase', () => {
    const { currentMa, totalPowerW } = assembleReadings(
      product('eastron-sdm630'),
      held({ current_l1: 10, current_l2: 6.2504, current_l3: 1, power_l1: 2300, power_l2: -1400, power_l3: 0 }),
      1,
    );
    assert.deepEqual(currentMa, { value: [10_000, -6_250, 1_000], atMs: 100 });
    assert.deepEqual(totalPowerW, { value: 900, atMs: 100 });
  });

  it('gives its inputs by number, as old as the oldest, and none where it has none', () => {
    const meter = product('eastron-sdm630');
    const held3 = new Map([
      ['input1', { value: 1, atMs: 300 }],
      ['input3', { value: 0, atMs: 100 }],
      ['input4', { value: undefined, atMs: 200 }],
    ]);
    const { inputs } = assembleReadings(meter, held3, 1);
    assert.deepEqual(inputs, { value: [true, undefined, false, undefined], atMs: 100 });
    assert.equal(assembleReadings(meter, held({ current_l1: 1 }), 1).inputs, undefined);
  });

  it('turns everything round for a product that counts export as positive', () => {
    const turned: ModbusDefinition = {
      ...product('eastron-sdm630'),
      sign: { power: 'exportPositive', current: 'magnitude' },
    };
    const { currentMa, powerW } = assembleReadings(turned, held({ current_l1: 10, power_l1: 2300 }), 1);
    assert.deepEqual(powerW?.value, [-2300, undefined, undefined]);
    assert.deepEqual(currentMa?.value, [-10_000, undefined, undefined]);
  });

  it('keeps the sign of a signed current where no power per phase is read', () => {
    const signed: ModbusDefinition = {
      ...product('eastron-sdm630'),
      sign: { power: 'exportPositive', current: 'signed' },
    };
    assert.deepEqual(assembleReadings(signed, held({ current_l1: -10 }), 1).currentMa?.value[0], 10_000);
  });

  it('does not take the sign from a power that is much older', () => {
    const values = new Map([...held({ current_l1: 10 }, 20_000), ...held({ power_l1: -2300 }, 1_000)]);
    assert.equal(assembleReadings(product('eastron-sdm630'), values, 1).currentMa?.value[0], 10_000);
  });

  it('multiplies by the factor of a current transformer, and a negative one turns the meter round', () => {
    const values = held({ current_l1: 1, power_l1: 230, energy_import: 5, energy_export: 1, voltage_l1: 230 });
    const readings = assembleReadings(product('eastron-sdm630'), values, -40);
    assert.deepEqual(readings.currentMa?.value[0], -40_000);
    assert.deepEqual(readings.powerW?.value[0], -9_200);
    assert.equal(readings.voltageV?.value[0], 230);
    assert.equal(readings.energyImportWh?.value, 40_000);
    assert.equal(readings.energyExportWh?.value, 200_000);
  });

  it('has no total power when a phase is missing', () => {
    const readings = assembleReadings(
      product('eastron-sdm630'),
      held({ power_l1: 1, power_l2: undefined, power_l3: 1 }),
      1,
    );
    assert.equal(readings.totalPowerW, undefined);
    assert.deepEqual(readings.powerW?.value, [1, undefined, 1]);
  });

  it('is as old as its oldest part', () => {
    const values = new Map([...held({ current_l1: 1 }, 900), ...held({ current_l2: 1, current_l3: 1 }, 700)]);
    assert.equal(assembleReadings(product('keba-p30'), values, 1).currentMa?.atMs, 700);
  });

  it('says nothing of a current without the meter that measures it', () => {
    const values = { current_l1: 0, current_l2: 0, current_l3: 0, meter_flags: 1 };
    const cfos = product('cfos-powerbrain');
    const currents = (present: number | undefined, flags = 1) =>
      assembleReadings(cfos, held({ ...values, meter_flags: flags, meter_present: present }), 1).currentMa?.value;
    assert.deepEqual(currents(1), [0, 0, 0]);
    assert.deepEqual(currents(0), [undefined, undefined, undefined]);
    assert.deepEqual(currents(undefined), [undefined, undefined, undefined]);
    assert.deepEqual(currents(1, 0), [undefined, undefined, undefined]);
  });

  it('serves a product of one phase', () => {
    const sdm630 = product('eastron-sdm630');
    const onePhase: ModbusDefinition = {
      ...sdm630,
      registers: sdm630.registers
        .filter((r) => r.quantity === 'current_l1' || r.quantity === 'power')
        .map((r) => ({ ...r, quantity: r.quantity.replace('_l1', '') })),
    };
    const readings = assembleReadings(onePhase, held({ current: 4, power: -920 }), 1);
    assert.deepEqual(readings.currentMa?.value, [-4_000]);
    assert.deepEqual(readings.totalPowerW?.value, -920);
  });

  const states: [string, Record<string, number | string | undefined>, string | undefined][] = [
    ['keba-p30', { state: 3, cable_state: 7 }, 'C'],
    ['keba-p30', { state: 5, cable_state: 7 }, 'B'],
    ['keba-p30', { state: 1, cable_state: 5 }, 'B'],
    ['keba-p30', { state: 2, cable_state: 3 }, 'A'],
    ['keba-p30', { state: 4, cable_state: 7 }, 'F'],
    ['keba-p30', { state: 2 }, undefined],
    ['keba-p30', { state: 99, cable_state: 7 }, undefined],
    ['heidelberg-energy-control', { state: 3 }, 'A'],
    ['heidelberg-energy-control', { state: 4 }, 'B'],
    ['heidelberg-energy-control', { state: 7 }, 'C'],
    ['heidelberg-energy-control', { state: 8 }, 'C'],
    ['heidelberg-energy-control', { state: 10 }, 'F'],
    ['cfos-powerbrain', { state: 0 }, 'A'],
    ['cfos-powerbrain', { state: 2 }, 'C'],
    ['cfos-powerbrain', { state: 9 }, 'F'],
    ['cfos-powerbrain', { state: 77 }, 'F'],
    ['cfos-powerbrain', {}, undefined],
    ['alfen-eve', { state: 'C2' }, 'C'],
    ['alfen-eve', { state: 'E' }, 'A'],
    ['alfen-eve', { state: '' }, undefined],
    ['mennekes-amtron-compact-2s', { state: 4, release: 1 }, 'B'],
    ['mennekes-amtron-compact-2s', { state: 5, release: 1 }, 'C'],
    ['mennekes-amtron-compact-2s', { state: 6, release: 0 }, 'B'],
    ['mennekes-amtron-compact-2s', { state: 6, release: 1 }, 'F'],
    ['phoenix-charx', { state: 'D1' }, 'D'],
  ];
  for (const [id, values, state] of states)
    it(`takes ${JSON.stringify(values)} of ${id} for ${state ?? 'no state'}`, () => {
      assert.equal(assembleReadings(product(id), held(values), 1).chargeState?.value, state);
    });
});
