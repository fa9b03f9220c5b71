import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { promisify } from 'node:util';
import type { ModbusView, State } from '../../firmware/api/shapes.ts';
import { floatOf } from '../../firmware/interfaces/sunspec/words.ts';
import { freePort } from '../../scripts/demo/free-port.ts';
import { compiled, whyAbsent } from '../foreign/foreign-server.ts';
import { Box, type Document } from './box.ts';

type Models = readonly (readonly [address: number, id: number, words: readonly number[]])[];

const python = '/usr/bin/python3';
const script = new URL('../foreign/sunspec_walk.py', import.meta.url).pathname;
const hasPymodbus = spawnSync(python, ['-c', 'import pymodbus'], { stdio: 'ignore' }).status === 0;
const clients = [
  { name: 'libmodbus', why: whyAbsent('libmodbus'), command: () => [compiled('sunspec-walk')] },
  { name: 'pymodbus', why: hasPymodbus ? undefined : 'python3-pymodbus is missing', command: () => [python, script] },
];
const run = promisify(execFile);

async function watch(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  return socket;
}

/** A whole box with its SunSpec server, and two clients that know nothing of it but the standard. */
describe('a SunSpec master', () => {
  let box: Box;
  let port = 0;
  before(async () => {
    port = await freePort(0);
    const edit = (document: Document): Document => ({
      ...document,
      sunspec: { enabled: true, port, writes: true, leaseS: 4 },
    });
    box = await Box.open({ edit });
    await box.waitFor('a car charges', ({ state }) => state.chargePoints.some(({ powerW }) => (powerW ?? 0) > 1000));
  });
  after(() => box.close());

  const ask = async (command: readonly string[], ...rest: readonly (string | number)[]): Promise<unknown> => {
    const [program = '', ...first] = command;
    const { stdout } = await run(program, [...first, String(port), ...rest.map(String)], { timeout: 15_000 });
    return JSON.parse(stdout);
  };
  const float = (models: Models, address: number): number => {
    const model = models.find(([at, , words]) => address >= at + 2 && address < at + 2 + words.length);
    const offset = address - (model?.[0] ?? 0) - 2;
    return floatOf(model?.[2][offset] ?? 0, model?.[2][offset + 1] ?? 0);
  };
  const limitsOf = (state: State) => state.limits.filter(({ origin }) => origin === 'sunspec');
  const most = (state: State) => Math.min(...(state.circuits[0]?.limitA ?? []));

  for (const { name, why, command } of clients)
    describe(`on ${name}`, () => {
      before(function () {
        if (why === undefined) return;
        console.log(`      skipped: ${why} (npm test as root installs it)`);
        this.skip();
      });

      it('finds each model at its address, with what the box knows', async () => {
        const models = (await ask(command(), 1, 'walk')) as Models;
        assert.deepEqual(
          models.slice(0, 10).map(([address, id]) => [address, id]),
          [
            [40_002, 1],
            ...[40_070, 40_196, 40_322, 40_448, 40_574, 40_700, 40_826].map((address) => [address, 213]),
            [40_952, 60_000],
            [40_970, 60_001],
          ],
        );
        assert.deepEqual(models.at(-1)?.slice(1), [0xffff, []]);
        await box.until('what is read is what the box knows', async () => {
          const before = await box.state();
          const walked = (await ask(command(), 1, 'walk')) as Models;
          const after = await box.state();
          const near = [before, after].some(
            (state) => Math.abs(float(walked, 40_098) - (state?.flow.gridW ?? 1e9)) < 1,
          );
          return near && float(walked, 40_968) === 100;
        });
      });

      it('finds the devices in the units behind', async () => {
        const state = await box.state();
        const { json } = await box.get('/api/v1/site');
        const { devices } = json as { devices: readonly { id: string }[] };
        for (const [k, { id }] of devices.entries()) {
          const models = (await ask(command(), 2 + k, 'walk')) as Models;
          const isPoint = id.startsWith('E');
          assert.deepEqual(
            models.map(([, model]) => model),
            [1, isPoint ? 113 : 213, 60_003, 0xffff],
          );
          const number = Number(id.slice(1));
          assert.equal(models[2]?.[2][1], (isPoint ? number : -number) & 0xffff);
        }
        assert.equal(devices.length, (state?.chargePoints.length ?? 0) + (state?.meters.length ?? 0));
      });

      it('lowers the connection to 40 % for as long as it writes, and its origin is told', async () => {
        const before = most((await box.state()) as State);
        assert.deepEqual(await ask(command(), 1, 'write', 40_968, 40), { written: 2 });
        const { state } = await box.waitFor('the share holds', ({ state }) => limitsOf(state).length > 0);
        const limit = limitsOf(state).find(({ unit }) => unit === 'A');
        assert.equal(limit?.source, '40 % by sunspec');
        assert.notEqual(limit?.until, null);
        assert.ok(most(state) <= 0.4 * before + 0.001);
        await box.waitFor('it ends with its lease', ({ state }) => limitsOf(state).length === 0);
      });

      it('is let in beside a neighbour that holds every place with a request that it never ends', async () => {
        const sockets = Array.from({ length: 8 }, () =>
          connect({ port, host: '127.0.0.1', localAddress: '127.0.0.6' }).on('error', () => {}),
        );
        try {
          await Promise.all(sockets.map((socket) => once(socket, 'connect')));
          for (const socket of sockets) socket.write(Buffer.from([0, 1, 0, 0, 0]));
          await box.until('it holds every place', async () => {
            const { sunspec } = (await box.get('/api/v1/modbus')).json as ModbusView;
            return sunspec?.clients.filter(({ address }) => address === '127.0.0.6').length === 8;
          });
          assert.ok(((await ask(command(), 1, 'walk')) as Models).length > 10);
          assert.deepEqual(await ask(command(), 1, 'write', 40_968, 100), { written: 2 });
        } finally {
          for (const socket of sockets) socket.destroy();
        }
      });

      it('is refused what is no percentage and what is not to be written', async () => {
        for (const value of ['nan', 'inf', '-1', '101'])
          assert.ok('error' in ((await ask(command(), 1, 'write', 40_968, value)) as object), value);
        assert.ok('error' in ((await ask(command(), 1, 'write', 40_954, 1000)) as object));
        assert.equal(limitsOf((await box.state()) as State).length, 0);
      });
    });

  // In a part of its own: mocha runs it after the others then.
  describe('with a longer lease', () => {
    it('holds every car of the plant, over a restart too, which names another port', async function () {
      const [client] = clients.filter(({ why }) => why === undefined);
      if (client === undefined) this.skip();
      const change = (leaseS: number) =>
        box
          .get('/api/v1/site')
          .then(({ json }) =>
            box.put('/api/v1/site', { ...(json as Document), sunspec: { enabled: true, port, writes: true, leaseS } }),
          );
      assert.equal((await change(600)).status, 200);
      await box.until('it listens with the longer lease', async () => {
        await ask(client.command(), 1, 'write', 40_968, 10);
        return true;
      });
      const capped = await box.waitFor('every car is held', ({ state, plant }) => {
        const limitA = 0.1 * (state.circuits[0]?.fuseA ?? 0);
        const drawn = [0, 1, 2].map((p) =>
          Object.values(plant.chargePoints).reduce((sum, { drawnA }) => sum + (drawnA[p] ?? 0), 0),
        );
        return limitsOf(state).length > 0 && drawn.every((amperes) => amperes <= limitA + 0.1);
      });
      const since = limitsOf(capped.state)[0]?.since;
      await box.kill('SIGKILL');
      port = await freePort(0);
      await box.start({ env: { NETWACHT_MODBUS_PORT: String(port) } });
      const { state } = await box.waitFor('there is a state again', ({ state }) => state.cycle > 0);
      assert.equal(limitsOf(state)[0]?.since, since);
      const viewed = async () => (await box.get('/api/v1/modbus')).json as ModbusView;
      const { sunspec, portOfStart } = await viewed();
      assert.deepEqual(
        [sunspec?.port, sunspec?.listens, sunspec?.writes, sunspec?.isOpen, portOfStart],
        [port, true, true, false, port],
      );
      assert.equal(sunspec?.lease?.percent, 10);
      assert.ok(sunspec.lease.leaseLeftS > 0 && sunspec.lease.leaseLeftS <= 600);
      const master = await watch(port);
      await box.until('who is connected is told', async () => (await viewed()).sunspec?.clients.length === 1);
      assert.equal((await viewed()).sunspec?.clients[0]?.address, '127.0.0.1');
      master.destroy();
      assert.deepEqual(await ask(client.command(), 1, 'write', 40_968, 100), { written: 2 });
      await box.waitFor('a hundred ends it', ({ state }) => limitsOf(state).length === 0);
    });
  });
});
