import { loadCatalogue } from '../../../drivers/definitions/catalogue.ts';
import { sunspecOf } from '../../../drivers/definitions/layouts.ts';
import type { ModbusDefinition } from '../../../drivers/definitions/schema.ts';
import { ModelFinder } from '../../../drivers/device/model-finder.ts';
import { RegisterTable } from '../../../drivers/device/register-table.ts';
import { mostModels } from '../../../drivers/device/sunspec-walk.ts';
import { type FuzzTarget, mustBeFinite, mustHold } from '../target.ts';

const anchor = 40_000;
const mostWords = 1_500;

/** The registers of a SunSpec device from 40000 on: the chain of its models, and the values in them. Elsewhere it has none. */
export const sunspecChains: FuzzTarget = {
  name: 'sunspec-chains',
  share: 4,
  maxBytes: 2 * mostWords,
  words: ['SunS', '\u0000\u0001\u0000B', '\u0000\u00cb\u0000i', '\u0000g\u00002', '\u0000|\u0000\u0018'],
  open() {
    const catalogue = loadCatalogue();
    const products = catalogue.ids().flatMap((id) => {
      const definition = catalogue.modbus(id);
      return definition !== undefined && sunspecOf(definition) !== undefined ? [definition] : [];
    });
    return {
      seeds: products.map(seedFor),
      async take(input) {
        for (const definition of products) await findAndRead(definition, input);
      },
    };
  },
};

async function findAndRead(definition: ModbusDefinition, input: Buffer): Promise<void> {
  let reads = 0;
  const at = (address: number, quantity: number): Uint16Array | undefined => {
    const from = 2 * (address - anchor);
    if (from < 0 || from + 2 * quantity > input.length) return undefined;
    return Uint16Array.from({ length: quantity }, (_, k) => input.readUInt16BE(from + 2 * k));
  };
  const read = async (address: number, quantity: number) => {
    reads += 1;
    mustHold(address >= 0 && address + quantity <= 65_536, `a read of ${address}`);
    return at(address, quantity);
  };
  const found = await new ModelFinder({ definition, index: 1, startRegister: undefined, read }).find();
  mustHold(reads <= mostModels + 4, `${reads} reads`);
  if ('missing' in found) {
    mustHold(found.missing.length < 1_000, 'a reason too long');
    return;
  }
  const table = new RegisterTable(found.definition);
  for (const one of table.planned()) {
    mustHold(one.address + one.words <= 65_536 && one.words <= 125, `${one.name} at ${one.address}`);
    const values = at(one.address, one.words);
    if (values === undefined) continue;
    const decoded = table.decode([one], one.address, { values, requestedAtMs: 0 }, () => undefined);
    mustBeFinite([...decoded.values()], 1e12);
  }
}

/** Marker, the common model, the product's own with threes in it, and the end. */
function seedFor(definition: ModbusDefinition): Buffer {
  const length = 160;
  const words = [0x5375, 0x6e53, 1, 66, ...Array<number>(66).fill(0x4142)];
  words.push(sunspecOf(definition)?.models[0] ?? 0, length, ...Array<number>(length).fill(3), 0xffff, 0);
  const bytes = Buffer.alloc(2 * words.length);
  words.forEach((word, k) => {
    bytes.writeUInt16BE(word, 2 * k);
  });
  return bytes;
}
