import assert from 'node:assert/strict';
import { planReads } from '../../../drivers/bus/poll-plan.ts';
import { loadCatalogue } from '../../../drivers/definitions/catalogue.ts';
import type { ModbusDefinition } from '../../../drivers/definitions/schema.ts';
import { readLimits } from '../../../drivers/device/read-limits.ts';
import { RegisterTable } from '../../../drivers/device/register-table.ts';
import { tiersOf } from '../../../drivers/device/tiers.ts';

const wires = {
  '9,600 baud': { baudRate: 9_600, bitsPerCharacter: 10, turnaroundMs: 10 },
  '19,200 baud': { baudRate: 19_200, bitsPerCharacter: 10, turnaroundMs: 10 },
  TCP: undefined,
} as const;

describe('The requests of a poll', () => {
  const catalogue = loadCatalogue();
  // Where a SunSpec product has its registers is known only at the device.
  const products = catalogue.ids().flatMap((id) => {
    const definition = catalogue.modbus(id);
    const isSearched = definition?.base !== undefined && 'sunspec' in definition.base;
    return definition === undefined || isSearched ? [] : [definition];
  });
  const requests = (
    definition: ModbusDefinition,
    tier: 'fast' | 'medium',
    wire: (typeof wires)[keyof typeof wires],
  ) => {
    const table = new RegisterTable(definition);
    const limits = readLimits(definition, wire);
    return planReads(table.planned(tiersOf(definition)[tier]), table.planned(), limits).length;
  };

  for (const [name, wire] of Object.entries(wires))
    it(`are three at most on average over all products, at ${name}`, () => {
      const each = products.map((definition) => requests(definition, 'fast', wire));
      const average = each.reduce((sum, count) => sum + count, 0) / each.length;
      assert.ok(products.length >= 40, `${products.length} products`);
      assert.ok(average <= 3, `${average}`);
      // With the medium tier, every fifth poll.
      const whole = products.reduce((sum, d) => sum + requests(d, 'fast', wire) + requests(d, 'medium', wire) / 5, 0);
      assert.ok(whole / products.length <= 3, `${whole / products.length}`);
    });

  it('are more than one only where the product forbids or spreads too much', () => {
    for (const definition of products) {
      const count = requests(definition, 'fast', wires['19,200 baud']);
      assert.ok(count >= 1, definition.id);
      const { noMerge = false } = definition.reads ?? {};
      assert.ok(noMerge || count <= 6, `${definition.id}: ${count}`);
    }
  });
});
