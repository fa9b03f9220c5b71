import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { bytesOf } from '../../../drivers/check/samples.ts';
import { loadCatalogue } from '../../../drivers/definitions/catalogue.ts';
import { isModbus } from '../../../drivers/definitions/schema.ts';
import { serialOpener } from '../../../drivers/link/serial-stream.ts';
import { systemTimers } from '../../../drivers/link/timers.ts';
import { createMessageDevice } from '../../../drivers/messages/message-device.ts';
import { sourceFor } from '../../../drivers/messages/open-source.ts';
import { systemClock as clock } from '../../../firmware/domain/clock.ts';
import type { Device } from '../../../firmware/domain/device.ts';
import { hasSocat, openPtyPair } from '../link/pty-pair.ts';

const catalogue = loadCatalogue();

function product(id: string) {
  const definition = catalogue.get(id);
  assert.ok(definition !== undefined && !isModbus(definition), id);
  const [first] = definition.samples;
  assert.ok(first);
  return { definition, telegram: bytesOf(first) };
}

async function soon(what: string, holds: () => boolean): Promise<void> {
  for (let k = 0; k < 400; k += 1) {
    if (holds()) return;
    await sleep(20);
  }
  assert.fail(what);
}

describe('A meter that sends telegrams', () => {
  let device: Device | undefined;
  afterEach(async () => await device?.stop());

  it('is heard over TCP, lost with its connection, and found again', async () => {
    const { definition, telegram } = product('p1-dsmr5');
    let socket: Socket | undefined;
    const server = createServer((peer) => {
      socket = peer;
      peer.write(telegram);
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as { port: number };
    const address = `127.0.0.1:${port}`;
    const way = { connector: 1, address, credentials: () => undefined, clock, timers: systemTimers };
    device = createMessageDevice({
      ...{ config: { id: 'M1', wiring: [0, 1, 2] }, definition, clock, makeSource: sourceFor(definition, way) },
    });
    device.start();
    await soon('online', () => device?.health === 'online');
    assert.deepEqual(device.readings.currentMa?.value, [12_000, -2_000, 0]);
    assert.deepEqual(device.readings.powerW?.value, [2811, -500, 0]);
    assert.equal(device.readings.energyImportWh?.value, 6_666_801);
    socket?.destroy();
    await soon('lost', () => device?.health === 'offline');
    assert.equal(device.fault?.code, 'noReply.connect');
    await soon('online again', () => device?.health === 'online');
    await device.stop();
    socket?.destroy();
    server.close();
  });

  it('is heard on a serial line; a broken telegram changes nothing', async function () {
    if (!hasSocat()) this.skip();
    const pair = await openPtyPair();
    const { definition, telegram } = product('sml-three-phase');
    const settings = { baudRate: 9600, dataBits: 8, parity: 'none', stopBits: 1 } as const;
    const line = { id: 'head', kind: 'serial', framing: 'rtu', path: pair.near, ...settings } as const;
    const way = { connector: 1, line, credentials: () => undefined, clock, timers: systemTimers };
    device = createMessageDevice({
      ...{ config: { id: 'M1', wiring: [0, 1, 2] }, definition, clock, makeSource: sourceFor(definition, way) },
    });
    device.start();
    const head = await serialOpener({ ...settings, path: pair.far }, systemTimers)({ onBytes() {}, onLost() {} });
    head.write(telegram.subarray(100));
    head.write(telegram);
    await soon('online', () => device?.health === 'online');
    assert.deepEqual(device.readings.currentMa?.value, [12_200, -2_180, 0]);
    const before = device.readings.currentMa;
    const wrong = Buffer.from(telegram);
    wrong[200] = (wrong[200] ?? 0) ^ 1;
    head.write(wrong);
    await soon('degraded', () => device?.health === 'degraded');
    assert.deepEqual(device.readings.currentMa, before);
    head.write(telegram);
    await soon('online', () => device?.health === 'online');
    assert.ok((device.readings.currentMa?.atMs ?? 0) > (before?.atMs ?? 0));
    await device.stop();
    await head.close();
    await pair.close();
  });
});
