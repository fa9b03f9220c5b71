import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import { createRPCError, RPCServer } from 'ocpp-rpc';
import type { BackendView, OcppLogEntry } from '../../firmware/api/ocpp-port.ts';
import { authorization, Box } from './box.ts';

interface Came {
  readonly identity: string;
  readonly password: string | undefined;
  readonly actions: string[];
  close(): void;
}

/** A backend of somebody else, strict about what it takes. */
class Backend {
  readonly came: Came[] = [];
  readonly #server: RPCServer;
  readonly port: number;

  private constructor(server: RPCServer, port: number) {
    this.#server = server;
    this.port = port;
  }

  static async open(): Promise<Backend> {
    const server = new RPCServer({ protocols: ['ocpp1.6'], strictMode: true });
    const http = await server.listen(0, '127.0.0.1');
    const backend = new Backend(server, (http.address() as AddressInfo).port);
    let pending: string | undefined;
    server.auth((accept, _reject, handshake) => {
      pending = handshake.password?.toString();
      accept();
    });
    server.on('client', (client) => {
      const one: Came = {
        ...{ identity: client.identity, password: pending, actions: [] },
        close: () => void client.close({ code: 1000, reason: 'away' }),
      };
      backend.came.push(one);
      client.handle(({ method }: { readonly method: string }) => {
        one.actions.push(method);
        const currentTime = new Date().toISOString();
        if (method === 'BootNotification') return { status: 'Accepted', interval: 300, currentTime };
        if (method === 'Heartbeat') return { currentTime };
        if (method === 'StatusNotification') return {};
        if (method === 'Authorize') return { idTagInfo: { status: 'Accepted' } };
        if (method === 'StartTransaction') return { transactionId: 1, idTagInfo: { status: 'Accepted' } };
        if (method === 'MeterValues' || method === 'StopTransaction') return {};
        throw createRPCError('NotImplemented');
      });
    });
    return backend;
  }

  of(identity: string): Came | undefined {
    return this.came.findLast((one) => one.identity === identity);
  }

  async close(): Promise<void> {
    await this.#server.close({ force: true });
  }
}

describe('backends of a box', () => {
  let box: Box;
  let backend: Backend;
  before(async () => {
    [box, backend] = await Promise.all([Box.open(), Backend.open()]);
  });
  after(async () => {
    await box?.close();
    await backend?.close();
  });

  const path = '/api/v1/ocpp/backends/supplier';
  const document = () => ({
    url: `ws://127.0.0.1:${backend.port}/ocpp`,
    version: '1.6',
    stationId: 'NW-{device}',
    secret: 'supplier',
  });
  const stations = async () => ((await box.get(path)).json as BackendView).stationStates;

  it('need a password that is there', async () => {
    const reply = await box.put(path, document());
    assert.deepEqual([reply.status, (reply.json as { path: string }).path], [400, 'secret']);
    assert.equal((await box.put('/api/v1/secrets/supplier', { password: 'a password of 20 by.' })).status, 204);
  });

  it('see each charge point as a station of its own, with its password', async () => {
    const put = await box.put(path, document());
    assert.equal(put.status, 200, put.text);
    await box.until(
      'all stations are accepted',
      async () => (await stations()).every(({ accepted }) => accepted),
      () => JSON.stringify(backend.came),
    );
    const views = await stations();
    assert.ok(views.length >= 2, 'the house has several charge points');
    for (const { stationId, devices, status, securityProfile } of views) {
      assert.equal(stationId, `NW-${devices[0]}`);
      assert.deepEqual([status, securityProfile], ['connected', 1]);
      const came = backend.of(stationId);
      assert.equal(came?.password, 'a password of 20 by.');
      await box.until(
        `${stationId} tells its status`,
        async () => came?.actions.includes('StatusNotification') === true,
      );
      assert.equal(came?.actions[0], 'BootNotification');
    }
    const tried = await box.post(`${path}/test`, {});
    assert.equal((tried.json as { ok: boolean }).ok, true, tried.text);
  });

  it('are seen in the log of messages', async () => {
    const [first] = await stations();
    const { entries } = (await box.get(`/api/v1/ocpp/log?station=${first?.stationId}&action=BootNotification`))
      .json as {
      entries: OcppLogEntry[];
    };
    assert.deepEqual(
      entries.map(({ direction, kind, backend: id }) => [direction, kind, id]),
      [
        ['in', 'result', 'supplier'],
        ['out', 'call', 'supplier'],
      ],
    );
  });

  it('keep the stations that a change does not concern', async () => {
    const before = backend.came.length;
    const devices = (await stations()).map((one) => one.devices[0] ?? '');
    const [left = '', ...others] = devices;
    const put = await box.put(path, { ...document(), devices: others });
    assert.equal(put.status, 200, put.text);
    assert.deepEqual(
      (await stations()).map(({ stationId }) => stationId),
      others.map((id) => `NW-${id}`),
    );
    assert.equal((await box.put(path, { ...document(), devices })).status, 200);
    await box.until('it is back', async () => backend.came.length > before);
    assert.deepEqual(
      backend.came.slice(before).map(({ identity }) => identity),
      [`NW-${left}`],
    );
  });

  it('say why they are not there', async () => {
    const put = await box.put('/api/v1/ocpp/backends/gone', { ...document(), url: 'ws://127.0.0.1:1/ocpp' });
    assert.equal(put.status, 200, put.text);
    const tried = (await box.post('/api/v1/ocpp/backends/gone/test', {})).json as Record<string, unknown>;
    assert.deepEqual([tried.ok, tried.layer, tried.code], [false, 'tcp', 'refused']);
    const view = (await box.get('/api/v1/ocpp/backends/gone')).json as BackendView;
    assert.equal(view.stationStates[0]?.lastError?.code, 'refused');
  });

  it('are there again after a restart, and gone when they are removed', async () => {
    await box.kill('SIGTERM');
    const before = backend.came.length;
    await box.start();
    await box.until('stations come back', async () => (await stations()).every(({ accepted }) => accepted));
    assert.ok(backend.came.length > before);
    for (const id of ['supplier', 'gone'])
      assert.equal(
        (await box.ask(`/api/v1/ocpp/backends/${id}`, { method: 'DELETE', headers: { authorization } })).status,
        204,
      );
    assert.deepEqual((await box.get('/api/v1/ocpp/backends')).json, { backends: [] });
  });
});
