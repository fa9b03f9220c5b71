import assert from 'node:assert/strict';
import { loadCatalogue } from '../../../drivers/definitions/catalogue.ts';
import { doubtfulWrites } from '../../../drivers/definitions/doubtful-fields.ts';
import { controlWrites } from '../../../drivers/definitions/lint-control.ts';
import type { Register } from '../../../drivers/definitions/register-schema.ts';
import type { ModbusDefinition } from '../../../drivers/definitions/schema.ts';
import { decodeRegister } from '../../../drivers/device/value-codec.ts';
import { online } from './device-on-bench.ts';
import type { Frame } from './image-bus.ts';

/** What follows from a file alone, for every charge point; what it should be by hand stands in control-rows.ts. */
describe('Charge points on file', () => {
  const catalogue = loadCatalogue();
  for (const id of catalogue.ids()) {
    const definition = catalogue.modbus(id);
    const control = definition?.control;
    if (definition === undefined || control === undefined) continue;

    const quantities = [control.setCurrent?.quantity ?? control.setPower?.quantity ?? []].flat();
    const written = [...new Set(controlWrites(control).map(({ quantity }) => quantity))];
    const offset =
      definition.base !== undefined && 'perConnector' in definition.base
        ? definition.base.perConnector * (1 - definition.base.first)
        : 0;
    const addressOf = (register: Register) => register.address + (register.relative === true ? offset : 0);
    const registerOf = (quantity: string): Register => {
      const register = definition.registers.find((one) => one.quantity === quantity);
      assert.ok(register, quantity);
      return register;
    };
    /** What a frame writes to a register of this name; nothing where it writes to another. */
    const valuesIn = (frames: readonly Frame[], quantity: string): unknown[] => {
      const register = registerOf(quantity);
      return frames.flatMap(([, fc, address, words]) => {
        const isThere = address === addressOf(register) && (fc === 5 || fc === 15) === (register.type === 'coil');
        return isThere && Array.isArray(words) ? [decodeRegister(register, words, definition)] : [];
      });
    };
    const places = new Set(written.map((quantity) => addressOf(registerOf(quantity))));
    const start = () =>
      // By another name, so that no table of the tests helps it.
      online({ ...definition, id: 'as-filed' } as ModbusDefinition, {
        config: { confirmed: doubtfulWrites(definition).map(({ quantity }) => quantity) },
      });

    it(`${id} is found by what its file asks for, and writes nothing before an offer`, async () => {
      const { time, bus } = await start();
      await time.advance(60_000);
      assert.deepEqual(bus.sent(), []);
    });

    it(`${id} writes only what its file names, never more than was offered, and stops`, async () => {
      const { time, bus, device } = await start();
      const mostA = Math.min(16, control.setCurrent?.maxA ?? control.setPower?.maxA ?? 16);
      device.offer(mostA * 1000);
      await time.settle();
      assert.equal(device.lastWrite?.outcome, 'acknowledged', JSON.stringify(device.fault));
      const raised = bus.sent();
      for (const [, , address] of raised) assert.ok(places.has(address), `wrote to ${address}`);
      for (const quantity of quantities) {
        const [value] = valuesIn(raised, quantity).map(Number);
        assert.ok(value !== undefined && value > 0, `${quantity}: ${value}`);
        const perA = registerOf(quantity).unit === 'A' ? 1 : 3 * (control.setPower?.voltageV ?? 0);
        assert.ok(value <= mostA * perA + 1e-9, `${quantity}: ${value} for ${mostA} A`);
        // Watts may be bought for one phase where nothing is known of the car.
        const least = registerOf(quantity).unit === 'A' ? mostA - (control.setCurrent?.stepA ?? 0) - 0.01 : 1;
        assert.ok(value >= least, `${quantity}: ${value} for ${mostA} A`);
      }

      device.offer(0);
      await time.settle();
      await time.advance(60_000);
      assert.equal(device.lastWrite?.outcome, 'acknowledged', JSON.stringify(device.fault));
      const lowered = bus.sent();
      const { disabled, enable } = control;
      if (disabled.by !== 'setpoint') {
        const switched = valuesIn(lowered, enable?.quantity ?? '');
        assert.ok(switched.length > 0 && switched.every((value) => Number(value) === enable?.off), `${switched}`);
      }
      if (disabled.by !== 'enable')
        for (const quantity of quantities) {
          const values = valuesIn(lowered, quantity).map(Number);
          const zero = disabled.by === 'setpoint' ? (disabled.value ?? 0) : 0;
          assert.ok(values.length > 0 && values.every((value) => Math.abs(value - zero) < 1e-6), `${values}`);
        }
    });
  }
});
