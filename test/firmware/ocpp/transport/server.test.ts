import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { WebSocket } from 'ws';
import type { StationCredentials } from '../../../../firmware/ocpp/transport/admission.ts';
import type { ChargePointServerOptions } from '../../../../firmware/ocpp/transport/server.ts';
import { until } from '../../../until.ts';
import { testPair } from './certificates.ts';
import { type RunningServer, runServer } from './running-server.ts';
import { strictStation } from './strict-peer.ts';

describe('the door for charge points', () => {
  let running: RunningServer;
  const clients: { close(options?: object): unknown }[] = [];
  const start = async (
    stations: Readonly<Record<string, StationCredentials>>,
    more: Partial<ChargePointServerOptions> = {},
  ) => {
    running = await runServer(stations, more);
    return running;
  };
  const station = (identity: string, more: object = {}) => {
    const client = strictStation({ endpoint: `ws://127.0.0.1:${running.port}/ocpp`, identity, ...more });
    clients.push(client);
    return client;
  };
  afterEach(async () => {
    for (const client of clients.splice(0)) await client.close({ force: true });
    await running.server.close();
  });

  it('lets in an independent charge point with its password, in the version that it prefers of ours', async () => {
    await start({ 'CP 1': { profile: 1, secret: 'correct horse battery' } });
    const client = station('CP 1', {
      password: 'correct horse battery',
      protocols: ['ocpp9', 'ocpp2.0.1', 'ocpp1.6'],
      strictMode: false,
    });
    await client.connect();
    assert.equal(client.protocol, 'ocpp2.0.1');
    const [arrived] = running.arrived;
    assert.deepEqual(
      [arrived?.stationId, arrived?.version, arrived?.tls, arrived?.address],
      ['CP 1', '2.0.1', undefined, '127.0.0.1'],
    );
    assert.deepEqual(await client.call('Heartbeat', {}), { currentTime: '2026-11-28T12:00:00.000Z' });
  });

  it('carries calls both ways with a strict peer of 1.6', async () => {
    await start({ CP1: { profile: 0 } });
    const client = station('CP1');
    client.handle('ClearCache', async () => ({ status: 'Accepted' }));
    await client.connect();
    assert.deepEqual(await client.call('Heartbeat', {}), { currentTime: '2026-11-28T12:00:00.000Z' });
    assert.deepEqual(await running.peers[0]?.call('ClearCache', {}), { status: 'Accepted' });
  });

  it('stays as it was when it is given settings that cannot be used', async () => {
    const authority = testPair('Test CA', { authority: true });
    const pair = testPair('box', { issuer: authority, names: ['127.0.0.1'] });
    await start({ B: { profile: 2, secret: 'secret' } }, { tls: 'on', pair });
    const clientCa = authority.certificatePem;
    const clientCrl = '-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----\n';
    assert.throws(() => running.server.reconfigure({ tls: 'detect', pair, clientCa, clientCrl }));
    const more = { password: 'secret', wsOpts: { ca: authority.certificatePem } };
    await station('B', { endpoint: `wss://127.0.0.1:${running.port}`, ...more }).connect();
    assert.equal(running.arrived.length, 1);
  });

  it('says plain and TLS apart on one port', async () => {
    const authority = testPair('Test CA', { authority: true });
    const pair = testPair('box', { issuer: authority, names: ['127.0.0.1'] });
    await start({ A: { profile: 0 }, B: { profile: 2, secret: 'secret' } }, { tls: 'detect', pair });
    await station('A').connect();
    const secure = station('B', {
      endpoint: `wss://127.0.0.1:${running.port}`,
      password: 'secret',
      wsOpts: { ca: authority.certificatePem },
    });
    await secure.connect();
    assert.deepEqual(
      running.arrived.map(({ tls }) => tls?.version),
      [undefined, 'TLSv1.3'],
    );
    assert.deepEqual(await secure.call('Heartbeat', {}), { currentTime: '2026-11-28T12:00:00.000Z' });
  });

  for (const [what, shown, why] of [
    ['an unknown id', { identity: 'CP9', password: 'secret' }, 'no charge point of this id is configured'],
    ['no password', { identity: 'CP1' }, 'it shows no password'],
    ['a wrong password', { identity: 'CP1', password: 'secreT' }, 'its password is wrong'],
  ] as const)
    it(`refuses ${what}, telling why only to the box`, async () => {
      await start({ CP1: { profile: 1, secret: 'secret' } });
      await assert.rejects(station(shown.identity, shown).connect(), /Unauthorized/);
      assert.deepEqual(
        running.refused.map((one) => [one.stationId, one.why]),
        [[shown.identity, why]],
      );
      assert.equal(running.arrived.length, 0);
    });

  it('closes who offers no subprotocol that is spoken here, after the handshake as OCPP-J has it', async () => {
    await start({ CP1: { profile: 0 } });
    const socket = new WebSocket(`ws://127.0.0.1:${running.port}/CP1`);
    const [code] = await once(socket, 'close');
    assert.equal(code, 1002);
    assert.match(running.refused[0]?.why ?? '', /neither ocpp1.6 nor ocpp2.0.1/);
  });

  it('ends the earlier connection of a charge point once the later one is let in, and not before', async () => {
    await start({ CP1: { profile: 1, secret: 'secret' } });
    const first = station('CP1', { password: 'secret' });
    await first.connect();
    await assert.rejects(station('CP1', { password: 'guess' }).connect());
    assert.deepEqual(await first.call('Heartbeat', {}), { currentTime: '2026-11-28T12:00:00.000Z' });
    const closed = once(first, 'close');
    const second = station('CP1', { password: 'secret' });
    await second.connect();
    const [{ code }] = await closed;
    assert.equal(code, 1008);
    assert.equal(running.arrived[1]?.displaced?.address, '127.0.0.1');
    assert.deepEqual(await second.call('Heartbeat', {}), { currentTime: '2026-11-28T12:00:00.000Z' });
    assert.deepEqual(
      running.server.stations().map(({ stationId }) => stationId),
      ['CP1'],
    );
  });

  it('does not count it as a guess when no password is shown: some show it only when they are asked', async () => {
    await start({ CP1: { profile: 1, secret: 'secret' } });
    for (let k = 0; k < 12; k += 1) await assert.rejects(station('CP1').connect(), /Unauthorized/);
    await station('CP1', { password: 'secret' }).connect();
    assert.deepEqual([...new Set(running.refused.map(({ fault }) => fault.code))], ['noPassword']);
  });

  it('lets guessers wait, but never a charge point that was let in before', async () => {
    await start({ CP1: { profile: 1, secret: 'secret' }, CP2: { profile: 1, secret: 'other' } });
    await station('CP1', { password: 'secret' }).connect();
    for (let k = 0; k < 6; k += 1)
      await assert.rejects(
        station('CP2', { password: `guess ${k}` }).connect(),
        k < 5 ? /Unauthorized/ : /Too Many Requests/,
      );
    await assert.rejects(station('CP2', { password: 'other' }).connect(), /Too Many Requests/);
    await station('CP1', { password: 'secret' }).connect();
    running.server.forgetFailures();
    await station('CP2', { password: 'other' }).connect();
  });

  it('closes a message that is too big with 1009, and the others do not notice', async () => {
    await start({ CP1: { profile: 0 }, CP2: { profile: 0 } });
    const good = station('CP2');
    await good.connect();
    const socket = new WebSocket(`ws://127.0.0.1:${running.port}/CP1`, 'ocpp1.6');
    await once(socket, 'open');
    socket.send('x'.repeat(70_000));
    const [code] = await once(socket, 'close');
    assert.equal(code, 1009);
    assert.deepEqual(await good.call('Heartbeat', {}), { currentTime: '2026-11-28T12:00:00.000Z' });
  });

  it('ends a connection that answers no pings within two intervals', async () => {
    await start({ CP1: { profile: 0 } }, { pingEveryMs: () => 60 });
    const socket = new WebSocket(`ws://127.0.0.1:${running.port}/CP1`, 'ocpp1.6', { autoPong: false });
    await once(socket, 'open');
    const ended = new Promise((resolve) => running.arrived[0]?.link.onClose((code, reason) => resolve([code, reason])));
    assert.deepEqual(await ended, [1006, 'the far end answers no ping']);
  });

  it('ends what never finishes its handshake, at every stage', async () => {
    const pair = testPair('box', { names: ['127.0.0.1'] });
    await start({}, { tls: 'detect', pair, limits: { handshakeMs: 100 } });
    const stages = ['', 'GET /CP1 HTTP/1.1\r\nHost: x\r\n', Buffer.from([0x16, 3, 1, 2, 0])];
    const sockets = stages.map((bytes) => {
      const socket = connect(running.port, '127.0.0.1', () => bytes.length > 0 && socket.write(bytes));
      socket.on('error', () => undefined);
      return socket;
    });
    await Promise.all(sockets.map((socket) => once(socket, 'close')));
    await until(() => running.refused.length === 3);
    assert.ok(running.refused.every(({ why }) => /handshake took longer than 0.1 s/.test(why)));
  });
});
