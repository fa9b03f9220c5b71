import assert from 'node:assert/strict';
import { request } from 'node:https';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { makePagePair } from '../../../../firmware/smgw/certificates/page-pair.ts';
import { asAdmin, Box } from '../box.ts';

const profile = {
  ...{ commonName: 'Netwacht test', dnsNames: ['localhost'], ipAddresses: ['127.0.0.1'] },
  ...{ usage: ['server'] as const, notBeforeMs: Date.now() - 3600_000, notAfterMs: Date.now() + 86_400_000 },
};

describe('S26 a greedy peer on the HTTPS port', () => {
  let box: Box;
  let port: number;
  let ca: string;
  const sockets: Socket[] = [];
  before(async () => {
    const pair = await makePagePair(profile, undefined);
    ca = pair.certificatePem;
    box = await Box.open();
    ({ port } = await box.api.listenTls({ host: '127.0.0.1', port: 0 }, pair));
  });
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.destroy();
  });
  after(() => box.close());

  const ask = (): Promise<number> =>
    new Promise((resolve, reject) => {
      const options = { host: '127.0.0.1', port, path: '/api/v1/state', ca, agent: false, headers: asAdmin };
      request({ ...options, localAddress: '127.0.0.1' }, (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      })
        .on('error', reject)
        .end();
    });
  const from = (n: number) => ({ port, host: '127.0.0.1', localAddress: `127.0.1.${1 + (n >> 5)}` });
  const connected = (socket: Socket, event: string): Promise<void> =>
    new Promise((resolve) => {
      sockets.push(socket);
      socket.on('error', () => undefined);
      socket.once(event, () => resolve());
    });

  it('S26 that begins no handshake keeps nobody out', async () => {
    await Promise.all(Array.from({ length: 256 }, (_, n) => connected(connect(from(n)), 'connect')));
    for (let n = 0; n < 10; n += 1) assert.equal(await ask(), 200);
  });

  it('S26 that finishes no call after its handshake keeps nobody out', async () => {
    await Promise.all(
      Array.from({ length: 256 }, async (_, n) => {
        const socket = connectTls({ ...from(n), socket: connect(from(n)), ca });
        await connected(socket, 'secureConnect');
        socket.write('GET / HTTP/1.1\r\nX: ');
      }),
    );
    for (let n = 0; n < 10; n += 1) assert.equal(await ask(), 200);
  });
});
