import assert from 'node:assert/strict';
import { loadCatalogue } from '../../../drivers/definitions/catalogue.ts';
import { isModbus } from '../../../drivers/definitions/schema.ts';
import { messageReader } from '../../../drivers/messages/reader.ts';
import { bytesOf } from './sample-bytes.ts';

describe('Samples on file', () => {
  const catalogue = loadCatalogue();
  for (const id of catalogue.ids()) {
    const definition = catalogue.get(id);
    if (definition === undefined || isModbus(definition)) continue;
    for (const [k, sample] of definition.samples.entries())
      it(`of ${id} (${k}) give the values`, () => {
        const read = messageReader(definition, sample.connector);
        const values = read({ in: sample.in, bytes: bytesOf(sample) });
        for (const [quantity, expected] of Object.entries(sample.gives)) {
          assert.ok(values.has(quantity), `${quantity} does not stand in this message`);
          const value = values.get(quantity);
          if (typeof expected === 'number')
            assert.ok(
              Math.abs(Number(value) - expected) < 1e-9 * Math.max(1, Math.abs(expected)),
              `${quantity}: ${value}`,
            );
          else assert.equal(value, expected ?? undefined, quantity);
        }
      });
  }
});
