import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import type { ScanResult } from '../../firmware/domain/scan.ts';
import { authorization, Box, type Document } from './box.ts';

interface SiteDevice {
  readonly id: string;
  readonly definition: string;
  readonly address?: string;
  readonly line?: string;
  readonly unitId?: number;
}

describe('looking for devices over sockets', () => {
  let box: Box;
  let devices: readonly SiteDevice[] = [];

  before(async () => {
    box = await Box.open({
      edit: (document: Document) => {
        devices = document.devices as readonly SiteDevice[];
        return document;
      },
    });
    await box.waitFor('every device answers', ({ state }) => state.chargePoints.every(({ state: of }) => of !== null));
  });
  after(() => box?.close());

  async function scan(request: object): Promise<ScanResult> {
    const { status, json, text } = await box.post('/api/v1/scan', request);
    assert.equal(status, 201, text);
    const { id } = json as ScanResult;
    for (;;) {
      const result = (await box.get(`/api/v1/scan/${id}`)).json as ScanResult;
      if (result.state !== 'running') return result;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  const found = (result: ScanResult) => result.found.map(({ device, products }) => [device, products[0]?.definition]);

  it('finds what stands in the site on its own sockets', async () => {
    const overTcp = devices.filter(({ address }) => address !== undefined);
    assert.ok(overTcp.length > 0);
    const ports = [...new Set(overTcp.map(({ address = '' }) => Number(address.split(':')[1])))].slice(0, 4);
    const result = await scan({ network: { ports } });
    assert.equal(result.state, 'done', result.message ?? '');
    for (const { id, definition, address = '' } of overTcp.filter(({ address: at = '' }) =>
      ports.includes(Number(at.split(':')[1])),
    ))
      assert.ok(
        found(result).some(([device, product]) => device === id && product === definition),
        `${id} ${definition} at ${address}: ${JSON.stringify(found(result))}`,
      );
  });

  it('asks only hosts that were named, if some were', async () => {
    const [first] = devices.filter(({ address }) => address !== undefined);
    const ports = [Number(first?.address?.split(':')[1])];
    const there = await scan({ network: { ports, hosts: ['127.0.0.1'] } });
    assert.ok(
      found(there).some(([device]) => device === first?.id),
      JSON.stringify(there),
    );
    const elsewhere = await scan({ network: { ports, hosts: ['127.0.0.2'] } });
    assert.deepEqual([elsewhere.state, elsewhere.found], ['done', []]);
    assert.equal((await box.post('/api/v1/scan', { network: { hosts: ['http://10.0.0.5/'] } })).status, 400);
  });

  it('finds the devices of a line behind their unit ids', async () => {
    const onLine = devices.filter(({ line }) => line !== undefined);
    const [first] = onLine;
    assert.ok(first?.line);
    const result = await scan({ line: first.line, unitIds: { from: 1, to: 4 } });
    assert.equal(result.state, 'done', result.message ?? '');
    assert.deepEqual([result.progress.done, result.progress.total], [4, 4]);
    for (const { id } of onLine.filter(({ line, unitId = 1 }) => line === first.line && unitId <= 4))
      assert.ok(
        found(result).some(([device]) => device === id),
        `${id}: ${JSON.stringify(result)}`,
      );
  });

  it('reads a device before it stands in the site', async () => {
    const meter = devices.find(({ id }) => id === 'M1');
    assert.ok(meter);
    const result = await scan({ device: { ...meter, id: 'M9' } });
    assert.equal(result.state, 'done', result.message ?? '');
    const values = result.found[0]?.products[0]?.values ?? {};
    assert.equal((values.currentA as readonly number[]).length, 3);
    assert.ok((values.voltageV as readonly number[]).every((volts) => volts > 200));
  });

  it('says what is wrong with an entry, and that nobody answers', async () => {
    const wrong = await scan({ device: { id: 'M9', definition: 'no-such-meter', address: '127.0.0.1:1' } });
    assert.deepEqual([wrong.state, wrong.message], ['failed', 'There is no definition "no-such-meter"']);
    const nobody = await scan({ device: { id: 'E9', definition: 'keba-p30', address: '127.0.0.1:1' } });
    assert.equal(nobody.state, 'failed');
    assert.match(nobody.message ?? '', /E9 does not answer/);
  });

  it('runs one at a time, can be ended, and refuses what it does not understand', async () => {
    const first = await box.post('/api/v1/scan', {
      device: { id: 'E9', definition: 'keba-p30', address: '127.0.0.1:1' },
    });
    assert.equal(first.status, 201);
    assert.equal((await box.post('/api/v1/scan', { network: {} })).status, 409);
    const { id } = first.json as ScanResult;
    const ended = await fetch(`${box.url}/api/v1/scan/${id}`, { method: 'DELETE', headers: { authorization } });
    assert.equal(ended.status, 204);
    assert.equal(((await box.get(`/api/v1/scan/${id}`)).json as ScanResult).state, 'ended');
    for (const [body, status] of [
      [{}, 400],
      [{ line: 'no-such-line' }, 400],
      [{ network: {}, line: 'x' }, 400],
      [{ serial: { path: '/etc/passwd' } }, 400],
      [{ network: { ports: [0] } }, 400],
    ] as const)
      assert.equal((await box.post('/api/v1/scan', body)).status, status, JSON.stringify(body));
    assert.equal((await box.get('/api/v1/scan/ffffffff')).status, 404);
  });
});
