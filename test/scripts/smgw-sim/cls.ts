import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect as connectTcp, createServer as createTcpServer, type Socket } from 'node:net';
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';
import type { CurveName } from '../../../scripts/smgw-sim/curves.ts';
import { makeIdentity, type SimIdentity } from '../../../scripts/smgw-sim/identity.ts';

export const clsIdentity = (curve: CurveName = 'bp256'): SimIdentity => makeIdentity({ name: '1CLS0000000001', curve });

/** All that a test needs to be let in by the simulator; bigger than the profile on purpose. */
export const clsGroups =
  'brainpoolP256r1tls13:brainpoolP256r1:brainpoolP384r1tls13:brainpoolP384r1:P-256:brainpoolP512r1tls13:brainpoolP512r1:P-384';

/** A bare TLS client of a test, not the firmware's: resolves when the handshake is done. */
export function dialTls(
  address: string,
  identity: SimIdentity | undefined,
  more: ConnectionOptions = {},
): Promise<TLSSocket> {
  const { hostname, port } = new URL(`tcp://${address}`);
  const socket = connect({
    socket: connectTcp({ port: Number(port), host: hostname, noDelay: true }),
    ecdhCurve: clsGroups,
    rejectUnauthorized: false,
    ...(identity === undefined ? {} : { cert: identity.certificatePem, key: identity.keyPem }),
    ...more,
  });
  socket.getPeerCertificate = (() => ({})) as TLSSocket['getPeerCertificate'];
  return new Promise((resolve, reject) => {
    socket.once('secureConnect', () => resolve(socket));
    // Also of use later: an error after the handshake ends the channel, not the test.
    socket.on('error', reject);
    socket.once('close', () => reject(new Error('closed in the handshake')));
  });
}

/** Passes bytes on to the simulator and notes in which pieces they come back. */
export async function relay(
  address: string,
): Promise<{ readonly address: string; readonly pieces: readonly number[]; close(): void }> {
  const pieces: number[] = [];
  const { hostname, port } = new URL(`tcp://${address}`);
  const server = createTcpServer((near) => {
    const far = connectTcp({ host: hostname, port: Number(port), noDelay: true });
    far.on('data', (chunk) => pieces.push(chunk.length));
    far.pipe(near).pipe(far);
    for (const socket of [near, far]) socket.on('error', () => far.destroy()).on('close', () => near.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { address: `127.0.0.1:${(server.address() as AddressInfo).port}`, pieces, close: () => server.close() };
}

/** Bytes from hexadecimal, with spaces as one likes. */
export const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');

export const greeting = hex('05 01 00');
export const connectTo = (host: string, port: number): Buffer =>
  Buffer.concat([
    hex('05 01 00 03'),
    Buffer.from([host.length]),
    Buffer.from(host),
    Buffer.from([port >> 8, port & 255]),
  ]);

/** Collects what comes; `atLeast(n)` waits for so many bytes, `ended` for the end. */
export class Inbox {
  bytes = Buffer.alloc(0);
  /** Sizes as they came. */
  readonly pieces: number[] = [];
  readonly ended: Promise<'end' | 'error'>;
  readonly #socket: Socket;

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (chunk: Buffer) => {
      this.pieces.push(chunk.length);
      this.bytes = Buffer.concat([this.bytes, chunk]);
      socket.emit('more');
    });
    this.ended = new Promise((resolve) => {
      socket.once('end', () => resolve('end'));
      socket.once('error', () => resolve('error'));
      socket.once('close', () => resolve('end'));
    });
  }

  async atLeast(count: number): Promise<Buffer> {
    while (this.bytes.length < count)
      await new Promise<void>((resolve, reject) => {
        this.#socket.once('more', () => resolve());
        void this.ended.then(() => reject(new Error(`ended after ${this.bytes.length} of ${count} bytes`)));
      });
    return this.bytes;
  }
}

/** Greeting and connect as a polite client does; gives the reply. */
export async function socksConnect(socket: TLSSocket, host = 'emt.example', port = 443): Promise<Buffer> {
  const inbox = new Inbox(socket);
  socket.write(greeting);
  await inbox.atLeast(2);
  socket.write(connectTo(host, port));
  return (await inbox.atLeast(12)).subarray(2);
}

/** A server in place of the firmware's API: says back what it was asked. */
export function echoServer(): Server {
  return createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      const { method, url, headers } = request;
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ method, url, body, host: headers.host ?? null }));
    });
  });
}

/** A whole CLS of HKS3: dials, says where to, and serves HTTP on the stream. */
export async function dialAsCls(
  address: string,
  identity: SimIdentity,
  more: ConnectionOptions = {},
): Promise<TLSSocket> {
  const socket = await dialTls(address, identity, more);
  socket.on('error', () => socket.destroy());
  if (more.servername === undefined) {
    const reply = await socksConnect(socket);
    if (reply[1] !== 0) throw new Error(`refused with ${reply[1]}`);
    socket.removeAllListeners('data');
  }
  echoServer().emit('connection', socket);
  socket.resume();
  return socket;
}
