import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import type { SmgwSim } from '../../scripts/smgw-sim/gateway.ts';
import { Box } from './box.ts';
import { Backend } from './ocpp-backend.ts';
import { type SessionWords, words16, words201 } from './ocpp-dialects.ts';
import { throughGateway } from './ocpp-gateway.ts';

const backendPath = '/api/v1/ocpp/backends/supplier';
const identity = 'NW-E1';
const people = {
  tags: [{ id: 'annas', uid: '04A2B1C0', functions: ['authorise'] }],
  users: [{ id: 'anna', name: 'Anna', chargePoints: ['E1'] }],
  timing: { minPauseS: 1, raiseIntervalS: 1, minOnS: 1 },
};

for (const way of ['direct', 'through the Smart Meter Gateway'] as const)
  for (const words of [words16, words201])
    describe(`a session of a Modbus charge point at a backend of OCPP ${words.version}, ${way}`, function () {
      this.timeout(120_000);
      let box: Box;
      let backend: Backend;
      let gateway: SmgwSim | undefined;

      before(async () => {
        backend = await Backend.open(words.version);
        box = await Box.open({ houseA: [2, 2, 2], edit: (site) => ({ ...site, ...people }) });
        await box.site.control.change('E1', { plugged: false });
        const url = way === 'direct' ? `ws://127.0.0.1:${backend.port}/ocpp` : 'ws://emt.example/ocpp';
        if (way !== 'direct') gateway = await throughGateway(box, backend);
        const put = await box.put(backendPath, {
          ...{
            url,
            version: words.version,
            stationId: 'NW-{device}',
            insecure: true,
            enabled: true,
            authorise: 'backend',
          },
          ...(gateway === undefined ? {} : { channel: 'emt' }),
        });
        assert.equal(put.status, 200, put.text);
      });
      // Each step stands on the one before.
      let failed = false;
      beforeEach(function () {
        if (failed) this.skip();
      });
      afterEach(function () {
        failed ||= this.currentTest?.state === 'failed';
      });
      after(async () => {
        await gateway?.close();
        await box?.close();
        await backend?.close();
      });

      const status = (name: Parameters<SessionWords['statusName']>[0]) =>
        box.until(
          `the backend knows ${name}`,
          async () => words.status(backend, identity) === words.statusName(name),
          () => JSON.stringify(backend.calls.slice(-5)),
        );
      let id = '';
      let startWh = 0;

      it('every charge point presents itself with its status', async () => {
        await box.until('all have come', async () => backend.identities.length === 4);
        assert.deepEqual([...backend.identities].sort(), ['NW-E1', 'NW-E2', 'NW-E3', 'NW-E4']);
        await status('Available');
        const [boot] = backend.received(identity, 'BootNotification');
        assert.match(JSON.stringify(boot), /KEBA/i);
      });

      it('plug, authorise, start', async () => {
        await words.sampleEvery(backend, identity, 1);
        await box.site.control.change('E1', { plugged: true, eager: true });
        await status('Preparing');
        const shown = await box.post('/api/v1/charge-points/E1/authorise', { tag: '04A2B1C0' });
        assert.equal(shown.status, 200, shown.text);
        assert.equal(backend.received(identity, 'Authorize').length, 1);
        await box.until('a transaction has begun', async () => words.begun(backend, identity) !== undefined);
        const begun = words.begun(backend, identity);
        assert.equal(begun?.idTag, '04A2B1C0');
        id = begun?.id ?? '';
        startWh = begun?.meterWh ?? Number.NaN;
        await status('Charging');
      });

      it('meter values come every second, and never go back', async () => {
        await box.until('five values', async () => words.registersWh(backend, identity, id).length >= 5);
        const values = words.registersWh(backend, identity, id);
        assert.deepEqual(
          [...values].sort((a, b) => a - b),
          values,
        );
        assert.ok(values.every((wh) => wh >= startWh));
      });

      it('a profile of the backend lowers the current in the registers, and says so', async () => {
        await box.waitFor('it draws more than 10 A', ({ plant }) => (plant.chargePoints.E1?.drawnA[0] ?? 0) > 10);
        assert.equal(await words.limit(backend, identity, id, 8), 'Accepted');
        const { state } = await box.waitFor(
          'the register says 8 A',
          ({ plant, state }) =>
            plant.chargePoints.E1?.registerA === 8 &&
            state.chargePoints.find((point) => point.id === 'E1')?.reason.code === 'profile',
        );
        assert.equal(state.chargePoints.find((point) => point.id === 'E1')?.reason.origin, 'profile');
        assert.equal(await words.compositeA(backend, identity), 8);
        await box.until('the backend reads 8 A', async () => words.offeredA(backend, identity) === 8);
      });

      it('a stop of the backend ends it: what the meter counted is told, and nothing flows', async () => {
        assert.equal(await words.stop(backend, identity, id), 'Accepted');
        await box.waitFor('nothing flows', ({ plant }) => plant.chargePoints.E1?.drawnA.every((a) => a === 0) === true);
        await box.until('it has ended', async () => words.ended(backend, identity, id) !== undefined);
        const ended = words.ended(backend, identity, id);
        assert.equal(ended?.reason, 'Remote');
        const { energyWh } = (await box.site.control.state()).chargePoints.E1 ?? {};
        // The meter of the charge point is the truth; both are whole Wh.
        assert.ok(Math.abs((ended?.meterWh ?? 0) - (energyWh ?? 0)) <= 2, `${ended?.meterWh} of ${energyWh} Wh`);
        await status('Finishing');
      });

      it('unplug, and the next is welcome', async () => {
        await box.site.control.change('E1', { plugged: false });
        await status('Available');
      });

      it('all that was sent is valid by two programs, and never two calls waited at a time', () => {
        assert.deepEqual(backend.faults, []);
        assert.equal(backend.mostInFlight, 1);
        assert.ok(backend.calls.length > 20, `${backend.calls.length} calls`);
      });
    });
