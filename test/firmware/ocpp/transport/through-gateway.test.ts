import assert from 'node:assert/strict';
import { until } from '../../../until.ts';
import { testPair } from './certificates.ts';
import { authority, type GatewaySite, openGatewaySite } from './gateway-site.ts';
import type { RunningClient } from './running-client.ts';

const heartbeat = { currentTime: '2026-11-28T12:00:00.000Z' };
/** Security profile 3: TLS to the backend inside the channel, with a client certificate of the station. */
const profile3 = (stationId: string) => {
  const pair = testPair(stationId, { issuer: authority });
  return {
    ...{ stationId, url: 'wss://backend.example/ocpp', ca: authority.certificatePem, leastProfile: 3 as const },
    identity: () => ({ name: stationId, ...pair }),
  };
};

describe('stations through a Smart Meter Gateway', () => {
  let site: GatewaySite;
  const open = async (secure: boolean): Promise<GatewaySite> => {
    site = await openGatewaySite(secure);
    return site;
  };
  const isServed = async (client: RunningClient): Promise<void> =>
    assert.deepEqual(await client.peers.at(-1)?.call('Heartbeat', {}), heartbeat);
  afterEach(() => site.close());

  it('each have a stream of their own through one channel, and carry calls', async () => {
    const { start, seen, host } = await open(false);
    const clients = ['NW 1', 'NW 2', 'NW 3'].map((stationId) => start({ stationId, secret: 'geheim' }));
    for (const client of clients) {
      await client.connected();
      await isServed(client);
    }
    assert.deepEqual(seen.map(({ identity }) => identity).sort(), ['NW 1', 'NW 2', 'NW 3']);
    assert.equal(host.status('ocpp').connections, 3);
  });

  it('speak TLS with the backend inside, with a client certificate, and come back when the channel was cut', async () => {
    const { start, seen, configure } = await open(true);
    const client = start(profile3('NW1'));
    const { tls, profile } = await client.connected();
    assert.deepEqual([tls?.version, profile, seen[0]?.certificate], ['TLSv1.3', 3, 'NW1']);
    configure('second');
    await until(() => client.connection.state().kind === 'waiting');
    await client.connected();
    await isServed(client);
  });

  it('show their own certificates, twelve at one time, and all come back when the channel was lost', async () => {
    const { start, seen, sim } = await open(true);
    const ids = Array.from({ length: 12 }, (_, k) => `NW${k}`);
    const clients = ids.map((id) => start(profile3(id)));
    for (const client of clients) assert.equal((await client.connected()).profile, 3);
    await Promise.all(clients.map(isServed));
    assert.deepEqual(
      seen.map(({ identity, certificate }) => [identity, certificate]).sort(),
      ids.map((id) => [id, id]).sort(),
    );
    sim.control.fault('reset');
    await until(() => clients.every(({ states }) => states.some(({ kind }) => kind === 'waiting')));
    for (const client of clients) await client.connected();
    await Promise.all(clients.map(isServed));
    assert.equal(seen.length, 24);
  });

  it('are told when the channel has as many as it may, and the next one gets the place that is left', async () => {
    const { start, host } = await open(false);
    const clients = Array.from({ length: 64 }, (_, k) => start({ stationId: `NW${k}` }));
    for (const client of clients) await client.connected();
    const late = start({ stationId: 'late' });
    const { layer, code, sentence } = await late.fault();
    assert.deepEqual([layer, code], ['channel', 'tooManyStreams']);
    assert.match(sentence, /has 64 streams already.*one station stand for several charge points/);
    // Nobody who is there gives way.
    assert.ok(clients.every(({ connection }) => connection.state().kind === 'connected'));
    assert.equal(host.status('ocpp').connections, 64);
    clients[7]?.connection.stop();
    await late.connected();
    await isServed(late);
  });

  it('do not cut each other off for ever at a gateway that keeps one connection: one keeps its place, the other is told', async () => {
    const { start, sim } = await open(false);
    sim.control.fault('displace', Number.POSITIVE_INFINITY);
    const clients = ['NW 1', 'NW 2'].map((stationId) => start({ stationId }));
    const told = ({ connection }: RunningClient) => connection.state().lastFault?.code === 'gatewayKeepsOne';
    await until(() => clients.some(told));
    const waits = clients.find(told);
    const stays = clients.find((one) => one !== waits);
    assert.match(waits?.connection.state().lastFault?.sentence ?? '', /carries one at a time\. Let one station stand/);
    await stays?.connected();
    const links = stays?.peers.length;
    // Several tries of the one that waits.
    const tries = waits?.states.length ?? 0;
    await until(() => (waits?.states.length ?? 0) > tries + 6);
    assert.equal(stays?.peers.length, links);
    if (stays !== undefined) await isServed(stays);
  });

  it('are told whether the way fails or the backend', async () => {
    const { start, channels, host } = await open(true);
    const wrong = await start({ url: 'wss://other.example', ca: authority.certificatePem }).fault();
    assert.deepEqual([wrong.layer, wrong.code], ['certificate', 'wrongName']);
    const without = await start({ url: 'wss://backend.example', ca: authority.certificatePem, secret: 'x' }).fault();
    assert.deepEqual([without.layer, without.code], ['certificate', 'ownRefused']);
    const none = await start({ streams: channels.through('other') }).fault();
    assert.deepEqual([none.layer, none.code], ['channel', 'off']);
    host.configure([]);
    const off = await start({}).fault();
    assert.deepEqual([off.layer, off.code], ['channel', 'off']);
  });

  it('come back when the smgw process was killed', async () => {
    const { start, host } = await open(false);
    const client = start({});
    await client.connected();
    process.kill(host.pid() ?? 0, 'SIGKILL');
    await until(() => client.connection.state().kind === 'waiting');
    await client.connected();
    assert.equal(client.peers.length, 2);
  });
});
