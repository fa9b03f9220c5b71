import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Control } from '../../../drivers/definitions/control-schema.ts';
import type { ModbusDefinition } from '../../../drivers/definitions/schema.ts';
import { deviceFacts } from '../../../drivers/device/device-facts.ts';
import { RegisterTable } from '../../../drivers/device/register-table.ts';
import { clampSetpoint, setpointWrites } from '../../../drivers/device/setpoint.ts';
import { product } from './device-on-bench.ts';

const config = { id: 'E1', wiring: [0, 1, 2] } as const;

/** A charge point with another way of being told its current. */
function variant(control: Partial<Control>, quantities: readonly string[] = []): ModbusDefinition {
  const base = product('heidelberg-energy-control');
  const [first] = base.registers;
  assert.ok(base.control && first);
  const added = quantities.map((quantity, k) => ({
    ...{ ...first, quantity, fc: 3 as const, address: 1000 + 2 * k, access: 'rw' as const, scale: 1 },
    enum: undefined,
  }));
  return { ...base, registers: [...base.registers, ...added], control: { ...base.control, ...control } };
}

const frames = (definition: ModbusDefinition, ma: number, known = { isOn: false, phasesDrawn: 0 }) => {
  assert.ok(definition.control);
  return setpointWrites(new RegisterTable(definition), definition.control, ma, known).map((w) => [
    w.functionCode,
    w.address,
    w.values[0],
  ]);
};

describe('A set-point as a device takes it', () => {
  it('is 0, or a multiple of the step between smallest and largest, and never more than asked for', () => {
    const facts = fc.record({
      stepMa: fc.constantFrom(1, 60, 100, 435, 1000),
      minMa: fc.integer({ min: 0, max: 12_000 }),
      maxMa: fc.integer({ min: 0, max: 80_000 }),
    });
    const asked = fc.oneof(fc.integer({ min: -1_000, max: 100_000 }), fc.double());
    fc.assert(
      fc.property(facts, asked, (range, ma) => {
        const given = clampSetpoint({ ...deviceFacts(config, product('keba-p30')), ...range }, ma);
        assert.ok(given === 0 || (given >= range.minMa && given <= range.maxMa && given <= ma));
        assert.ok(given % range.stepMa === 0);
      }),
      { numRuns: 2_000 },
    );
  });

  it('takes the narrower range of product and site, and the product default where the site is silent', () => {
    const range = (site: object) => {
      const { minMa, maxMa, stepMa } = deviceFacts({ ...config, ...site }, product('cfos-powerbrain'));
      return [minMa, maxMa, stepMa];
    };
    assert.deepEqual(range({}), [6_000, 16_000, 100]);
    assert.deepEqual(range({ minCurrentA: 8, maxCurrentA: 20 }), [8_000, 20_000, 100]);
    assert.deepEqual(range({ minCurrentA: 5, maxCurrentA: 80 }), [6_000, 63_000, 100]);
  });

  it('goes to one register per phase where the product wants it', () => {
    const three = variant({ setCurrent: { quantity: ['a', 'b', 'c'], fc: 16, minA: 6, maxA: 16, stepA: 1 } }, [
      'a',
      'b',
      'c',
    ]);
    assert.deepEqual(frames(three, 9_000), [
      [16, 1000, 9],
      [16, 1002, 9],
      [16, 1004, 9],
    ]);
  });

  it('buys watts for the phases that are drawn on, for one when nothing is drawn', () => {
    const setPower = { quantity: 'watts', fc: 6 as const, minA: 6, maxA: 16, stepW: 100, voltageV: 230 };
    const byPower = variant({ setCurrent: undefined, setPower }, ['watts']);
    assert.deepEqual(frames(byPower, 10_000, { isOn: false, phasesDrawn: 3 }), [[6, 1000, 6_900]]);
    assert.deepEqual(frames(byPower, 10_000), [[6, 1000, 2_300]]);
    assert.deepEqual(frames(byPower, 0), [[6, 1000, 0]]);
  });

  it('says off with a value of its own where the product has one', () => {
    assert.deepEqual(frames(variant({ disabled: { by: 'setpoint', value: 100 } }), 0), [[16, 261, 1000]]);
  });

  it('turns the switch off before the current, and on after it, with what goes before the switch', () => {
    const both = variant(
      {
        enable: { quantity: 'on', fc: 6, on: 1, off: 2, before: [{ quantity: 'mode', fc: 6, value: 7 }] },
        disabled: { by: 'both' },
      },
      ['on', 'mode'],
    );
    assert.deepEqual(frames(both, 0), [
      [6, 1002, 7],
      [6, 1000, 2],
      [16, 261, 0],
    ]);
    assert.deepEqual(frames(both, 8_000), [
      [16, 261, 80],
      [6, 1002, 7],
      [6, 1000, 1],
    ]);
    assert.deepEqual(frames(both, 8_000, { isOn: true, phasesDrawn: 0 }), [[16, 261, 80]]);
  });
});
