import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { freePort } from '../../../scripts/demo/free-port.ts';

/** The last port that `fetch` and browsers ask nobody at (Fetch Standard, "bad port"). */
const lastBad = 10_080;
/** What Linux gives to connections that go out begins here. */
const firstOfOthers = 32_768;

describe('a free port', () => {
  it('is another one each time, none that a connection that goes out may get, none that nobody may be asked at', async () => {
    const ports: number[] = [];
    for (let k = 0; k < 200; k += 1) ports.push(await freePort(0));
    assert.equal(new Set(ports).size, ports.length);
    assert.ok(ports.every((port) => port > lastBad && port < firstOfOthers));
  });

  it('begins above the ports that fetch refuses', async () => {
    const why = async (port: number) => fetch(`http://127.0.0.1:${port}/`).catch(({ cause }) => String(cause));
    assert.match(String(await why(lastBad)), /bad port/);
    assert.doesNotMatch(String(await why(await freePort(0))), /bad port/);
  });

  it('is not one that is taken', async () => {
    const port = await freePort(0);
    // The next ones, which it would give.
    const servers = [1, 2, 3].map((k) => createServer().listen(port + k, '127.0.0.1'));
    await Promise.all(servers.map((server) => once(server, 'listening')));
    try {
      const taken = servers.map((server) => (server.address() as AddressInfo).port);
      assert.ok(!taken.includes(await freePort(0)));
      await assert.rejects(freePort(taken[0] ?? 0), /port \d+ is taken by another program/);
    } finally {
      for (const server of servers) server.close();
    }
  });
});
