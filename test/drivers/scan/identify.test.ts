import assert from 'node:assert/strict';
import { BusError, type ReadRequest } from '../../../drivers/bus/types.ts';
import { loadCatalogue } from '../../../drivers/definitions/catalogue.ts';
import { candidatesFor, type ScanWay } from '../../../drivers/scan/candidates.ts';
import { type FoundUnit, scanUnits } from '../../../drivers/scan/unit-scan.ts';
import { found, product } from '../device/device-on-bench.ts';
import { FakeTime } from '../device/fake-time.ts';
import { fillImage, ImageBus } from '../device/image-bus.ts';

const catalogue = loadCatalogue();

/** A line with these products at these unit ids; nobody answers elsewhere. */
function lineWith(products: Readonly<Record<number, string>>) {
  const time = new FakeTime();
  const images = new Map(
    Object.entries(products).map(([unitId, id]) => {
      const image = new ImageBus(time);
      const { base } = product(id);
      const offset = base !== undefined && 'perConnector' in base ? base.perConnector * (1 - base.first) : 0;
      fillImage(image, product(id), found[id] ?? {}, offset);
      return [Number(unitId), image] as const;
    }),
  );
  const line = new ImageBus(time);
  const asked: ReadRequest[] = [];
  line.read = async (request: ReadRequest) => {
    asked.push(request);
    const image = images.get(request.unitId);
    if (image === undefined) throw new BusError('timeout', 'no reply', { line: 'x', unitId: request.unitId });
    return image.read(request);
  };
  const writes = () => [line, ...images.values()].flatMap((bus) => bus.sent());
  return { line, asked, writes };
}

async function scanned(
  line: ImageBus,
  way: ScanWay,
  unitIds: readonly number[],
  signal = new AbortController().signal,
) {
  const out: FoundUnit[] = [];
  const candidates = candidatesFor(catalogue, way);
  await scanUnits({
    ...{ bus: line, candidates, unitIds, timeoutMs: 200, queueMs: 5_000, leastPauseMs: 100, signal },
    asked: (_, unit) => {
      if (unit !== undefined) out.push(unit);
    },
  });
  return out;
}

describe('Looking for devices on a line', () => {
  it('finds what stands there, names it first, and never writes', async () => {
    const { line, writes } = lineWith({ 3: 'heidelberg-energy-control', 7: 'eastron-sdm630' });
    const units = await scanned(line, 'rtu', [1, 2, 3, 4, 5, 6, 7, 8]);
    assert.deepEqual(
      units.map(({ unitId }) => unitId),
      [3, 7],
    );
    assert.equal(units[0]?.products[0]?.definition, 'heidelberg-energy-control');
    assert.ok(units[1]?.products.some(({ definition }) => definition === 'eastron-sdm630'));
    assert.deepEqual(writes(), []);
  });

  it('leaves the silence that was asked for before each question, also where the product asked about wants none', async () => {
    const { line, asked } = lineWith({ 1: 'heidelberg-energy-control' });
    await scanned(line, 'rtu', [1]);
    assert.ok(asked.length > 1);
    assert.deepEqual(
      asked.filter(({ pauseMs = 0 }) => pauseMs < 100),
      [],
    );
  });

  it('asks an empty unit id twice and no more', async () => {
    const { line, asked } = lineWith({});
    await scanned(line, 'rtu', [1, 2]);
    assert.equal(asked.length, 4);
    assert.ok(new Set(asked.map(({ functionCode }) => functionCode)).size > 1, 'by two functions');
  });

  it('finds every product that says by what it is known, behind its own unit id', async () => {
    for (const id of Object.keys(found)) {
      const definition = product(id);
      if ((definition.detect ?? []).length === 0) continue;
      const way = (['rtu', 'ascii', 'tcp'] as const).find((one) => definition.transports.includes(one)) ?? 'tcp';
      const { line, writes } = lineWith({ 9: id });
      const [unit] = await scanned(line, way, [9]);
      assert.ok(
        unit?.products.some((one) => one.definition === id),
        `${id}: ${JSON.stringify(unit)}`,
      );
      assert.deepEqual(writes(), [], id);
    }
  });

  it('tells of one that answers and is nothing we know', async () => {
    const { line } = lineWith({});
    line.read = async ({ unitId }) => {
      throw new BusError('exception', 'exception 2', { line: 'x', unitId, exceptionCode: 2 });
    };
    assert.deepEqual(await scanned(line, 'rtu', [5]), [{ unitId: 5, products: [] }]);
  });

  it('does not ask the same again where the connection broke at it', async () => {
    const { line } = lineWith({});
    const asked: string[] = [];
    line.read = async ({ unitId, functionCode, address, quantity }) => {
      asked.push(`${functionCode} ${address} ${quantity}`);
      throw new BusError('closed', 'the far end closed', { line: 'x', unitId });
    };
    await scanned(line, 'tcp', [255]);
    assert.equal(new Set(asked).size, asked.length);
  });

  it('ends between two unit ids when it is told to', async () => {
    const { line, asked } = lineWith({});
    const end = new AbortController();
    end.abort();
    await scanned(line, 'rtu', [1, 2, 3], end.signal);
    assert.equal(asked.length, 0);
  });
});
