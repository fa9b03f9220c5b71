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

interface Held {
  readonly socket: Socket;
  readonly connected: Promise<void>;
  readonly answered: Promise<void>;
  readonly closed: Promise<void>;
}

/** What a slow peer leaves unfinished: nothing at all, a head, a body. */
const partials = [
  '',
  'GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-a: ',
  'POST /api/v1/session HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{',
];

function hold(port: number, localAddress: string, bytes: string): Held {
  const socket = connect({ port, host: '127.0.0.1', localAddress }, () => void (bytes !== '' && socket.write(bytes)));
  const on = (event: string) => new Promise<void>((resolve) => socket.once(event, () => resolve()));
  socket.on('error', () => undefined);
  return { socket, connected: on('connect'), answered: on('data'), closed: on('close') };
}

/** A live page: an answer that goes on. */
async function openPage(box: Box): Promise<{ ended(): boolean; leave(): void }> {
  const head = `GET /api/v1/events HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: ${asAdmin.authorization}\r\n\r\n`;
  const { socket, answered } = hold(box.port, '127.0.0.3', head);
  await answered;
  return { ended: () => socket.destroyed || socket.readableEnded, leave: () => socket.destroy() };
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

  it('that holds every place from many addresses displaces himself; who is being answered stays', async () => {
    const page = await openPage(box);
    const held: Held[] = [];
    for (let n = 0; n < 256; n += 1)
      held.push(hold(box.port, `127.0.1.${1 + (n >> 5)}`, partials[n % partials.length] ?? ''));
    await Promise.all(held.map(({ connected }) => connected));
    for (let n = 0; n < 40; n += 1)
      assert.equal((await box.ask('/api/v1/state', { headers: asAdmin, localAddress: '127.0.0.2' })).status, 200);
    const first = held[0];
    assert.ok(first);
    await first.closed;
    assert.equal(page.ended(), false, 'the live page was not displaced');
    for (const { socket } of held) socket.destroy();
    page.leave();
    assert.deepEqual(box.log.errors(), []);
  });

  it('takes no place of a page that keeps its connection between two calls', async () => {
    const page = hold(box.port, '127.0.0.3', 'GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
    await page.answered;
    const held: Held[] = [];
    for (let n = 0; n < 290; n += 1) held.push(hold(box.port, `127.0.1.${1 + (n >> 5)}`, partials[1] ?? ''));
    await Promise.all(held.slice(0, 30).map(({ closed }) => closed));
    assert.equal(page.socket.destroyed, false);
    for (const { socket } of [...held, page]) socket.destroy();
  });

  it('that asks and then keeps the connection makes room when there is none', async () => {
    const held: Held[] = [];
    for (let n = 0; n < 256; n += 1)
      held.push(hold(box.port, `127.0.1.${1 + (n >> 5)}`, 'GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n'));
    await Promise.all(held.map(({ answered }) => answered));
    assert.equal((await box.ask('/api/v1/state', { headers: asAdmin })).status, 200);
    for (const { socket } of held) socket.destroy();
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

  it('whose target cannot be read is 400 and fills no log', async () => {
    for (const target of ['http://[::1/', 'http://[::1/cnf?cmd=get_cm_vars', 'http://[/api/v1/state'])
      assert.match(
        await talk(box, `GET ${target} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n`),
        /^HTTP\/1.1 40[01] /,
        target,
      );
    assert.deepEqual(box.log.lines, []);
  });

  it('that sends without end ahead is closed, and fills no log', async () => {
    for (let k = 0; k < 5; k += 1) await talk(box, 'GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n'.repeat(500));
    assert.deepEqual(box.log.warnings(), ['A connection was closed: too many requests were sent ahead on it']);
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
