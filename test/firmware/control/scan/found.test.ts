import assert from 'node:assert/strict';
import { loadCatalogue } from '../../../../drivers/definitions/catalogue.ts';
import { foundNeighbour, foundUnit } from '../../../../firmware/control/scan/found.ts';
import type { Site } from '../../../../firmware/domain/site/schema.ts';

const catalogue = loadCatalogue();
const site = {
  lines: [{ id: 'rs485-1', kind: 'serial', path: '/dev/ttyS0' }],
  devices: [
    { id: 'M1', definition: 'eastron-sdm630', line: 'rs485-1' },
    { id: 'M2', definition: 'shelly-pro-3em', address: '10.0.0.50' },
  ],
} as unknown as Site;
const line = {
  id: 'rs485-1',
  kind: 'serial',
  path: '/dev/ttyS0',
  baudRate: 9600,
  parity: 'none',
  dataBits: 8,
  stopBits: 1,
} as const;

describe('What a scan tells', () => {
  it('names the device of the site that stands there, and its product before others that fit too', () => {
    const products = ['eastron-sdm120', 'eastron-sdm630'].map((definition) => ({
      definition,
      values: new Map([['frequency', 50]]),
    }));
    const found = foundUnit({ line, setting: null, unit: { unitId: 1, products }, site, catalogue });
    assert.deepEqual([found.device, found.line, found.path], ['M1', 'rs485-1', '/dev/ttyS0']);
    assert.deepEqual(
      found.products.map(({ definition }) => definition),
      ['eastron-sdm630', 'eastron-sdm120'],
    );
    const other = foundUnit({ line, setting: null, unit: { unitId: 2, products }, site, catalogue });
    assert.equal(other.device, null, 'nobody stands at unit id 2');
  });

  it('takes no host for another one that begins alike', () => {
    const neighbour = { name: 'x', service: '_http._tcp' };
    assert.equal(foundNeighbour({ ...neighbour, address: '10.0.0.5:80' }, site).device, null);
    assert.equal(foundNeighbour({ ...neighbour, address: '10.0.0.50:80' }, site).device, 'M2');
  });
});
