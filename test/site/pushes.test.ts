import assert from 'node:assert/strict';
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
const pushed = (document: Document): Document => ({
  ...document,
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
  let pushing: Promise<void> | undefined;
  let goesOn = false;

  before(async () => {
    box = await Box.open({
      edit(document) {
        meter = (document.devices as Device[]).find(({ role }) => role === 'grid')?.id ?? '';
        return pushed(document);
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
    assert.equal((await push('state=1&current=0,0,0')).charging_current, 0);
    await box.until('E9 is offered a current', async () => {
      const { charging_current } = await push('state=2&current=0,0,0&total_energy=1200');
      return charging_current >= 6000 && charging_current <= 16_000;
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
});
