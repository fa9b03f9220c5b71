import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { after, afterEach, before, describe, it } from 'mocha';
import mqtt from 'mqtt';
import type { AddressMeans } from '../../../../drivers/link/outbound-addresses.ts';
import { systemTimers } from '../../../../drivers/link/timers.ts';
import { systemClock } from '../../../../firmware/domain/clock.ts';
import { type MqttOut, mqttOut } from '../../../../firmware/domain/site/mqtt.ts';
import type { Site } from '../../../../firmware/domain/site/schema.ts';
import { MqttDesk } from '../../../../firmware/interfaces/mqtt/mqtt-desk.ts';
import { hasMosquitto, Mosquitto } from '../../../drivers/messages/mosquitto.ts';
import { until } from '../../../until.ts';
import { aState, serial, site } from './a-state.ts';

describe('the connection to a broker', () => {
  const open = new Mosquitto();
  const closed = new Mosquitto({ user: 'box' });
  const secure = new Mosquitto({ tls: true });
  const strict = new Mosquitto({ tls: true, needsCertificate: true });
  const all = [open, closed, secure, strict];
  const desks: MqttDesk[] = [];
  const trail: string[] = [];
  let remoteMa: number | undefined;
  const orders = {
    remote: (_: string, { limitA }: { limitA: number }) => {
      remoteMa = limitA * 1000;
    },
    endRemote: () => {
      remoteMa = undefined;
    },
    remoteMa: () => remoteMa,
  };
  /** Where a gateway has a network, and names lead into it. */
  const han = { netmask: '255.255.255.0', family: 'IPv4', mac: '', internal: false } as const;
  const guard: AddressMeans = {
    ...{ interfaces: () => ({ han: [{ ...han, address: '10.77.0.1', cidr: '10.77.0.1/24' }] }), loopbackAllowed: true },
    hanInterfaces: () => ['han'],
    resolve: async (name) =>
      name === 'gateway.example' ? ['127.0.0.1', '10.77.0.9'] : Promise.reject(new Error('none')),
  };
  let pair = { pem: '', keyPem: '' };

  before(async function () {
    if (!hasMosquitto) this.skip();
    for (const broker of all) await broker.start();
    pair = strict.clientPair('box');
  });
  afterEach(async () => {
    for (const desk of desks.splice(0)) await desk.close();
  });
  after(async () => {
    for (const broker of all) await broker.end();
  });

  /** A desk that tries again without waiting, and what it logs. */
  function deskWith(config: Partial<MqttOut>, password?: string) {
    const logged: string[] = [];
    const log = (_: object, sentence: string) => void logged.push(sentence);
    const now: { site: Site } = { site: { ...site, mqtt: mqttOut.parse(config) } };
    const desk = new MqttDesk({
      ...{ serial, version: '1.0.0', clock: systemClock, random: () => 0, site: () => now.site },
      timers: {
        ...systemTimers,
        after: (delayMs, run) => systemTimers.after(delayMs > 500 && delayMs < 2000 ? 20 : delayMs, run),
      },
      credentials: () => (password === undefined ? undefined : { user: 'box', password }),
      guard,
      identityOf: (name) => (name === 'box' ? { name, certificatePem: pair.pem, keyPem: pair.keyPem } : undefined),
      orders,
      audit: (_, what) => void trail.push(what),
      log: { info: log, warn: log },
    });
    desks.push(desk);
    desk.siteChanged();
    return { desk, logged, now };
  }

  const standsWith = async (config: Partial<MqttOut>, password?: string) => {
    const { desk } = deskWith(config, password);
    await until(
      () => desk.view().state === 'connected',
      () => desk.view().fault?.message,
    );
    assert.equal(desk.view().fault, null);
  };
  const failsWith = async (config: Partial<MqttOut>, layer: string, code: RegExp, password?: string) => {
    const { desk } = deskWith(config, password);
    await until(() => desk.view().fault !== null);
    assert.deepEqual([desk.view().state, desk.view().fault?.layer], ['failed', layer], desk.view().fault?.message);
    assert.match(desk.view().fault?.code ?? '', code);
  };

  for (const version of ['3.1.1', '5'] as const) {
    it(`stands with MQTT ${version}`, () => standsWith({ address: open.address, version }));
    it(`tells a wrong password with MQTT ${version}`, () =>
      failsWith(
        { address: closed.address, version, secret: 'x' },
        'mqtt',
        /^(notAuthorised|wrongPassword)$/,
        'falsch',
      ));
    it(`stands over TLS with a certificate of the box, with MQTT ${version}`, () =>
      standsWith({ address: strict.address, version, tls: true, ca: strict.certificatePem, certificate: 'box' }));
    it(`tells that the broker wants a certificate, with MQTT ${version}`, () =>
      failsWith(
        { address: strict.address, version, tls: true, ca: strict.certificatePem },
        'certificate',
        /ownRefused/,
      ));
  }

  it('stands with user and password', () => standsWith({ address: closed.address, secret: 'x' }, 'geheim'));
  it('tells that no password was entered', () =>
    failsWith({ address: closed.address, secret: 'x' }, 'config', /noPassword/));
  it('stands over TLS with an authority of its own', () =>
    standsWith({ address: secure.address, tls: true, ca: secure.certificatePem }));
  it('tells a certificate that nobody vouches for', () =>
    failsWith({ address: secure.address, tls: true }, 'certificate', /notTrusted/));
  it('tells a certificate of somebody else', () =>
    failsWith({ address: secure.address, tls: true, ca: strict.certificatePem }, 'certificate', /notTrusted/));
  it('tells a certificate that the box does not have', () =>
    failsWith({ address: secure.address, tls: true, certificate: 'other' }, 'config', /noCertificate/));
  it('tells a port without TLS', () => failsWith({ address: open.address, tls: true }, 'tls', /notTls|closed|failed/));
  it('tells a port where nobody is', () => failsWith({ address: '127.0.0.1:1' }, 'network', /refused/));
  it('tells a name that leads nowhere', () =>
    failsWith({ address: 'no-such-broker.invalid:1883' }, 'network', /noSuchName/));

  for (const address of ['10.77.0.9:1883', 'gateway.example:1883', '169.254.1.1:1883', '[fe80::1]:1883'])
    it(`never goes to ${address}, of a gateway or of the link alone`, () =>
      failsWith({ address }, 'network', /^refusedAddress$/));

  it('refuses what the broker has kept, and says so', async () => {
    const sender = await mqtt.connectAsync(`mqtt://${open.address}`);
    const topic = `netwacht/${serial}/chargepoint/E7/set`;
    await sender.publishAsync(topic, '{"command":"pause","ttlS":600}', { retain: true, qos: 1 });
    const { desk } = deskWith({ address: open.address, commands: true });
    await until(() => desk.view().commands.refused === 1);
    assert.match(desk.view().commands.lastRefusal ?? '', /retained/);
    assert.equal(desk.view().commands.taken, 0);
    await sender.publishAsync(topic, '', { retain: true, qos: 1 });
    await sender.endAsync(true);
  });

  it('writes three lines about a broker that lets it in and throws it out again and again', async () => {
    let came = 0;
    const server = createServer((socket) => {
      came += 1;
      socket.on('error', () => undefined);
      socket.once('data', () => socket.end(Buffer.from([0x20, 2, 0, 0])));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { logged, desk } = deskWith({ address: `127.0.0.1:${(server.address() as AddressInfo).port}` }, undefined);
    await until(() => came === 5);
    await desk.close();
    server.close();
    assert.deepEqual(
      logged.map((line) => line.slice(0, 14)),
      ['the MQTT broke', 'no MQTT broker', 'the MQTT broke'],
    );
  });

  it('tells the trail what changes, not what is renewed', async () => {
    const { desk } = deskWith({ address: open.address, commands: true });
    await until(() => desk.view().state === 'connected');
    const sender = await mqtt.connectAsync(`mqtt://${open.address}`);
    const send = async (command: object) => {
      const { taken } = desk.view().commands;
      await until(() => {
        // What is sent before the desk listens is not kept for it.
        sender.publish(`netwacht/${serial}/chargepoint/E1/set`, JSON.stringify(command));
        return desk.view().commands.taken > taken;
      });
    };
    for (const limitA of [8, 8, 9]) await send({ command: 'lower', limitA, ttlS: 600 });
    for (const _ of [1, 2]) await send({ command: 'resume' });
    await sender.endAsync(true);
    const changes = trail.map((line) => JSON.parse(line.replace(/^E1: /, '')));
    assert.deepEqual(
      changes.map(({ limitA = 'resume' }) => limitA),
      [8, 9, 'resume'],
    );
  });

  it('comes back when the broker does, tells everything anew, and writes two lines about it', async () => {
    const { desk, logged } = deskWith({ address: open.address });
    await until(
      () => desk.view().state === 'connected',
      () => desk.view().fault?.message,
    );
    desk.observe(aState());
    await until(() => desk.view().sent === 6);
    await open.stop();
    await until(() => desk.view().state === 'failed');
    for (let second = 0; second < 300; second += 1) desk.observe(aState({ cycle: second }));
    await until(() => logged.length === 2);
    await open.start();
    await until(() => desk.view().state === 'connected' && desk.view().sent === 12);
    const reader = await mqtt.connectAsync(`mqtt://${open.address}`);
    const topics = new Set<string>();
    reader.on('message', (topic) => topics.add(topic));
    await reader.subscribeAsync('netwacht/#');
    await until(() => topics.size === 6);
    await reader.endAsync(true);
    assert.deepEqual(
      logged.map((line) => line.slice(0, 14)),
      ['the MQTT broke', 'no MQTT broker', 'the MQTT broke'],
    );
  });

  it('says farewell when it is switched off', async () => {
    const { desk, now } = deskWith({ address: open.address });
    await until(
      () => desk.view().state === 'connected',
      () => desk.view().fault?.message,
    );
    desk.observe(aState());
    await until(() => desk.view().sent >= 6);
    now.site = { ...site, mqtt: mqttOut.parse({ address: open.address, enabled: false }) };
    desk.siteChanged();
    assert.equal(desk.view().state, 'off');
    await desk.close();
    const reader = await mqtt.connectAsync(`mqtt://${open.address}`);
    const told = new Map<string, string>();
    reader.on('message', (topic, payload) => told.set(topic, payload.toString()));
    await reader.subscribeAsync('netwacht/#');
    await until(() => told.size > 0);
    assert.deepEqual([...told], [[`netwacht/${serial}/status`, '{"state":"offline"}']]);
    await reader.endAsync(true);
  });
});
