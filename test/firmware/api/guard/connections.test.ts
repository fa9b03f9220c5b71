import assert from 'node:assert/strict';
import { connect, type Socket } from 'node:net';
import { asAdmin, Box } from '../box.ts';

/** What a raw connection got back until it was closed. */
function talk(box: Box, bytes: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(box.port, '127.0.0.1', () => socket.write(bytes));
    let text = '';
    socket.setEncoding('latin1').on('data', (part) => {
      text += part;
    });
    socket.on('error', () => undefined).once('close', () => resolve(text));
  });
}

describe('S26 a greedy or broken peer', () => {
  let box: Box;
  beforeEach(async () => {
    box = await Box.open();
  });
  afterEach(() => box.close());

  it('that holds more than 64 connections loses the further ones', async () => {
    const sockets: Socket[] = [];
    let open = 0;
    let lost = 0;
    await new Promise<void>((resolve) => {
      for (let n = 0; n < 80; n += 1) {
        const socket = connect(box.port, '127.0.0.1');
        sockets.push(socket.on('error', () => undefined));
        socket.once('connect', () => {
          open += 1;
        });
        socket.once('close', () => {
          lost += 1;
          if (lost === 16) resolve();
        });
      }
    });
    assert.ok(open >= 64);
    // From another address the box still answers.
    assert.equal((await box.ask('/api/v1/state', { headers: asAdmin, localAddress: '127.0.0.2' })).status, 200);
    for (const socket of sockets) socket.destroy();
  });

  it('with headers over 16 KiB is 431, with garbage 400, without a Host 400', async () => {
    assert.match(
      await talk(box, `GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: ${'x'.repeat(17_000)}\r\n\r\n`),
      /^HTTP\/1.1 431 /,
    );
    assert.match(await talk(box, `GET /${'x'.repeat(17_000)} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`), /^HTTP\/1.1 431 /);
    assert.match(await talk(box, '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'), /^HTTP\/1.1 400 /);
    assert.match(await talk(box, 'GET / HTTP/1.1\r\n\r\n'), /^HTTP\/1.1 400 /);
    assert.match(await talk(box, 'GET / HTTP/1.0\r\n\r\n'), /^HTTP\/1.1 421 /);
    assert.deepEqual(box.log.errors(), []);
  });

  it('that leaves in the middle of a body changes nothing and is no fault', async () => {
    const head = `POST /cnf?cmd=set_cm_vars HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: ${asAdmin.authorization}\r\n`;
    await new Promise<void>((resolve) => {
      const socket = connect(box.port, '127.0.0.1', () => {
        socket.write(`${head}Content-Length: 100\r\n\r\n{"a":1`, () => setImmediate(() => socket.destroy()));
      });
      socket.once('close', () => resolve());
    });
    assert.equal((await box.ask('/api/v1/state', { headers: asAdmin })).status, 200);
    assert.deepEqual(box.variables.changes, []);
    assert.deepEqual(box.log.errors(), []);
  });
});
