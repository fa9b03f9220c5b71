import assert from 'node:assert/strict';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Readable } from 'node:stream';
import { createOutbound, type Outbound } from '../../../drivers/link/outbound.ts';
import { bundleBounds } from '../../../drivers/link/outbound-download.ts';
import type { OutboundCode } from '../../../drivers/link/outbound-error.ts';
import { systemTimers, type Timers } from '../../../drivers/link/timers.ts';

const mebibyte = 1024 * 1024;
const read = async (body: Readable): Promise<number> => {
  let size = 0;
  for await (const part of body as AsyncIterable<Buffer>) size += part.length;
  return size;
};

describe('S34 a download through the outbound guard', () => {
  const open: Server[] = [];
  afterEach(() => {
    for (const server of open.splice(0)) {
      server.close();
      server.closeAllConnections();
    }
  });

  async function serve(handler: RequestListener): Promise<number> {
    const server = createServer(handler);
    open.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  }

  const guard = (port: number, more: { timers?: Timers; resolve?: () => Promise<string[]> } = {}): Outbound =>
    createOutbound({
      allowed: () => [{ scheme: 'http', host: 'updates.example', port }],
      interfaces: () => ({}),
      hanInterfaces: () => [],
      loopbackAllowed: true,
      timers: systemTimers,
      resolve: () => Promise.resolve(['127.0.0.1']),
      trusted: undefined,
      ...more,
    });
  const bounds = { maxBytes: 4 * mebibyte, stallMs: 2000, totalMs: 5000 };
  const fetch = (outbound: Outbound, port: number, limits = bounds) =>
    outbound.download({ url: `http://updates.example:${port}/x.raucb` }, limits, async ({ sizeBytes, body }) => ({
      sizeBytes,
      read: await read(body),
    }));
  const refuses = (work: Promise<unknown>, code: OutboundCode, message = /./) =>
    assert.rejects(work, { name: 'OutboundError', code, message });

  it('brings more than 64 KiB, as it comes, with the size that is told', async () => {
    const port = await serve((_, response) => response.end(Buffer.alloc(3 * mebibyte)));
    assert.deepEqual(await fetch(guard(port), port), { sizeBytes: 3 * mebibyte, read: 3 * mebibyte });
  });

  it('ends at its largest size, told or not', async () => {
    const told = await serve((_, response) => response.end(Buffer.alloc(5 * mebibyte)));
    await refuses(fetch(guard(told), told), 'answerTooLarge');
    const untold = await serve((_, response) => {
      for (let n = 0; n < 5; n += 1) response.write(Buffer.alloc(mebibyte));
      response.end();
    });
    await refuses(fetch(guard(untold), untold), 'answerTooLarge');
  });

  it('ends when nothing comes any more, and when it takes too long although something comes', async () => {
    const quiet = await serve((_, response) => void response.write('begin'));
    await refuses(fetch(guard(quiet), quiet, { ...bounds, stallMs: 60 }), 'timedOut', /nothing for/);
    const headless = await serve(() => undefined);
    await refuses(fetch(guard(headless), headless, { ...bounds, stallMs: 60 }), 'timedOut', /nothing for/);
    const slow = await serve((_, response) => {
      const timer = setInterval(() => response.write('x'), 10);
      response.once('close', () => clearInterval(timer));
    });
    await refuses(fetch(guard(slow), slow, { ...bounds, totalMs: 150 }), 'timedOut', /everything within/);
  });

  it('says that it broke off when the server leaves in the middle', async () => {
    const port = await serve((_, response) => {
      response.writeHead(200, { 'content-length': 1000 });
      response.write('begin', () => response.destroy());
    });
    await refuses(fetch(guard(port), port), 'unreachable', /broke off/);
  });

  it('follows no redirect and takes nothing but 200', async () => {
    const elsewhere = await serve((_, response) => response.writeHead(302, { location: 'http://127.0.0.1/' }).end());
    await refuses(fetch(guard(elsewhere), elsewhere), 'redirected');
    const missing = await serve((_, response) => response.writeHead(404).end('no'));
    await refuses(fetch(guard(missing), missing), 'badAnswer', /404/);
  });

  it('goes to listed places and allowed addresses only', async () => {
    const port = await serve((_, response) => response.end('x'));
    await refuses(fetch(guard(port + 1), port), 'notListed');
    await refuses(fetch(guard(port, { resolve: async () => ['169.254.169.254'] }), port), 'refusedAddress');
    const taken = guard(port).download({ url: 'ftp://updates.example/' }, bounds, () => assert.fail('taken'));
    await refuses(taken, 'badUrl');
  });

  it('gives back what the taker failed with, and lets the connection go', async () => {
    let closed: Promise<void> | undefined;
    const port = await serve((_, response) => {
      closed = new Promise((resolve) => response.once('close', resolve));
      response.writeHead(200, { 'content-length': 100 * mebibyte });
      response.write(Buffer.alloc(mebibyte));
    });
    const full = guard(port).download(
      { url: `http://updates.example:${port}/` },
      { ...bounds, maxBytes: bundleBounds.maxBytes },
      () => Promise.reject(new Error('the disk is full')),
    );
    await assert.rejects(full, /the disk is full/);
    await closed;
  });

  it('can be given up', async () => {
    const controller = new AbortController();
    const port = await serve((_, response) => response.write('begin', () => setImmediate(() => controller.abort())));
    const asked = { url: `http://updates.example:${port}/`, signal: controller.signal };
    await refuses(
      guard(port).download(asked, bounds, ({ body }) => read(body)),
      'cancelled',
    );
  });
});
