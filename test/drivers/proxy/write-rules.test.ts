import assert from 'node:assert/strict';
import { loadCatalogue } from '../../../drivers/definitions/catalogue.ts';
import { controlWrites } from '../../../drivers/definitions/lint-control.ts';
import { RegisterTable } from '../../../drivers/device/register-table.ts';
import { protectedRanges, wholeUnit } from '../../../drivers/proxy/protected-ranges.ts';
import { type ProtectedRange, whyRefused } from '../../../drivers/proxy/write-rules.ts';

const catalogue = loadCatalogue();
const rules = (protectedRanges: readonly ProtectedRange[], allowed = [{ unitId: 1, from: 0, to: 65_535 }]) => ({
  ...{ allowed, protectedRanges, hasBroadcast: true },
});
const write = (address: number, count = 1, unitId = 1, functionCode: 6 | 16 | 5 = 16) => ({
  ...{ unitId, functionCode, address, values: Array<number>(count).fill(0) },
});

describe('What clients of the proxy may write', () => {
  it('is nothing, unless an installer says so', () => {
    assert.deepEqual(whyRefused(write(5), rules([], [])), {
      code: 1,
      reason: 'unit 1, address 5: clients may only read',
    });
    const some = rules([], [{ unitId: 1, from: 10, to: 12 }]);
    assert.equal(whyRefused(write(10, 3), some), undefined);
    assert.deepEqual(
      [whyRefused(write(9), some), whyRefused(write(12, 2), some), whyRefused(write(11, 1, 2), some)].map(
        (r) => r?.code,
      ),
      [2, 2, 1],
    );
  });

  it('is never a set-point, whatever an installer says', () => {
    const heidelberg = catalogue.modbus('heidelberg-energy-control');
    assert.ok(heidelberg);
    const held = rules(protectedRanges(heidelberg, { id: 'E1', unitId: 1, connector: undefined }));
    for (const address of [257, 258, 259, 261, 262]) {
      const refused = whyRefused(write(address), held);
      assert.equal(refused?.code, 2, `${address}`);
      assert.match(refused?.reason ?? '', / of E1 is never written by a client$/);
    }
    // A longer write that only touches one.
    assert.equal(whyRefused(write(250, 8), held)?.code, 2);
    assert.equal(whyRefused(write(262, 4), held)?.code, 2);
    // Another address, another unit, and a coil of the same number are not it.
    assert.equal(whyRefused(write(300), held), undefined);
    assert.equal(whyRefused(write(261, 1, 1, 5), held), undefined);
    assert.equal(whyRefused(write(261, 1, 2), { ...held, allowed: [{ unitId: 2, from: 0, to: 999 }] }), undefined);
  });

  it('is none of the registers that a control action of any product writes', () => {
    let ranges = 0;
    for (const id of catalogue.ids()) {
      const definition = catalogue.modbus(id);
      if (definition?.control === undefined) continue;
      const held = rules(protectedRanges(definition, { id: 'E1', unitId: undefined, connector: 1 }));
      if (definition.base !== undefined && 'sunspec' in definition.base) {
        assert.equal(whyRefused(write(4_711), held)?.code, 2, id);
        continue;
      }
      const table = new RegisterTable(definition, 1);
      const watchdog = [definition.control.watchdog?.failsafeCurrent, definition.control.watchdog?.timeout];
      const quantities = [...controlWrites(definition.control).map(({ quantity }) => quantity), ...watchdog];
      for (const quantity of quantities) {
        const register = quantity === undefined ? undefined : table.register(quantity);
        if (register === undefined) continue;
        const functionCode = register.type === 'coil' ? 5 : 6;
        for (const unitId of [0, 1, 255]) {
          const asked = write(table.address(register) + register.words - 1, 1, unitId, functionCode);
          const refused = whyRefused(asked, { ...held, hasBroadcast: false });
          assert.equal(refused?.code, 2, `${id} ${quantity}`);
        }
        ranges += 1;
      }
    }
    assert.ok(ranges > 20);
  });

  it('is nothing of a charge point whose definition is off', () => {
    const held = rules(wholeUnit({ id: 'E1', unitId: 1 }));
    assert.equal(whyRefused(write(0), held)?.code, 2);
    assert.equal(whyRefused(write(65_535, 1, 1, 5), held)?.code, 2);
  });

  it('is nothing that everybody on a line would hear', () => {
    const everybody = rules([], [{ unitId: 0, from: 0, to: 10 }]);
    assert.equal(whyRefused(write(5, 1, 0), everybody)?.code, 1);
    assert.equal(whyRefused(write(5, 1, 0), { ...everybody, hasBroadcast: false }), undefined);
  });
});
