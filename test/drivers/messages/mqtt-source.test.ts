import assert from 'node:assert/strict';
import mqtt, { type MqttClient } from 'mqtt';
import { messageSchema } from '../../../drivers/definitions/message-schema.ts';
import { systemTimers } from '../../../drivers/link/timers.ts';
import type { Credentials } from '../../../drivers/messages/http-auth.ts';
import { createMessageDevice } from '../../../drivers/messages/message-device.ts';
import { MqttBrokers } from '../../../drivers/messages/mqtt-brokers.ts';
import { sourceFor } from '../../../drivers/messages/open-source.ts';
import { systemClock } from '../../../firmware/domain/clock.ts';
import type { Device } from '../../../firmware/domain/device.ts';
import { until as comes } from '../../until.ts';
import { twoMessages } from './meter-on-bench.ts';
import { hasMosquitto, Mosquitto } from './mosquitto.ts';

const { requests: _, ...rest } = twoMessages;
const listening = {
  ...rest,
  ...{ protocol: 'mqtt', everyMs: 300 },
  topics: [
    { id: 'now', topic: 'stat/{topic}/NOW' },
    { id: 'energy', topic: 'stat/{topic}/ENERGY' },
  ],
  asks: [{ topic: 'cmnd/{topic}/Status', body: '8' }],
  offline: { topic: 'tele/{topic}/LWT', is: 'Offline' },
};
const now = JSON.stringify({ w: 230, a: 1, name: 'x' });

describe('A device heard over an MQTT broker', () => {
  const broker = new Mosquitto();
  const brokers = new MqttBrokers(systemTimers, () => 0);
  const devices: Device[] = [];
  const asked: string[] = [];
  let product: MqttClient;
  let answer: (() => void) | undefined;

  before(async function () {
    if (!hasMosquitto) {
      console.log('      skipped: mosquitto is not installed (npm test as root installs it)');
      this.skip();
    }
    await broker.start();
  });
  beforeEach(async () => {
    asked.length = 0;
    answer = () => product.publish('stat/plug/NOW', now);
    product = await mqtt.connectAsync(`mqtt://${broker.address}`);
    await product.subscribeAsync('cmnd/#');
    product.on('message', (topic, body) => {
      asked.push(`${topic} ${body}`);
      answer?.();
    });
  });
  afterEach(async () => {
    await Promise.all(devices.splice(0).map((device) => device.stop()));
    for (const topic of ['tele/plug/LWT', 'stat/plug/NOW']) await product.publishAsync(topic, '', { retain: true });
    await product.endAsync(true);
  });
  after(() => broker.end());

  function start(
    change: object = {},
    at = broker.address,
    credentials?: Credentials,
    tls?: { readonly pin?: string },
  ): Device {
    const definition = messageSchema.parse({ ...listening, ...change });
    const place = { address: at, tls: tls !== undefined, ...tls };
    const way = { connector: 1, clock: systemClock, timers: systemTimers, credentials: () => credentials };
    const device = createMessageDevice({
      ...{ config: { id: 'M1', wiring: [0, 1, 2] }, definition, clock: systemClock, random: () => 0 },
      makeSource: sourceFor(definition, {
        ...way,
        mqtt: {
          topic: 'plug',
          join: (listener) => brokers.join(JSON.stringify(place), place, () => credentials, listener),
        },
      }),
    });
    devices.push(device);
    device.start();
    return device;
  }

  const until = (what: () => boolean | Promise<boolean>): Promise<void> =>
    comes(what, () => `${what}: ${devices.map((d) => `${d.health} ${d.fault?.message}`)} ${asked}`);

  it('asks, hears, and gives values with the time of their message', async () => {
    const begunMs = systemClock.monotonicMs();
    const device = start();
    await until(() => device.health === 'online');
    assert.equal(device.readings.totalPowerW?.value, 230);
    assert.ok((device.readings.totalPowerW?.atMs ?? 0) > begunMs);
    assert.equal(asked[0], 'cmnd/plug/Status 8');
    await until(() => asked.length >= 4);
  });

  it('takes what the broker kept for of unknown age: no value until a live one comes', async () => {
    await product.publishAsync('stat/plug/NOW', now, { retain: true, qos: 1 });
    answer = undefined;
    const device = start();
    await until(() => asked.length >= 1);
    await new Promise((resolve) => setTimeout(resolve, 100));
    assert.deepEqual(device.readings, {});
    assert.notEqual(device.health, 'online');
    product.publish('stat/plug/NOW', now);
    await until(() => device.health === 'online');
  });

  it('is offline when its last will says so, also where the broker kept that', async () => {
    const device = start();
    await until(() => device.health === 'online');
    answer = undefined;
    await product.publishAsync('tele/plug/LWT', 'Offline', { retain: true });
    await until(() => device.health === 'offline');
    assert.equal(device.fault?.code, 'saysOffline');
    const other = start();
    await until(() => other.health === 'offline');
    assert.equal(other.fault?.code, 'saysOffline');
  });

  it('is asked in its usual rhythm once it is back', async () => {
    const device = start();
    await until(() => device.health === 'online');
    answer = undefined;
    await product.publishAsync('tele/plug/LWT', 'Offline');
    await until(() => device.health === 'offline');
    answer = () => product.publish('stat/plug/NOW', now);
    product.publish('stat/plug/NOW', now);
    await until(() => device.health === 'online');
    asked.length = 0;
    await until(() => asked.length >= 3);
    assert.equal(device.health, 'online');
  });

  it('is not disturbed by a message that is too large, and counts it as a failure', async () => {
    const device = start();
    await until(() => device.health === 'online');
    const { totalPowerW } = device.readings;
    answer = undefined;
    await product.publishAsync('stat/plug/NOW', `"${'x'.repeat(66_000)}"`);
    await until(() => device.health !== 'online');
    assert.deepEqual(device.readings.totalPowerW?.value, totalPowerW?.value);
  });

  it('ends a connection that carries a packet beyond the bound, and comes back', async () => {
    const device = start();
    await until(() => device.health === 'online');
    answer = undefined;
    await product.publishAsync('stat/plug/NOW', 'x'.repeat(200_000));
    await until(() => device.health === 'offline');
    assert.match(device.fault?.message ?? '', /larger than 64 KiB/);
    answer = () => product.publish('stat/plug/NOW', now);
    await until(() => device.health === 'online');
  });

  it('is offline while the broker is away, and found again when it is back', async () => {
    const device = start();
    const other = start();
    await until(() => device.health === 'online' && other.health === 'online');
    await broker.stop();
    await until(() => device.health === 'offline' && other.health === 'offline');
    assert.equal(device.fault?.code, 'brokerLost');
    await broker.start();
    await until(() => device.health === 'online' && other.health === 'online');
  });

  it('signs in where the broker asks for it, and says when it is refused', async () => {
    const strict = new Mosquitto({ user: 'box' });
    try {
      await strict.start();
      const device = start({}, strict.address, { user: 'box', password: 'wrong' });
      await until(() => device.health === 'offline');
      assert.match(device.fault?.message ?? '', /Not authorized/i);
      await device.stop();
      const signedIn = start({ asks: undefined }, strict.address, { user: 'box', password: 'geheim' });
      const sender = await mqtt.connectAsync(`mqtt://${strict.address}`, { username: 'box', password: 'geheim' });
      await until(async () => {
        await sender.publishAsync('stat/plug/NOW', now);
        return signedIn.health === 'online';
      });
      await sender.endAsync(true);
      await signedIn.stop();
    } finally {
      await strict.end();
    }
  });

  it('speaks TLS to the broker whose certificate was pinned, and to no other', async () => {
    const secure = new Mosquitto({ tls: true });
    try {
      await secure.start();
      const wrong = start({}, secure.address, undefined, { pin: 'a'.repeat(64) });
      const unsigned = start({}, secure.address, undefined, {});
      await until(() => wrong.health === 'offline' && unsigned.health === 'offline');
      assert.match(wrong.fault?.message ?? '', /certificate is another one \(SHA-256 [0-9a-f]{64}\)/);
      assert.match(unsigned.fault?.message ?? '', /self.signed/i);
      const right = start({ asks: undefined }, secure.address, undefined, { pin: secure.pin });
      const sender = await mqtt.connectAsync(`mqtts://${secure.address}`, { rejectUnauthorized: false });
      await until(async () => {
        await sender.publishAsync('stat/plug/NOW', now);
        return right.health === 'online';
      });
      await sender.endAsync(true);
      await Promise.all([wrong, unsigned, right].map((device) => device.stop()));
    } finally {
      await secure.end();
    }
  });

  it('stops while a broker that is not there is looked for', async () => {
    const device = start({}, '127.0.0.1:1');
    await until(() => device.health === 'offline');
    assert.equal(device.fault?.code, 'brokerLost');
  });
});
