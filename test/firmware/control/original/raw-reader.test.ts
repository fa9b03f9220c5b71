import assert from 'node:assert/strict';
import type { Bus, ReadRequest } from '../../../../drivers/bus/types.ts';
import { loadCatalogue } from '../../../../drivers/definitions/catalogue.ts';
import { RawReader } from '../../../../firmware/control/original/raw-reader.ts';
import { systemClock } from '../../../../firmware/domain/clock.ts';
import { siteSchema } from '../../../../firmware/domain/site/schema.ts';
import { type LineUnderTest, openLineUnderTest } from '../../../drivers/link/line-under-test.ts';
import { imageWord } from '../../../drivers/link/register-image.ts';

const site = siteSchema.parse({
  ...{ name: 'x', timezone: 'UTC', circuits: [{ id: 'house', fuseA: 35 }] },
  lines: [{ id: 'rs485', kind: 'serial', path: '/dev/ttyUSB0', baudRate: 9600 }],
  devices: [
    { id: 'M1', definition: 'eastron-sdm630', line: 'rs485', unitId: 7, role: 'grid' },
    { id: 'M2', definition: 'eastron-sdm630', line: 'rs485', unitId: 8, role: 'display', enabled: false },
    { id: 'M3', definition: 'pushed-meter', role: 'display' },
  ],
});
const catalogue = loadCatalogue();
const readerOf = (bus: Bus | undefined) =>
  new RawReader({ busOf: () => bus, definition: (id) => catalogue.get(id), clock: systemClock });
const read = (device: string, quantity = 2, functionCode: 1 | 3 = 3) => ({
  ...{ device, functionCode, address: 40, quantity },
});

describe('reads of persons at devices of the site', () => {
  let line: LineUnderTest | undefined;
  afterEach(async () => {
    await line?.close();
    line = undefined;
  });

  for (const kind of ['tcp', 'serial'] as const)
    it(`bring what is there, over ${kind}, with the unit id of the site`, async () => {
      line = await openLineUnderTest({ kind, timeoutMs: 500, seed: 1, fault: () => undefined });
      const reader = readerOf(line.bus);
      assert.deepEqual(await reader.read(site, read('M1')), { values: [40, 41].map((at) => imageWord(7, 3, at)) });
      assert.deepEqual(await reader.read(site, read('M1', 11, 1)), {
        values: Array.from({ length: 11 }, (_, k) => imageWord(7, 1, 40 + k)),
      });
    });

  it('are refused where the site has no such device that is read over Modbus', async () => {
    const reader = readerOf(undefined);
    for (const device of ['M2', 'M3', 'M9'])
      assert.deepEqual(await reader.read(site, read(device)), { fault: 'noDevice' });
    assert.deepEqual(await reader.read(site, read('M1')), { fault: 'starting' });
  });

  it('go one at a time behind everything of the box, and no more than a few wait', async () => {
    const asked: ReadRequest[] = [];
    let open = 0;
    const bus = {
      async read(request: ReadRequest) {
        asked.push(request);
        open += 1;
        assert.equal(open, 1, 'never two at a time');
        await new Promise((resolve) => setImmediate(resolve));
        open -= 1;
        return { values: new Uint16Array(request.quantity), requestedAtMs: 0 };
      },
      write: () => assert.fail('nothing is written'),
    } as unknown as Bus;
    const reader = readerOf(bus);
    const answers = await Promise.all(Array.from({ length: 8 }, () => reader.read(site, read('M1'))));
    assert.equal(answers.filter((answer) => 'values' in answer).length, 5);
    assert.equal(answers.filter((answer) => 'fault' in answer && answer.fault === 'busy').length, 3);
    assert.ok(asked.every(({ priority, unitId }) => priority === 'slow' && unitId === 7));
  });
});
