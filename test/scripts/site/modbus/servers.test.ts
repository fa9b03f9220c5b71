import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'mocha';
import { serveRtuOverTcp } from '../../../../scripts/site/modbus/rtu-server.ts';
import { serveTcp } from '../../../../scripts/site/modbus/tcp-server.ts';
import type { Listening, ModbusUnit } from '../../../../scripts/site/modbus/unit.ts';
import { RawClient } from './raw-client.ts';

/** Answers each request with function code and twice the last byte. */
const echo: ModbusUnit = { answer: (pdu) => Buffer.from([pdu[0] ?? 0, 2 * (pdu.at(-1) ?? 0)]) };
const mute: ModbusUnit = { answer: () => undefined };

describe('the Modbus servers of the simulated site', () => {
  const open: { close(): unknown }[] = [];
  const keep = <T extends { close(): unknown }>(thing: T): T => {
    open.push(thing);
    return thing;
  };
  afterEach(async () => {
    for (const thing of open.splice(0).reverse()) await thing.close();
  });
  const units = new Map([
    [7, echo],
    [8, mute],
  ]);

  it('answer over TCP with the transaction and the unit of the request, also when it comes in pieces', async () => {
    const server: Listening = keep(await serveTcp({ units, replyDelayMs: 0 }));
    const client = keep(await RawClient.open(server.port));
    client.send('1234 0000 0006 07 03 0001');
    client.send('0002 1235 0000 0006 07 04 0001 0005');
    assert.equal(await client.receive(9), '123400000003070304');
    assert.equal(await client.receive(9), '12350000000307040a');
  });

  it('say over TCP that a unit is not there, and nothing where the unit says nothing', async () => {
    const server = keep(await serveTcp({ units, replyDelayMs: 0 }));
    const client = keep(await RawClient.open(server.port));
    client.send('0001 0000 0006 08 03 0001 0002');
    client.send('0002 0000 0006 09 03 0001 0002');
    assert.equal(await client.receive(9), '00020000000309830b');
  });

  it('close a TCP connection whose frames cannot be right', async () => {
    const server = keep(await serveTcp({ units, replyDelayMs: 0 }));
    const client = keep(await RawClient.open(server.port));
    client.send('0001 0007 0006 07 03 0001 0002');
    assert.equal(await client.receive(1), '');
    assert.ok(client.closed);
  });

  it('answer RTU frames over TCP and keep silent for other units and wrong check sums', async () => {
    const server = keep(await serveRtuOverTcp({ units, replyDelayMs: 0 }));
    const client = keep(await RawClient.open(server.port));
    // Check sums worked out with another program.
    client.send('09 03 0001 0002 9483');
    client.send('07 03 0001 0002 ffff');
    client.send('07 03 0001 0002 95ad');
    assert.equal(await client.receive(5), '070304c132');
    assert.equal(client.receivedBytes, 0);
  });

  it('think before they answer when told to', async () => {
    const wire = { units, replyDelayMs: 50 };
    const server = keep(await serveTcp(wire));
    const client = keep(await RawClient.open(server.port));
    const startedMs = performance.now();
    client.send('0001 0000 0006 07 03 0001 0002');
    await client.receive(9);
    // Node's timers may fire a millisecond early; never ten.
    assert.ok(performance.now() - startedMs >= 40);
  });

  it('leave no connection behind when they close', async () => {
    const server = await serveTcp({ units, replyDelayMs: 0 });
    const client = keep(await RawClient.open(server.port));
    await server.close();
    assert.equal(await client.receive(1), '');
  });
});
