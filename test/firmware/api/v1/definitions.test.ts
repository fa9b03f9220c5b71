import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { ProductView } from '../../../../firmware/api/shapes.ts';
import { asAdmin, Box } from '../box.ts';

const file = readFileSync(
  new URL('../../../drivers/definitions/import/files/mqtt-plug.json5', import.meta.url),
  'utf8',
);

describe('definitions over REST', () => {
  let box: Box;
  before(async () => {
    box = await Box.open();
  });
  after(() => box.close());
  beforeEach(() => box.definitions.clear());
  const path = '/api/v1/definitions/import';

  it('are made from a meter file and kept, with what was left out', async () => {
    const reply = await box.send('POST', path, { file, name: 'plug.json' });
    assert.equal(reply.status, 200);
    const { definition, leftOut, kept } = reply.json as {
      definition: { id: string; protocol: string };
      leftOut: { path: string; why: string }[];
      kept: boolean;
    };
    assert.deepEqual([definition.id, definition.protocol, kept], ['user-plug', 'mqtt', true]);
    assert.deepEqual(
      leftOut.map((left) => left.path),
      ['many'],
    );
    assert.deepEqual(JSON.parse(box.definitions.get('user-plug') ?? ''), definition);
    assert.match(box.audit.join('\n'), /admin: definition user-plug made from a meter file/);
  });

  it('are only looked at where that is asked for', async () => {
    const reply = await box.send('POST', path, { file, keep: false });
    assert.equal((reply.json as { kept: boolean }).kept, false);
    assert.equal(box.definitions.size, 0);
  });

  it('are listed as products, with how each is reached and what nobody is sure of', async () => {
    const { products } = (await box.ask('/api/v1/definitions', { headers: asAdmin })).json as {
      products: ProductView[];
    };
    const keba = products.find(({ id }) => id === 'keba-p30');
    assert.deepEqual([keba?.vendor, keba?.kind, keba?.reachedBy], ['KEBA', 'chargePoint', ['tcp']]);
    assert.deepEqual([keba?.defaults.unitId, keba?.defaults.port, keba?.maxCurrentA], [255, 502, 32]);
    const vendors = products.map(({ vendor }) => vendor.toLowerCase());
    assert.deepEqual(vendors, [...vendors].sort(new Intl.Collator('en').compare));
    assert.ok(products.some(({ doubtful }) => doubtful.length > 0 && doubtful.every(({ what }) => what !== '')));
    assert.deepEqual((await box.ask('/api/v1/serial-ports', { headers: asAdmin })).json, {
      ports: [{ path: '/dev/ttyUSB0', port: '/dev/ttyUSB0', name: null, line: null }],
    });
  });

  const refused: [string, object, string][] = [
    ['no file', {}, 'badBody'],
    ['what is no meter file', { file: '[]' }, 'badFile'],
    ['a file without values', { file: '{"rtype":1}' }, 'badFile'],
    ['a file that is too large', { file: 'x'.repeat(60_001) }, 'badBody'],
  ];
  for (const [what, body, code] of refused)
    it(`are refused with ${what}`, async () => {
      const reply = await box.send('POST', path, body);
      assert.equal(reply.status, 400);
      assert.equal((reply.json as { error: string }).error, code);
      assert.equal(box.definitions.size, 0);
    });

  it('are not for who has not signed in', async () => {
    const headers = { 'content-type': 'application/json' };
    assert.equal((await box.ask(path, { method: 'POST', headers, body: '{"file":"{}"}' })).status, 401);
    assert.equal((await box.ask(path, { headers: asAdmin })).status, 405);
    assert.equal((await box.ask('/api/v1/definitions')).status, 401);
  });
});
