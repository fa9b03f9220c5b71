import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { withMbap } from '../../drivers/link/mbap.ts';
import { freePort } from '../../scripts/demo/free-port.ts';
import { authorization, Box, type Document } from './box.ts';

/** Short, so that the test is. */
const staleS = 3;
/** As fast as the quickest client does. */
const pushEveryMs = 200;

interface Device {
  readonly id: string;
  readonly role?: string;
}

/** The grid meter is pushed, and one more charge point is. */
const pushed = (document: Document, port: number): Document => ({
  ...document,
  registerServers: [{ device: 'E1', port, writes: true, leaseS: 60 }],
  devices: [
    ...(document.devices as Device[]).map((device) =>
      device.role === 'grid'
        ? { id: device.id, definition: 'pushed-meter', role: 'grid', circuit: 'house', staleS }
        : device,
    ),
    { id: 'E9', definition: 'pushed-evse', circuit: 'garage', maxCurrentA: 16, staleS: 30 },
  ],
});

describe('a house that is steered by a pushed grid meter', () => {
  let box: Box;
  let meter = '';
  let port = 0;
  let pushing: Promise<void> | undefined;
  let goesOn = false;

  before(async () => {
    port = await freePort(0);
    box = await Box.open({
      edit(document) {
        meter = (document.devices as Device[]).find(({ role }) => role === 'grid')?.id ?? '';
        return pushed(document, port);
      },
    });
  });
  after(async () => {
    await stop();
    await box.close();
  });

  /** Pushes what really flows, as a client would. */
  const start = () => {
    goesOn = true;
    pushing = (async () => {
      while (goesOn) {
        const { connection } = await box.site.control.state();
        const current = connection.currentA.map((amperes: number) => Math.round(amperes * 1000)).join(',');
        const query = `cmd=set_ajax_meter&dev_id=${meter}&current=${current}&power_w=${connection.powerW.toFixed(2)}`;
        const { status, text } = await box.ask(`/cnf?${query}`, { headers: { authorization } });
        assert.equal(status, 200, text);
        await new Promise((resolve) => setTimeout(resolve, pushEveryMs));
      }
    })();
  };
  const stop = async () => {
    goesOn = false;
    await pushing;
  };

  it('offers a charge point that pushes its state what it may take, in the answer', async () => {
    start();
    const push = async (query: string) =>
      (await box.get(`/cnf?cmd=set_ajax_evse&dev_id=E9&${query}`)).json as {
        charging_current: number;
        paused: boolean;
      };
    // Nothing is decided yet: its fail-safe current.
    assert.equal((await push('state=1&current=0,0,0')).charging_current, 6000);
    await box.until('E9 is offered a current', async () => {
      const { charging_current } = await push('state=2&current=0,0,0&total_energy=1200');
      return charging_current > 6000 && charging_current <= 16_000;
    });
    const point = (await box.state())?.chargePoints.find(({ id }) => id === 'E9');
    assert.deepEqual([point?.state, point?.energyWh], ['B', 1200]);
    assert.equal((await push('state=1&current=0,0,0')).paused, false);
    await stop();
  });

  it('charges by it, falls to its fail-safe when the pushes stop, and goes on when they come back', async () => {
    start();
    await box.site.control.change('E1', { plugged: true, eager: true });
    const charging = await box.waitFor(
      'E1 charges by the pushed meter',
      ({ state }) => (state.chargePoints.find(({ id }) => id === 'E1')?.offeredA ?? 0) > 6 && state.meters.length > 0,
    );
    assert.ok(charging.state.health.every(({ code }) => code !== 'meterStale'));
    assert.ok((charging.state.flow.gridW ?? 0) > 0);

    await stop();
    const lost = await box.waitFor('the meter counts as lost', ({ state }) =>
      state.health.some(({ code, what }) => (code === 'meterStale' || code === 'deviceLost') && what === meter),
    );
    const [before, after] = [charging, lost].map(({ state }) => state.chargePoints.find(({ id }) => id === 'E1'));
    await box.waitFor('E1 gets no more than its fail-safe', ({ state, plant }) => {
      const offeredA = state.chargePoints.find(({ id }) => id === 'E1')?.offeredA ?? 0;
      return offeredA <= 6 && (plant.chargePoints.E1?.registerA ?? 0) <= 6;
    });
    assert.ok((before?.offeredA ?? 0) > 6, JSON.stringify(after));

    start();
    await box.waitFor(
      'E1 charges as before',
      ({ state }) => (state.chargePoints.find(({ id }) => id === 'E1')?.offeredA ?? 0) > 6,
    );
  });

  it('lowers and releases a charge point for a Modbus client at the address of the original, with its name and a lease', async () => {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    const write = async (address: number, value: number) => {
      const pdu = Buffer.from([1, 6, address >> 8, address & 0xff, value >> 8, value & 0xff]);
      socket.write(withMbap(1, pdu));
      const [answer] = (await once(socket, 'data')) as [Buffer];
      assert.deepEqual(answer.subarray(6), pdu);
    };
    const offered = (what: string, fits: (amperes: number) => boolean) =>
      box.waitFor(what, ({ state }) => fits(state.chargePoints.find(({ id }) => id === 'E1')?.offeredA ?? -1));
    await write(8093, 80);
    // On its way up after the meter came back it may be below 8 A before that.
    const lowered = await box.waitFor('E1 is lowered', ({ state }) => {
      const { offeredA, orders } = state.chargePoints.find(({ id }) => id === 'E1') ?? {};
      return orders?.override != null && (offeredA ?? 0) > 0 && (offeredA ?? 99) <= 8;
    });
    const override = lowered.state.chargePoints.find(({ id }) => id === 'E1')?.orders?.override;
    assert.deepEqual([override?.limitA, override?.source], [8, 'registers:E1']);
    assert.ok(Date.parse(override?.until ?? '') > Date.parse(lowered.state.at));
    await write(8094, 0);
    await offered('E1 is switched off', (amperes) => amperes === 0);
    await box.waitFor('the box of E1 has heard it', ({ plant }) => plant.chargePoints.E1?.offeredA === 0);
    // What is asked for shows in the state after the next cycle.
    await box.until('E1 is switched on again', async () => {
      await write(8094, 1);
      const point = (await box.state())?.chargePoints.find(({ id }) => id === 'E1');
      return point?.orders?.override?.limitA !== 0;
    });
    socket.destroy();
  });
});
