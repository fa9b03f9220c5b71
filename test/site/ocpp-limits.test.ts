import assert from 'node:assert/strict';
import type { BackendView } from '../../firmware/api/ocpp-port.ts';
import { authorization, Box } from './box.ts';
import { Backend } from './ocpp-backend.ts';

const limitA = 7;

describe('a limit of a backend', () => {
  let box: Box;
  let backend: Backend;
  before(async () => {
    [box, backend] = await Promise.all([Box.open(), Backend.open('1.6')]);
  });
  after(async () => {
    await box?.close();
    await backend?.close();
  });

  const station = async () => ((await box.get('/api/v1/ocpp/backends/supplier')).json as BackendView).stationStates[0];
  const offeredA = async () => (await box.state())?.chargePoints.find(({ id }) => id === 'E1')?.offeredA;
  const telling = () => JSON.stringify(backend.calls.slice(-4));

  it('holds at a charge point of our own', async () => {
    assert.equal((await box.put('/api/v1/secrets/supplier', { password: 'a password of 20 by.' })).status, 204);
    const document = { url: `ws://127.0.0.1:${backend.port}`, version: '1.6', secret: 'supplier', devices: ['E1'] };
    const put = await box.put('/api/v1/ocpp/backends/supplier', document);
    assert.equal(put.status, 200, put.text);
    await box.until('the station is accepted', async () => (await station())?.accepted === true, telling);
    await box.until('it charges with more', async () => ((await offeredA()) ?? 0) > limitA, telling);
    const answer = await backend.call('E1', 'SetChargingProfile', {
      connectorId: 0,
      csChargingProfiles: {
        ...{ chargingProfileId: 1, stackLevel: 0, chargingProfilePurpose: 'ChargePointMaxProfile' },
        chargingProfileKind: 'Absolute',
        chargingSchedule: { chargingRateUnit: 'A', chargingSchedulePeriod: [{ startPeriod: 0, limit: limitA }] },
      },
    });
    assert.deepEqual(answer, { status: 'Accepted' });
    await box.until('it is offered no more', async () => ((await offeredA()) ?? 99) <= limitA, telling);
  });

  it('holds from the first moment after a kill, though the backend is away', async () => {
    const { port } = backend;
    await backend.close();
    await box.kill('SIGKILL');
    const atMs = await box.now();
    await box.start();
    await box.until('it is offered something again', async () => ((await offeredA()) ?? 0) >= 6);
    await new Promise((resolve) => setTimeout(resolve, 4000));
    const writes = (await box.setpointsSince(atMs)).filter(
      ({ device, quantity }) => device === 'E1' && quantity === 'current_limit',
    );
    assert.ok(writes.length > 0, 'set-points were written');
    const tooMuch = writes.filter(({ value }) => Number(value) > limitA);
    assert.deepEqual(tooMuch, []);
    const view = await station();
    assert.deepEqual([view?.status === 'connected', view?.lastError?.code], [false, 'refused']);
    backend = await Backend.open('1.6');
    assert.notEqual(backend.port, port);
  });

  it('goes with its backend', async () => {
    assert.equal(
      (await box.ask('/api/v1/ocpp/backends/supplier', { method: 'DELETE', headers: { authorization } })).status,
      204,
    );
    await box.until('it is offered more', async () => ((await offeredA()) ?? 0) > limitA);
  });

  it('can be for the whole house, set at a station that stands for it', async () => {
    const document = {
      url: `ws://127.0.0.1:${backend.port}`,
      version: '1.6',
      secret: 'supplier',
      siteStation: 'HOUSE',
    };
    const put = await box.put('/api/v1/ocpp/backends/supplier', document);
    assert.equal(put.status, 200, put.text);
    await box.until(
      'the house is there',
      async () => backend.received('HOUSE', 'BootNotification').length > 0,
      telling,
    );
    const limitW = 11_000;
    const answer = await backend.call('HOUSE', 'SetChargingProfile', {
      connectorId: 0,
      csChargingProfiles: {
        ...{ chargingProfileId: 1, stackLevel: 0, chargingProfilePurpose: 'ChargePointMaxProfile' },
        chargingProfileKind: 'Absolute',
        chargingSchedule: { chargingRateUnit: 'W', chargingSchedulePeriod: [{ startPeriod: 0, limit: limitW }] },
      },
    });
    assert.deepEqual(answer, { status: 'Accepted' });
    const house = async () => (await box.state())?.circuits[0];
    await box.until('it holds at the house connection', async () => (await house())?.limitW === limitW, telling);
    assert.equal((await house())?.reason.origin, 'profile');
    await box.waitFor('the house draws less', ({ plant }) => plant.connection.powerW <= limitW);
    assert.equal((await box.put('/api/v1/ocpp/backends/supplier', { ...document, enabled: false })).status, 200);
    await box.until('a backend that is off limits nothing', async () => ((await house())?.limitW ?? limitW) > limitW);
  });

  it('comes with a password that the backend may change', async () => {
    const document = { url: `ws://127.0.0.1:${backend.port}`, version: '1.6', secret: 'supplier', devices: ['E1'] };
    assert.equal((await box.put('/api/v1/ocpp/backends/supplier', document)).status, 200);
    await box.until('the station is accepted', async () => (await station())?.accepted === true, telling);
    assert.equal(backend.passwords.get('E1'), 'a password of 20 by.');
    const value = Buffer.from('another of 20 bytes!').toString('hex');
    assert.deepEqual(await backend.call('E1', 'ChangeConfiguration', { key: 'AuthorizationKey', value }), {
      status: 'Accepted',
    });
    await box.until('it comes anew', async () => backend.passwords.get('E1') === 'another of 20 bytes!', telling);
    await box.kill('SIGTERM');
    backend.passwords.clear();
    await box.start();
    await box.until(
      'it comes with it after a restart',
      async () => backend.passwords.get('E1') === 'another of 20 bytes!',
      telling,
    );
    assert.equal((await box.put('/api/v1/secrets/supplier', { password: 'what the person enters' })).status, 204);
    await box.until(
      'what a person enters counts',
      async () => backend.passwords.get('E1') === 'what the person enters',
      telling,
    );
    assert.deepEqual(backend.faults, []);
  });
});
