import assert from 'node:assert/strict';
import { loadCatalogue } from '../../drivers/definitions/catalogue.ts';
import type { ModbusDefinition } from '../../drivers/definitions/schema.ts';
import { hasSocat } from '../drivers/link/pty-pair.ts';
import { placedLayouts } from '../drivers/placed-layouts.ts';
import { type ForeignLineKind, type ForeignLines, openForeignLines } from './foreign-lines.ts';
import { foreignKinds, whyAbsent } from './foreign-server.ts';
import { roundTrip } from './round-trip.ts';

const catalogue = loadCatalogue();
const products = catalogue
  .ids()
  .flatMap((id) => catalogue.modbus(id) ?? [])
  .flatMap(placedLayouts);
const lineOf = { rtu: 'serial', rtu_over_tcp: 'rtu-over-tcp', tcp: 'tcp', tcp_gateway: 'tcp', ascii: 'ascii' } as const;
const registersOf = (some: readonly ModbusDefinition[]): number =>
  some.reduce((sum, product) => sum + product.registers.length, 0);

/** What speaks ASCII only is tried over RTU where a server has no ASCII: its registers are the same. */
function linesOf({ transports }: ModbusDefinition, kinds: readonly ForeignLineKind[]): ForeignLineKind[] {
  const lines = kinds.filter((kind) => transports.some((transport) => lineOf[transport] === kind));
  return lines.length > 0 ? lines : ['serial'];
}

for (const kind of foreignKinds)
  describe(`Registers on file, held by a server of ${kind}`, () => {
    const kinds: readonly ForeignLineKind[] = [
      ...(['tcp', 'rtu-over-tcp', 'serial'] as const),
      ...(kind === 'pymodbus' ? (['ascii'] as const) : []),
    ];
    let lines: ForeignLines | undefined;

    before(async function () {
      const why = whyAbsent(kind) ?? (hasSocat() ? undefined : 'socat is missing');
      if (why !== undefined) {
        console.log(`skipped: ${why}`);
        this.skip();
      }
      lines = await openForeignLines(kind);
    });
    after(() => lines?.close());

    for (const line of kinds) {
      const here = products.filter((product) => linesOf(product, kinds).includes(line));
      it(`come back as they are meant over ${line}: ${here.length} products, ${registersOf(here)} registers`, async () => {
        assert.ok(lines);
        const bus = lines.open(line);
        const variant = kind === 'libmodbus' ? 0 : 1;
        const problems: string[] = [];
        for (const [k, definition] of here.entries())
          problems.push(...(await roundTrip({ server: lines.server, bus, definition, unit: 1 + k, variant })));
        await bus.close();
        assert.deepEqual(problems, []);
      });
    }

    it(`leaves no product out: ${products.length} products, ${registersOf(products)} registers`, () => {
      const over = new Set(products.filter((product) => linesOf(product, kinds).length > 0));
      assert.equal(over.size, products.length);
      assert.ok(products.length >= 10);
    });
  });
