import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { afterEach, describe, it } from 'mocha';
import { SiteControl } from '../../../scripts/site/control-client.ts';
import { serveControl } from '../../../scripts/site/control-server.ts';
import { machineMs } from '../../../scripts/site/machine-clock.ts';
import { scenarioByName } from '../../../scripts/site/scenarios/all.ts';
import { type SimulatedSite, startSimulatedSite } from '../../../scripts/site/simulated-site.ts';
import { startSiteProcess } from '../../../scripts/site/site-process.ts';
import { RawClient } from './modbus/raw-client.ts';

describe('the simulated site behind its sockets', () => {
  const open: { close(): unknown }[] = [];
  const keep = <T extends { close(): unknown }>(thing: T): T => {
    open.push(thing);
    return thing;
  };
  afterEach(async () => {
    for (const thing of open.splice(0).reverse()) await thing.close();
  });

  async function start(ports: Record<string, number> = {}): Promise<{ site: SimulatedSite; control: SiteControl }> {
    const scenario = scenarioByName('house', { seed: 1 });
    const site = keep(await startSimulatedSite({ scenario, nowMs: machineMs, ports }));
    const control = new SiteControl(keep(await serveControl(site)).url);
    return { site, control };
  }

  it('serves each device of the document at its address and unit', async () => {
    const { site } = await start();
    const keba = keep(await RawClient.open(site.ports.E1 ?? 0));
    keba.send('0001 0000 0006 ff 03 03f8 0002');
    assert.equal(await keba.receive(13), '000100000007ff0304002f9c49');
    const line = keep(await RawClient.open(site.ports['rs485-1'] ?? 0));
    line.send('32 03 0000 0001 81c9');
    assert.equal((await line.receive(7)).slice(0, 10), '3203020105');
    assert.deepEqual(Object.keys(site.ports).sort(), ['E1', 'E2', 'rs485-1', 'rs485-2']);
  });

  it('tells when a register was written, by the clock of the machine', async () => {
    const { site, control } = await start();
    const keba = keep(await RawClient.open(site.ports.E1 ?? 0));
    const sentMs = machineMs();
    keba.send('0001 0000 0006 ff 06 138c 2328');
    await keba.receive(12);
    const repliedMs = machineMs();
    const { chargePoints } = await control.state();
    const last = chargePoints.E1?.lastSetpoint;
    assert.equal(last?.value, 9);
    assert.ok(last !== null && last !== undefined && last.atMs >= sentMs && last.atMs <= repliedMs);
    assert.equal(chargePoints.E1?.registerA, 9);
    assert.deepEqual((await control.writesSince(sentMs)).writes, [last]);
  });

  it('makes trouble on demand: silence, another house load, a car that leaves, a slow bus', async () => {
    const { site, control } = await start();
    await control.setHouse([10, 20, -5]);
    await control.change('E1', { plugged: false });
    site.plant.step();
    const state = await control.state();
    assert.deepEqual(state.house.loadA, [10, 20, -5]);
    assert.equal(state.chargePoints.E1?.state, 'A');

    assert.equal((await control.change('E2', { silent: true })).chargePoints.E2?.silent, true);
    assert.equal((await control.change('M1', { frozen: true })).gridMeterHeld, true);
    assert.equal((await control.change('M1', { silent: true })).meters.M1?.silent, true);
    const line = keep(await RawClient.open(site.ports['rs485-2'] ?? 0));
    line.send('01 04 0000 0002 71cb');
    // Two sockets: the request must have arrived before the silence ends.
    await setTimeout(200);
    assert.equal(line.receivedBytes, 0);
    await control.change('M1', { silent: false, replyDelayMs: 5 });
    line.send('01 04 0002 0002 d00b');
    // Only the second request is answered: 230 V.
    assert.equal((await line.receive(9)).slice(0, 14), '01040443660000');
    assert.equal(line.receivedBytes, 0);
  });

  it('refuses what it does not know, and says what', async () => {
    const { control } = await start();
    await assert.rejects(control.change('E9', { silent: true }), /there is no device E9/);
    await assert.rejects(control.change('E1', { smoke: true } as object), /smoke/);
  });

  it('takes wanted ports again, and another one where a port is taken', async () => {
    const taken = createServer();
    taken.listen(0, '127.0.0.1');
    await once(taken, 'listening');
    keep(taken);
    const address = taken.address();
    const takenPort = typeof address === 'object' ? (address?.port ?? 0) : 0;
    const first = await start({ E1: takenPort });
    assert.notEqual(first.site.ports.E1, takenPort);
    const { ports } = first.site;
    await open.pop()?.close();
    await open.pop()?.close();
    assert.deepEqual((await start(ports)).site.ports, ports);
  });

  it('runs as a process of its own that ends when it is told to', async () => {
    const site = await startSiteProcess({ scenario: 'house', overrides: { document: { name: 'Elsewhere' } } });
    assert.equal((await site.control.state()).fuse.ratedA, 80);
    assert.equal(site.document.name, 'Elsewhere');
    await site.stop();
    await assert.rejects(site.control.state());
    await assert.rejects(startSiteProcess({ scenario: 'castle' }), /there is no scenario castle/);
  });
});
