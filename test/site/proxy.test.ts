import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { freePort } from '../../scripts/demo/free-port.ts';
import { FaultServer } from '../drivers/link/fault-server.ts';
import { FaultyDevice } from '../drivers/link/faulty-device.ts';
import { Random } from '../drivers/link/random.ts';
import { imageWord, readReply } from '../drivers/link/register-image.ts';
import { RawClient, request } from '../drivers/proxy/proxy-bench.ts';
import { Bare } from './bare.ts';

describe('a proxy of the program', () => {
  const box = new Bare();
  const device = new FaultyDevice({
    ...{ framing: 'tcp', timeoutMs: 1_000, random: new Random(1), inOrder: true },
    fault: () => undefined,
  });
  const server = new FaultServer(device);
  let port = 0;
  let address = '';

  before(async () => {
    address = await server.listen();
    port = await freePort(0);
    await box.start();
    await box.claim();
    const proxy = { port, allowWrites: [{ unitId: 1, from: 0, to: 65_535 }] };
    const answer = await box.send('PUT', '/api/v1/site', {
      ...{ name: 'x', timezone: 'Europe/Amsterdam', circuits: [{ id: 'house', fuseA: 25 }] },
      devices: [{ id: 'E1', definition: 'keba-p30', address, circuit: 'house', proxy }],
    });
    assert.equal(answer.status, 200, await answer.text());
  });
  after(async () => {
    await box.close();
    await server.close();
  });

  it('passes requests on over the one connection that the program has', async () => {
    let client = new RawClient(port);
    await box.until(async () => {
      if (client.isClosed) client = new RawClient(port);
      if (!client.socket.writable) return false;
      client.socket.write(request(5, 1, 3, 0, 9, 0, 3));
      await client.until(() => client.answers.length > 0 || client.isClosed);
      return client.answers.length > 0;
    });
    assert.deepEqual(client.answers[0]?.body, readReply(1, 3, 9, 3));
    // The set-point, by a unit id that is not the one of the site.
    client.socket.write(request(6, 1, 6, 0x13, 0x8c, 0, 7));
    await client.until(() => client.answers.at(-1)?.id === 6);
    assert.equal(client.answers.at(-1)?.body.toString('hex'), '018602');
    assert.ok(!device.asked.some(({ body }) => body[1] === 6 && body[0] === 1));
    assert.equal(server.mostOpen, 1);
    await box.until(() => /proxy of device E1: a client's write was refused/.test(box.output.tail(1_000)));
    client.socket.destroy();
  });

  it('and reads of a person over HTTP go the same way (modbus_get)', async () => {
    const read = (query: string) => box.send('GET', `/cnf?cmd=modbus_get&${query}`, undefined);
    const answer = await read(`addr=${address}&func=3&reg=9&cnt=3`);
    const values = [9, 10, 11].map((at) => imageWord(255, 3, at));
    assert.deepEqual([answer.status, await answer.json()], [200, values]);
    assert.equal((await read('addr=10.99.0.1:502&reg=9')).status, 404);
    assert.equal((await read('device=E1&reg=9&val=1')).status, 400);
    assert.equal(server.mostOpen, 1);
  });
});
