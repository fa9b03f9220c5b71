import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'mocha';
import mqtt, { type MqttClient } from 'mqtt';
import { hasMosquitto, Mosquitto } from '../drivers/messages/mosquitto.ts';
import { Box, type Document } from './box.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Answers as a Shelly Pro 3EM does whose password is set. */
function shelly(): Server {
  return createServer(({ method, url = '', headers }, response) => {
    const field = (name: string) => new RegExp(`[ ,]${name}="?([^",]*)`).exec(headers.authorization ?? '')?.[1] ?? '';
    const expected = [
      sha256('admin:meter:geheim'),
      'n1',
      field('nc'),
      field('cnonce'),
      'auth',
      sha256(`${method}:${url}`),
    ];
    if (field('response') !== sha256(expected.join(':'))) {
      response.setHeader('WWW-Authenticate', 'Digest qop="auth", realm="meter", nonce="n1", algorithm=SHA-256');
      response.writeHead(401).end();
      return;
    }
    const phase = (name: string, amperes: number, watts: number) => ({
      ...{ [`${name}_current`]: amperes, [`${name}_voltage`]: 231, [`${name}_act_power`]: watts },
    });
    const now = { id: 0, ...phase('a', 4, 920), ...phase('b', 2, -460), ...phase('c', 0, 0), total_act_power: 460 };
    response.end(JSON.stringify(url.startsWith('/rpc/EMData') ? { id: 0, total_act: 1500.5, total_act_ret: 20 } : now));
  });
}

describe('a box with meters that speak in messages', () => {
  const broker = new Mosquitto();
  const server = shelly();
  let plug: MqttClient;
  let box: Box;

  before(async function () {
    if (!hasMosquitto) {
      console.log('      skipped: mosquitto is not installed (npm test as root installs it)');
      this.skip();
    }
    await broker.start();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    plug = await mqtt.connectAsync(`mqtt://${broker.address}`);
    await plug.subscribeAsync('cmnd/plug/Status');
    plug.on('message', (_, body) => {
      const energy = { Total: 3.185, Power: 27, Voltage: 234, Current: 0.122 };
      if (body.toString() === '8') plug.publish('stat/plug/STATUS8', JSON.stringify({ StatusSNS: { ENERGY: energy } }));
    });
    const { port } = server.address() as AddressInfo;
    const added = [
      { id: 'M8', definition: 'shelly-pro-3em', address: `127.0.0.1:${port}`, secret: 'shelly' },
      { id: 'M9', definition: 'tasmota-energy-mqtt', broker: 'home', topic: 'plug', phases: 'L2' },
    ];
    box = await Box.open({
      edit: (site: Document) => ({
        ...site,
        brokers: [{ id: 'home', address: broker.address }],
        devices: [...(site.devices as object[]), ...added],
      }),
    });
  });
  after(async () => {
    await box?.close();
    await plug?.endAsync(true);
    server.close();
    await broker.end();
  });
  const meterOf = async (id: string) => (await box.state())?.meters.find((meter) => meter.id === id);

  it('reads one by MQTT, on its phase', async () => {
    await box.until('the plug is heard', async () => (await meterOf('M9'))?.currentA[1] === 0.122);
    const meter = await meterOf('M9');
    assert.deepEqual(meter?.voltageV, [null, 234, null]);
    assert.ok((meter?.ageS ?? 99) < 3);
  });

  it('asks one by HTTP once its password is set, and not before', async () => {
    await box.until('the meter is missed', async () => (await meterOf('M8')) !== undefined);
    assert.deepEqual((await meterOf('M8'))?.currentA, [null, null, null]);
    assert.equal((await box.put('/api/v1/secrets/shelly', { password: 'geheim' })).status, 204);
    await box.until('the meter is read', async () => (await meterOf('M8'))?.currentA[0] === 4);
    assert.deepEqual((await meterOf('M8'))?.currentA, [4, -2, 0]);
  });

  it('tells how the requests go, where there are any', async () => {
    type Told = { readonly id: string; readonly line: string; readonly traffic: { readonly answers: number } | null };
    let told: readonly Told[] = [];
    const deviceOf = (id: string) => told.find((device) => device.id === id);
    // Looked at every 2 s.
    await box.until('the requests are counted', async () => {
      const { status, json } = await box.get('/api/v1/lines');
      told = status === 200 ? (json as { devices: Told[] }).devices : [];
      return (deviceOf('M8')?.traffic?.answers ?? 0) > 0;
    });
    assert.equal(deviceOf('M9')?.line, 'home');
    assert.equal(deviceOf('M9')?.traffic, null);
  });

  it('lets values grow old when they come no more', async () => {
    server.closeAllConnections();
    server.close();
    await box.until('the meter is old', async () => ((await meterOf('M8'))?.ageS ?? 0) > 3);
    assert.ok(((await meterOf('M9'))?.ageS ?? 99) < 3);
  });
});
