import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import mqtt, { type MqttClient } from 'mqtt';
import type { MqttView } from '../../firmware/api/shapes.ts';
import { hasMosquitto, Mosquitto } from '../drivers/messages/mosquitto.ts';
import { Box, type Document } from './box.ts';

/** What somebody hears who is at the broker: the newest of each topic. */
class Ear {
  readonly heard = new Map<string, { body: string; retain: boolean }>();
  readonly client: MqttClient;

  constructor(client: MqttClient) {
    this.client = client;
    client.on('message', (topic, payload, { retain }) => {
      if (payload.length === 0) this.heard.delete(topic);
      else this.heard.set(topic, { body: payload.toString(), retain });
    });
  }

  static async at(url: string): Promise<Ear> {
    const client = await mqtt.connectAsync(url);
    const ear = new Ear(client);
    await client.subscribeAsync(['#'], { qos: 1 });
    return ear;
  }

  find(end: string): Record<string, unknown> | undefined {
    const found = [...this.heard].find(([topic]) => topic.endsWith(end));
    return found && (JSON.parse(found[1].body) as Record<string, unknown>);
  }

  topic(end: string): string {
    return [...this.heard.keys()].find((topic) => topic.endsWith(end)) ?? '';
  }
}

describe('a box that reports to an MQTT broker', () => {
  const broker = new Mosquitto({ user: 'box' });
  let box: Box;
  let ear: Ear;

  before(async function () {
    if (!hasMosquitto) {
      console.log('      skipped: mosquitto is not installed (npm test as root installs it)');
      this.skip();
    }
    await broker.start();
    ear = await Ear.at(`mqtt://box:geheim@${broker.address}`);
    box = await Box.open({
      edit: (site: Document) => ({
        ...site,
        mqtt: {
          address: broker.address,
          secret: 'broker',
          discovery: true,
          commands: true,
          originalTopics: true,
          version: '5',
        },
      }),
    });
  });
  after(async () => {
    await box?.close();
    await ear?.client.endAsync(true);
    await broker.end();
  });

  const view = async () => (await box.get('/api/v1/mqtt')).json as MqttView;
  const point = () => ear.find('/chargepoint/E1');

  it('says what is missing until the password is set, and that a wrong one is wrong', async () => {
    await box.until('the missing password is told', async () => (await view()).fault?.code === 'noPassword');
    assert.equal((await box.put('/api/v1/secrets/broker', { user: 'box', password: 'falsch' })).status, 204);
    await box.until('the wrong password is told', async () =>
      ['wrongPassword', 'notAuthorised'].includes((await view()).fault?.code ?? ''),
    );
    assert.equal((await view()).fault?.layer, 'mqtt');
    assert.equal((await box.put('/api/v1/secrets/broker', { user: 'box', password: 'geheim' })).status, 204);
    await box.until('it is connected', async () => (await view()).state === 'connected');
  });

  it('tells its state, kept by the broker, without anybody in it', async () => {
    await box.until(
      'the state is told',
      async () => point()?.powerW !== undefined && ear.find('/status') !== undefined,
    );
    assert.equal(ear.find('/status')?.state, 'online');
    const state = await box.state();
    assert.deepEqual(
      [...ear.heard.keys()]
        .filter((topic) => topic.startsWith('netwacht/'))
        .map((topic) => topic.split('/').slice(2).join('/'))
        .sort(),
      [
        'status',
        ...(state?.circuits ?? []).map(({ id }) => `circuit/${id}`),
        ...(state?.chargePoints ?? []).map(({ id }) => `chargepoint/${id}`),
        ...(state?.meters ?? []).map(({ id }) => `meter/${id}`),
      ].sort(),
    );
    const later = await Ear.at(`mqtt://box:geheim@${broker.address}`);
    await box.until('who comes later knows', async () => later.find('/chargepoint/E1') !== undefined);
    assert.equal(later.heard.get(later.topic('/chargepoint/E1'))?.retain, true);
    await later.client.endAsync(true);
  });

  it('tells what the original tells, to those who read its topics', async () => {
    await box.until('the original is told', async () => ear.topic('/get/E1') !== '');
    const { devices } = ear.find('/get/dev_info') as { devices: { dev_id: string; address: string }[] };
    const heard = [...ear.heard.keys()].filter((topic) => /^cfos_mqtt_NTW-\w+\/get\/[EM]\d+$/.test(topic));
    assert.deepEqual(heard.sort(), devices.map(({ dev_id: id }) => ear.topic(`/get/${id}`)).sort());
    assert.ok(devices.every(({ address }) => address === ''));
    assert.ok(ear.find('/get/params') !== undefined);
  });

  it('is found by Home Assistant', () => {
    const found = ear.find('/E1/config');
    assert.equal(ear.topic('/E1/config').split('/')[0], 'homeassistant');
    assert.equal(found?.state_topic, ear.topic('/chargepoint/E1'));
  });

  it('takes a command to pause and takes only that back', async () => {
    const set = `${ear.topic('/chargepoint/E1')}/set`;
    ear.client.publish(set, JSON.stringify({ command: 'lower', limitA: 7, ttlS: 600 }));
    await box.until('the limit holds', async () => (await orders())?.remote?.limitA === 7);
    assert.equal((await orders())?.remote?.source, 'MQTT');
    await box.put('/api/v1/charge-points/E1/override', { limitA: 6 });
    ear.client.publish(set, JSON.stringify({ command: 'resume' }));
    await box.until('it is taken back', async () => (await orders())?.remote === undefined);
    assert.equal((await orders())?.override?.limitA, 6);
    ear.client.publish(set, JSON.stringify({ command: 'pause', ttlS: 2 }));
    await box.until('it is paused', async () => (await orders())?.remote?.limitA === 0);
    await box.until('the pause ends by itself', async () => (await orders())?.remote === undefined);
  });

  it('refuses what is no command, and what was left at the broker', async () => {
    const set = `${ear.topic('/chargepoint/E1')}/set`;
    for (const wrong of ['pause', '{"command":"raise","limitA":32,"ttlS":60}', '{"command":"pause"}', 'x'.repeat(2000)])
      ear.client.publish(set, wrong);
    await box.until('four are refused', async () => (await view()).commands.refused === 4);
    const { taken } = (await view()).commands;
    await broker.stop();
    await broker.start();
    await box.until('the ear is back', async () => ear.client.connected);
    await ear.client.publishAsync(set, JSON.stringify({ command: 'pause', ttlS: 600 }), { retain: true, qos: 1 });
    await box.until('the box is back', async () => (await view()).state === 'connected');
    // It may have come while the command was given: from now on it lies there.
    await box.kill('SIGTERM');
    await box.start();
    await box.until('it is connected', async () => (await view()).state === 'connected');
    await ear.client.publishAsync(set, JSON.stringify({ command: 'lower', limitA: 9, ttlS: 60 }), { qos: 1 });
    await box.until('a fresh one is taken', async () => (await orders())?.remote?.limitA === 9);
    assert.equal((await view()).commands.taken, 1, `${taken} before`);
    await ear.client.publishAsync(set, '', { retain: true, qos: 1 });
  });

  it('is told as gone by the broker when it dies', async () => {
    await box.until('it is told as there', async () => ear.find('/status')?.state === 'online');
    await box.kill('SIGKILL');
    await box.until('it is told as gone', async () => ear.find('/status')?.state === 'offline');
    await box.start();
    await box.until('it is told as there', async () => ear.find('/status')?.state === 'online');
  });

  it('takes away what Home Assistant knows of a device that goes, and of all when that is off', async () => {
    const { json } = await box.get('/api/v1/site');
    const site = json as { devices: { id: string }[]; mqtt: object };
    const last = site.devices.findLast(({ id }) => id.startsWith('E'))?.id ?? '';
    await box.until('it is found', async () => ear.find(`/${last}/config`) !== undefined);
    // Gone while the box does not run: only the broker knows of it.
    await box.put('/api/v1/site', { ...site, devices: site.devices.filter(({ id }) => id !== last) });
    await box.until(
      'it is gone',
      async () => ear.find(`/${last}/config`) === undefined && ear.find(`/${last}`) === undefined,
    );
    const less = {
      ...site,
      devices: site.devices.filter(({ id }) => id !== last),
      mqtt: { ...site.mqtt, discovery: false },
    };
    assert.equal((await box.put('/api/v1/site', less)).status, 200);
    await box.until(
      'nothing is found',
      async () => ![...ear.heard.keys()].some((topic) => topic.startsWith('homeassistant/')),
    );
    await box.until('the state is still told', async () => point() !== undefined);
    assert.equal((await box.put('/api/v1/site', { ...less, mqtt: undefined })).status, 200);
    await box.until(
      'only the farewell is left',
      async () =>
        [...ear.heard.keys()].filter((topic) => topic.startsWith('netwacht/')).join() === ear.topic('/status'),
    );
    await box.until('the farewell is said', async () => ear.find('/status')?.state === 'offline');
  });

  async function orders() {
    return (await box.state())?.chargePoints.find(({ id }) => id === 'E1')?.orders;
  }
});
