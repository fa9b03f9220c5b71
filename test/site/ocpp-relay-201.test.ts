import assert from 'node:assert/strict';
import type { BackendView, OcppServerView } from '../../firmware/api/ocpp-port.ts';
import { ChargePoint201 } from '../../scripts/site/ocpp/charge-point-201.ts';
import type { SmgwSim } from '../../scripts/smgw-sim/gateway.ts';
import { Box } from './box.ts';
import { Backend } from './ocpp-backend.ts';
import { words16, words201 } from './ocpp-dialects.ts';
import { throughGateway } from './ocpp-gateway.ts';

const password = 'a password of 20 by.';
const tag = '04A2B3C4';

for (const words of [words16, words201])
  describe(`a charge point of OCPP 2.0.1 behind a box, at a backend of ${words.version} through the Smart Meter Gateway`, () => {
    let box: Box;
    let backend: Backend;
    let gateway: SmgwSim;
    let point: ChargePoint201;
    let beat: NodeJS.Timeout | undefined;
    let id = '';
    const faults: unknown[] = [];

    before(async () => {
      const ocpp = { id: 'E9', definition: 'ocpp', address: 'CP-2', secret: 'cp', circuit: 'garage', maxCurrentA: 16 };
      const edit = (document: Record<string, unknown>) => ({
        ...document,
        devices: [...(document.devices as object[]), ocpp],
      });
      [box, backend] = await Promise.all([Box.open({ edit }), Backend.open(words.version)]);
      gateway = await throughGateway(box, backend);
      for (const name of ['cp', 'supplier'])
        assert.equal((await box.put(`/api/v1/secrets/${name}`, { password })).status, 204);
      const put = await box.put('/api/v1/ocpp/backends/supplier', {
        ...{
          url: 'ws://emt.example/ocpp',
          version: words.version,
          channel: 'emt',
          secret: 'supplier',
          devices: ['E9'],
        },
      });
      assert.equal(put.status, 200, put.text);
    });
    after(async () => {
      clearInterval(beat);
      await point?.disconnect();
      await gateway?.close();
      await box?.close();
      await backend?.close();
    });

    const telling = () => JSON.stringify({ calls: backend.calls.slice(-6), faults: backend.faults });

    it('comes in, and is there at the backend', async () => {
      const server = async () => (await box.get('/api/v1/ocpp/server')).json as OcppServerView;
      await box.until('the port is open', async () => (await server()).listening);
      const endpoint = `ws://127.0.0.1:${(await server()).port}`;
      point = new ChargePoint201({ endpoint, identity: 'CP-2', password });
      await point.connect();
      beat = setInterval(() => void point.tick(1).catch((error: unknown) => faults.push(error)), 1000);
      await box.until('the backend knows it', async () => words.status(backend, 'E9') === 'Available', telling);
    });

    it('charges with a card that the backend knows', async () => {
      await point.plug();
      assert.equal(await point.tag(tag), true);
      await box.until('the begin is at the backend', async () => words.begun(backend, 'E9')?.idTag === tag, telling);
      id = words.begun(backend, 'E9')?.id ?? '';
      assert.notEqual(id, point.transactionId, 'each side has an id of its own');
      await box.until('it charges', async () => point.drawnMa() > 8000, telling);
      await box.until(
        'its register comes through',
        async () => words.registersWh(backend, 'E9', id).length > 1,
        telling,
      );
    });

    it('follows a limit of the backend by a profile of ours', async () => {
      assert.equal(await words.limit(backend, 'E9', id, 8), 'Accepted');
      await box.until('it draws 8 A', async () => point.drawnMa() === 8000, telling);
      assert.equal(await words.compositeA(backend, 'E9'), 8);
    });

    it('is stopped by the backend, and leaves', async () => {
      assert.equal(await words.stop(backend, 'E9', id), 'Accepted');
      await box.until('the end is at the backend', async () => words.ended(backend, 'E9', id) !== undefined, telling);
      const { reason, meterWh } = words.ended(backend, 'E9', id) ?? assert.fail();
      assert.equal(reason, 'Remote');
      assert.ok(meterWh >= (words.registersWh(backend, 'E9', id)[0] ?? Number.NaN));
      await point.unplug();
      await box.until('the backend knows it is free', async () => words.status(backend, 'E9') === 'Available', telling);
    });

    it('is cut off from the backend, with the reason, while the function of the gateway is off', async () => {
      const station = async () =>
        ((await box.get('/api/v1/ocpp/backends/supplier')).json as BackendView).stationStates[0];
      assert.equal((await box.put('/api/v1/smgw', { functions: { ocpp: false } })).status, 200);
      await box.until(
        'it says why',
        async () => (await station())?.lastError?.code === 'functionOff',
        () => JSON.stringify(backend.identities),
      );
      assert.equal((await station())?.lastError?.layer, 'channel');
      assert.equal((await box.put('/api/v1/smgw', { functions: { ocpp: true } })).status, 200);
      const tried = (await box.post('/api/v1/ocpp/backends/supplier/test', {})).json as {
        ok: boolean;
        message: string;
      };
      assert.ok(tried.ok, tried.message);
    });

    it('keeps every frame to the backend within the schemas, one call at a time', () => {
      assert.deepEqual([backend.faults, faults], [[], []]);
      assert.ok(backend.mostInFlight <= 1, `${backend.mostInFlight} at a time`);
    });
  });
