import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { withMbap } from '../../../../drivers/link/mbap.ts';
import { systemTimers } from '../../../../drivers/link/timers.ts';
import { RegisterDesk } from '../../../../firmware/control/original/register-desk.ts';
import { RegisterServers } from '../../../../firmware/control/original/register-servers.ts';
import { systemClock } from '../../../../firmware/domain/clock.ts';
import { siteSchema } from '../../../../firmware/domain/site/schema.ts';
import type { OrdersState } from '../../../../firmware/domain/state.ts';
import { freePort } from '../../../../scripts/demo/free-port.ts';
import { exampleState, FakeOrders } from '../../api/fakes.ts';

const hasPymodbus = spawnSync('/usr/bin/python3', ['-c', 'import pymodbus'], { stdio: 'ignore' }).status === 0;

/** One request and its answer: unit and PDU, without the header. */
async function ask(socket: Socket, pdu: readonly number[]): Promise<Buffer> {
  socket.write(withMbap(7, Buffer.from([1, ...pdu])));
  const [answer] = (await once(socket, 'data')) as [Buffer];
  return answer.subarray(6);
}
const read = (address: number, count: number): number[] => [3, address >> 8, address & 0xff, 0, count];
const write = (address: number, value: number): number[] => [6, address >> 8, address & 0xff, value >> 8, value & 0xff];

describe("the original's registers on a port of ours", () => {
  let nowMs = 0;
  let orders = new FakeOrders();
  let override: OrdersState['override'] = null;
  let servers: RegisterServers;
  let port = 0;
  let socket: Socket;
  let warned: string[] = [];

  const open = async (entry: object): Promise<void> => {
    [nowMs, override, warned, orders] = [1000, null, [], new FakeOrders()];
    port = await freePort(0);
    const site = siteSchema.parse({
      ...{ name: 'x', timezone: 'UTC', circuits: [{ id: 'house', fuseA: 35 }] },
      devices: [{ id: 'E1', definition: 'a-box', address: '10.0.0.1:502' }],
      registerServers: [{ device: 'E1', port, ...entry }],
    });
    const clock = { monotonicMs: () => nowMs, wallMs: () => nowMs };
    const current = () => {
      const state = exampleState(1);
      const [point] = state.chargePoints;
      assert.ok(point !== undefined);
      return { ...state, chargePoints: [{ ...point, orders: { override, need: null, phases: 'auto' as const } }] };
    };
    const desk = new RegisterDesk({
      ...{ site: () => site, current, orders },
      ...{ importWh: () => 571_766, switchesPhases: () => true },
    });
    servers = new RegisterServers({
      ...{ site: () => site, desk, host: '127.0.0.1', clock, timers: systemTimers },
      log: { warn: (_, sentence) => void warned.push(sentence) },
    });
    await servers.siteChanged();
    socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
  };
  afterEach(async () => {
    socket?.destroy();
    await servers?.close();
  });
  const asked = () => orders.asked.map((order) => order.slice(0, 3));

  it('lets evcc start: meter, currents valid, phases unlocked, state, energy, three currents at once', async () => {
    await open({});
    const words = async (address: number, count: number) => {
      const answer = await ask(socket, read(address, count));
      assert.deepEqual([...answer.subarray(0, 3)], [1, 3, 2 * count]);
      return answer.subarray(3);
    };
    assert.notEqual((await words(8112, 1)).readUInt16BE(), 0);
    assert.notEqual((await words(8057, 1)).readUInt16BE(), 0);
    assert.equal((await words(8113, 1)).readUInt16BE(), 256);
    assert.equal((await words(8092, 1)).readUInt16BE(), 2);
    assert.equal(await words(8058, 4).then((bytes) => bytes.readBigUInt64BE()), 571_766n);
    assert.equal((await words(8064, 6)).readUInt32BE(), 160);
    assert.equal((await words(8057, 13)).length, 26);
  });

  it('is read-only unless the site says more, and answers nothing beyond the map', async () => {
    await open({});
    assert.deepEqual([...(await ask(socket, write(8094, 0)))], [1, 0x86, 1]);
    assert.deepEqual([...(await ask(socket, [4, 0x1f, 0x9c, 0, 1]))], [1, 0x84, 1]);
    assert.deepEqual([...(await ask(socket, read(8043, 1)))], [1, 0x83, 2]);
    assert.deepEqual([...(await ask(socket, read(8113, 2)))], [1, 0x83, 2]);
    assert.deepEqual([...(await ask(socket, read(8044, 126)))], [1, 0x83, 3]);
    assert.deepEqual(asked(), []);
  });

  it('takes limit, enable and phases as orders with a lease, which requests prolong', async () => {
    await open({ writes: true, leaseS: 600 });
    assert.deepEqual([...(await ask(socket, write(8093, 100)))], [1, ...write(8093, 100)]);
    const lasts = (untilMs: number) => ['override', 'E1', { limitA: 10, untilMs, rulesOff: false }];
    assert.deepEqual(asked(), [lasts(601_000)]);
    orders.now = { E1: { off: false, limitMa: 10_000, rulesOff: false } };
    nowMs += 299_000;
    await ask(socket, read(8092, 1));
    assert.equal(asked().length, 1);
    nowMs += 1000;
    await ask(socket, read(8092, 1));
    assert.deepEqual(asked().at(-1), lasts(901_000));
    await ask(socket, write(8087, 1));
    assert.ok(asked().some(([kind, , phases]) => kind === 'phases' && phases === 1));
    nowMs += 5000;
    await ask(socket, write(8094, 0));
    assert.deepEqual(asked().at(-1)?.[2], { limitA: 0, untilMs: nowMs + 600_000, rulesOff: false });
  });

  it('releases its own limit and no other: what a program wants over MQTT stays', async () => {
    await open({ writes: true });
    await ask(socket, write(8093, 100));
    orders.now = { E1: { off: false, limitMa: 10_000, rulesOff: false } };
    await ask(socket, write(8093, 65_535));
    assert.deepEqual(
      asked().map(([kind]) => kind),
      ['override', 'endOverrideAlone'],
    );
  });

  it('goes past nothing that somebody else asked for, and writes nothing else', async () => {
    await open({ writes: true });
    orders.now = { E1: { off: true, rulesOff: false } };
    override = { limitA: 0, until: 'unplug', rulesOff: false, source: 'admin' };
    assert.deepEqual([...(await ask(socket, write(8094, 1)))], [1, 0x86, 6]);
    assert.deepEqual([...(await ask(socket, write(8086, 5)))], [1, 0x86, 2]);
    assert.deepEqual([...(await ask(socket, write(8093, 30)))], [1, 0x86, 3]);
    assert.deepEqual([...(await ask(socket, [16, 0x1f, 0x9d, 0, 1, 2, 0, 100]))], [1, 0x90, 1]);
    assert.deepEqual(asked(), []);
  });

  it('sees what a person asked for in the same second, and knows its own after a restart', async () => {
    await open({ writes: true });
    await ask(socket, write(8093, 100));
    // Switched off on the page; no cycle has told it yet.
    orders.now = { E1: { off: true, rulesOff: false } };
    assert.deepEqual([...(await ask(socket, write(8093, 120)))], [1, 0x86, 6]);
    assert.equal((await ask(socket, read(8094, 1))).readUInt16BE(3), 0);
    socket.destroy();
    await servers.close();
    await open({ writes: true });
    orders.now = { E1: { off: false, limitMa: 10_000, rulesOff: false } };
    override = { limitA: 10, until: '', rulesOff: false, source: 'registers:E1' };
    assert.deepEqual([...(await ask(socket, write(8094, 0)))], [1, ...write(8094, 0)]);
  });

  it('survives whatever is sent to it', async () => {
    await open({ writes: false });
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.uint8Array({ minLength: 2, maxLength: 20 }).map((pdu) => withMbap(1, pdu)),
    );
    await fc.assert(
      fc.asyncProperty(bytes, async (garbage) => {
        const one = connect(port, '127.0.0.1');
        await once(one, 'connect');
        one.on('error', () => {});
        one.end(Buffer.from(garbage));
        one.resume();
        await once(one, 'close');
      }),
      { numRuns: 40 },
    );
    assert.equal((await ask(socket, read(8092, 1)))[1], 3);
    assert.deepEqual(asked(), []);
    assert.deepEqual(
      warned.filter((sentence) => !sentence.endsWith('what it sent is no Modbus TCP')),
      [],
    );
  });

  it('is read and written by pymodbus', async function () {
    if (!hasPymodbus) {
      console.log('      skipped: pymodbus is not installed (npm test as root installs it)');
      this.skip();
    }
    await open({ writes: true });
    const program = `
import json, sys
from pymodbus.client import ModbusTcpClient
client = ModbusTcpClient('127.0.0.1', port=int(sys.argv[1]), timeout=5)
client.connect()
energy = client.read_holding_registers(8058, 4, slave=2).registers
print(json.dumps({
  'energy': energy[2] * 65536 + energy[3],
  'limit': getattr(client.write_register(8093, 80, slave=1), 'exception_code', 0),
  'other': getattr(client.write_register(8080, 60, slave=1), 'exception_code', 0),
}))
client.close()`;
    const { stdout } = await promisify(execFile)('/usr/bin/python3', ['-c', program, String(port)], {
      timeout: 15_000,
    });
    assert.deepEqual(JSON.parse(stdout), { energy: 571_766, limit: 0, other: 2 });
    assert.deepEqual(asked()[0]?.[2], { limitA: 8, untilMs: 601_000, rulesOff: false });
  });
});

describe('a port of registers that others reach', () => {
  it('turns away who is not on its list', async () => {
    const { ModbusServer } = await import('../../../../drivers/server/modbus-server.ts');
    const port = await freePort(0);
    const warned: string[] = [];
    const values = { read: () => [1], write: () => 'taken' as const };
    const server = new ModbusServer({
      ...{ name: 'registers', host: '0.0.0.0', port, allow: ['10.99.0.0/16'], values },
      ...{ clock: systemClock, timers: systemTimers },
      warn: (sentence) => void warned.push(sentence),
    });
    await server.start();
    try {
      const friend = connect(port, '127.0.0.1');
      await once(friend, 'connect');
      assert.equal((await ask(friend, read(1, 1))).readUInt16BE(3), 1);
      friend.destroy();
      const { ownLanAddress } = await import('./lan-address.ts');
      const address = ownLanAddress();
      if (address === undefined) return;
      const stranger = connect(port, address);
      stranger.on('error', () => {});
      await once(stranger, 'close');
      assert.match(warned.join(), new RegExp(`${address} is not on its list`));
    } finally {
      await server.close();
    }
  });
});
