import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { until } from '../../until.ts';
import { keepChannels } from './in-process.ts';
import { type StandInApi, startApi } from './stand-in-api.ts';
import { grantSocks, type StandInGateway, startGateway } from './stand-in-gateway.ts';
import { makeCertificate } from './test-certificates.ts';
import { textOf } from './text-of.ts';

const ours = makeCertificate('box', 'P-256');
const theirs = makeCertificate('gateway', 'P-256');
const mebibyte = 1_048_576;

describe('a stream between the gateway and the API', () => {
  let api: StandInApi | undefined;
  let gateway: StandInGateway | undefined;
  let channels: ReturnType<typeof keepChannels> | undefined;

  /** A channel that is up: both ends of it. */
  async function join(): Promise<{ readonly far: TLSSocket; readonly near: Socket }> {
    let far: TLSSocket | undefined;
    let near: Socket | undefined;
    const door = await startApi((stream) => {
      near ??= stream;
    });
    const peer = await startGateway({
      certificate: theirs,
      speak: grantSocks((stream) => {
        far ??= stream;
      }),
    });
    [api, gateway] = [door, peer];
    channels = keepChannels(door.socketPath);
    channels.configure({
      ...{ id: 'operator', scenario: 'HKS3', addressing: 'socks5', identities: [ours], peers: [theirs.certificatePem] },
      endpoint: { host: '127.0.0.1', port: peer.port },
      destination: { host: 'emt.example', port: 443 },
    });
    await until(() => near !== undefined && far !== undefined && channels?.now()?.status === 'up');
    if (far === undefined || near === undefined) throw new Error('not joined');
    return { far, near };
  }
  afterEach(async () => {
    channels?.stop();
    await gateway?.close();
    await api?.close();
  });

  /** Writes until nothing more is taken; answers the bytes that went. */
  async function fill(from: Socket): Promise<number> {
    const block = Buffer.alloc(64 * 1024, 0x61);
    let bytes = 0;
    for (; bytes < 64 * mebibyte; bytes += block.length)
      if (!from.write(block)) {
        const went = await Promise.race([
          once(from, 'drain').then(() => true),
          new Promise<false>((resolve) => setTimeout(resolve, 200, false)),
        ]);
        if (!went) break;
      }
    return bytes;
  }

  for (const direction of ['to the box', 'to the gateway'] as const)
    it(`S26 is held up when nobody reads, ${direction}, and nothing of it is lost`, async () => {
      const { far, near } = await join();
      const [from, to] = direction === 'to the box' ? [far, near] : [near, far];
      to.pause();
      const bytes = await fill(from);
      // The buffers of the kernel for two connections take most of it.
      assert.ok(bytes < 20 * mebibyte, `${bytes} bytes were taken`);
      from.end();
      let read = 0;
      for await (const chunk of to) read += chunk.length;
      assert.ok(read >= bytes);
      assert.equal(read % (64 * 1024), 0);
    });

  it('passes the end of one side on and lets the other finish', async () => {
    const { far, near } = await join();
    far.end('question');
    assert.equal(await textOf(near), 'question');
    near.end('answer');
    assert.equal(await textOf(far), 'answer');
    await until(() => channels?.errors()[0] === 'stream closedByGateway');
  });

  for (const first of ['the EMT', 'the API'] as const)
    it(`keeps the last bytes for a slow reader when ${first} has ended before`, async () => {
      const { far, near } = await join();
      const [early, late] = first === 'the EMT' ? [far, near] : [near, far];
      early.end('question');
      assert.equal(await textOf(late), 'question');
      early.pause();
      late.end(Buffer.alloc(5 * mebibyte, 0x62));
      await new Promise((resolve) => setTimeout(resolve, 300));
      let read = 0;
      for await (const chunk of early) {
        read += chunk.length;
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
      assert.equal(read, 5 * mebibyte);
      await until(() => channels?.errors().length !== 0);
      assert.deepEqual(channels?.errors(), [`stream ${first === 'the EMT' ? 'closedByGateway' : 'closedHere'}`]);
    });

  it('ends at the gateway when the API ends it', async () => {
    const { far, near } = await join();
    far.resume();
    near.end('bye');
    await once(far, 'end');
    far.end();
    await until(() => channels?.errors()[0] === 'stream closedHere');
  });

  it('is cut at the gateway when the API drops it, and the other way', async () => {
    const first = await join();
    first.far.resume();
    const ended = once(first.far, 'end');
    first.near.destroy();
    await ended;
    channels?.stop();
    await gateway?.close();
    await api?.close();

    const second = await join();
    const over = once(second.near, 'end');
    second.near.resume();
    second.far.destroy();
    await over;
    // As an HTTP server does.
    second.near.end();
    await until(() => channels?.errors()[0]?.startsWith('stream') === true);
  });

  it('keeps many small writes in order', async () => {
    const { far, near } = await join();
    const lines = Array.from({ length: 2000 }, (_, index) => `${index}\n`);
    for (const line of lines) far.write(line);
    far.end();
    assert.equal(await textOf(near), lines.join(''));
  });
});
