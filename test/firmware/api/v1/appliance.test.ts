import assert from 'node:assert/strict';
import { NetwachtError } from '../../../../firmware/domain/errors.ts';
import { network, TestAppliance } from '../appliance.ts';
import { about, asAdmin, Box } from '../box.ts';

const errorOf = ({ json }: { json: unknown }) => (json as { error: string }).error;

describe('network, clock and restart over REST', () => {
  let appliance: TestAppliance;
  let box: Box;
  beforeEach(async () => {
    appliance = await TestAppliance.open();
    box = await Box.open({ appliance: appliance.port });
  });
  afterEach(async () => {
    await box.close();
    appliance.close();
  });
  const asked = () => appliance.desks.root.asked.at(-1);

  it('gives and puts the network, and keeps it when it is confirmed', async () => {
    assert.deepEqual((await box.ask('/api/v1/network', { headers: asAdmin })).json, network);
    const setting = {
      lan: { mode: 'fixed', address: '10.0.0.5/24', gateway: '10.0.0.1', dns: ['10.0.0.1'] },
      ...{ han: null, hostname: 'kerkstraat-12' },
    };
    assert.equal((await box.send('PUT', '/api/v1/network', setting)).status, 200);
    assert.deepEqual(asked(), { verb: 'network', do: 'set', network: setting });
    assert.equal((await box.send('POST', '/api/v1/network/confirm', {})).status, 200);
    assert.deepEqual(appliance.desks.audit, [
      `admin: network put ${JSON.stringify(setting)}`,
      'admin: network confirmed',
    ]);
  });

  for (const [what, setting] of [
    ['an address without its prefix', { lan: { mode: 'fixed', address: '10.0.0.5' }, han: null, hostname: 'a' }],
    ['a name with a dot', { lan: { mode: 'dhcp' }, han: null, hostname: 'a.b' }],
    ['a name for a shell', { lan: { mode: 'dhcp' }, han: { interface: 'eth1;reboot', mode: 'dhcp' }, hostname: 'a' }],
    ['a key that is not known', { lan: { mode: 'dhcp', route: 'x' }, han: null, hostname: 'a' }],
    ['nothing', {}],
  ] as const)
    it(`refuses ${what} before anybody with more rights hears of it`, async () => {
      const reply = await box.send('PUT', '/api/v1/network', setting);
      assert.deepEqual([reply.status, errorOf(reply)], [400, 'badBody'], reply.text);
      assert.equal(appliance.desks.root.said().includes('network set'), false);
    });

  it('passes on what the root service refuses, with its path', async () => {
    const refusal = new NetwachtError('badNetwork', 'The gateway lies elsewhere', { path: 'lan.gateway' });
    appliance.desks.root.answers.set('network', refusal);
    const setting = { lan: { mode: 'dhcp' }, han: null, hostname: 'a' };
    const reply = await box.send('PUT', '/api/v1/network', setting);
    assert.deepEqual(
      [reply.status, reply.json],
      [400, { error: 'badNetwork', message: refusal.message, path: 'lan.gateway' }],
    );
    assert.deepEqual(appliance.desks.audit, []);
    appliance.desks.root.refuse('network', 'rootDown');
    assert.equal((await box.ask('/api/v1/network', { headers: asAdmin })).status, 503);
    appliance.desks.root.refuse('confirm', 'noTrial');
    assert.equal((await box.send('POST', '/api/v1/network/confirm', {})).status, 409);
  });

  it('says that it does not understand an answer of the root service', async () => {
    appliance.desks.root.answers.set('network', { network: { ...network, hostname: 7 } });
    const reply = await box.ask('/api/v1/network', { headers: asAdmin });
    assert.deepEqual([reply.status, errorOf(reply)], [502, 'badRootAnswer']);
  });

  it('S15 gives and puts the time servers, and the time itself', async () => {
    assert.equal(
      ((await box.ask('/api/v1/time', { headers: asAdmin })).json as { synchronised: boolean }).synchronised,
      true,
    );
    const setting = { servers: ['time.example', '10.0.0.1'], now: '2026-12-01T10:00:00Z' };
    assert.equal((await box.send('PUT', '/api/v1/time', setting)).status, 200);
    assert.deepEqual(asked(), { verb: 'time', do: 'set', ...setting });
    assert.equal((await box.send('PUT', '/api/v1/time', { servers: ['a b'] })).status, 400);
    appliance.desks.root.refuse('time', 'clockSynchronised');
    assert.equal((await box.send('PUT', '/api/v1/time', setting)).status, 409);
  });

  it('restarts the box', async () => {
    const reply = await box.send('POST', '/api/v1/reboot', {});
    assert.deepEqual([reply.status, reply.json, asked()], [202, { ok: true }, { verb: 'reboot' }]);
  });

  it('is for administrators', async () => {
    const { json } = await box.send('POST', '/api/v1/tokens', { name: 'i', role: 'installer' });
    const headers = { authorization: `Bearer ${(json as { token: string }).token}` };
    for (const path of ['network', 'time'])
      assert.equal((await box.ask(`/api/v1/${path}`, { headers })).status, 403, path);
    assert.equal((await box.send('POST', '/api/v1/reboot', {}, headers)).status, 403);
    assert.deepEqual(appliance.desks.root.said(), []);
  });
});

describe('S20 what the box says of itself', () => {
  it('is version, support end, contact and licences, for everybody who may read', async () => {
    const box = await Box.open();
    assert.equal((await box.ask('/api/v1/about')).status, 401);
    const { json } = await box.send('POST', '/api/v1/tokens', { name: 'v', role: 'viewer' });
    const headers = { authorization: `Bearer ${(json as { token: string }).token}` };
    assert.deepEqual((await box.ask('/api/v1/about', { headers })).json, about);
    await box.close();
  });
});
