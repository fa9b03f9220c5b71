import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TLSSocket } from 'node:tls';
import { whyOf } from './event-log.ts';
import { bySni, type Destination, nameOf } from './profile.ts';
import { acceptSocks } from './socks-session.ts';
import { type Surroundings, settingsFor, shaped, track } from './surroundings.ts';

/** Virtual: from the end of one step of a channel to the next. */
const stepMs = 10_000;
const handshakeMs = 10_000;

/** HKS3: the CLS dials the gateway. One listener on the HAN; each connection is TLS, then SOCKS or its server name says where to. */
export class HanListener {
  readonly #around: Surroundings;
  readonly #server: Server;

  constructor(around: Surroundings) {
    this.#around = around;
    this.#server = createServer((raw) => this.#accept(raw));
  }

  /** Resolves with the port. */
  async listen(host: string, port: number): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, host, resolve);
    });
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('a listener without a port');
    return address.port;
  }

  close(): void {
    this.#server.close();
  }

  #accept(raw: Socket): void {
    const around = this.#around;
    const { events, faults } = around;
    const connection = around.nextConnection();
    track(raw, around);
    events.add('tcpAccepted', { connection, from: raw.remoteAddress ?? null });
    const fault = faults.takeOne(['resetOnAccept', 'stallTls', 'closeInHandshake', 'resetInHandshake']);
    if (fault === undefined) {
      this.#handshake(raw, connection);
      return;
    }
    events.add('fault', { connection, fault });
    if (fault === 'resetOnAccept') raw.resetAndDestroy();
    if (fault === 'stallTls') raw.resume();
    if (fault === 'closeInHandshake') raw.once('data', () => raw.end());
    if (fault === 'resetInHandshake') raw.once('data', () => raw.resetAndDestroy());
  }

  #handshake(raw: Socket, connection: number): void {
    const around = this.#around;
    const { events, faults, addressing, profile } = around;
    let refusedName = false;
    const server = createTlsServer({
      ...settingsFor(around),
      requestCert: !faults.take('noCertificateRequest'),
      // Ours judges the certificate: it says why it refuses one.
      rejectUnauthorized: false,
      handshakeTimeout: handshakeMs,
      ...(addressing === 'sni'
        ? {
            SNICallback: (name: string, done: (error: Error | null) => void) => {
              refusedName = bySni(profile(), name) === undefined;
              if (refusedName) events.add('sniRefused', { connection, name });
              done(refusedName ? new Error(`${name} is not in the proxy profile`) : null);
            },
          }
        : {}),
    });
    server.on('tlsClientError', (error: NodeJS.ErrnoException) => {
      if (!refusedName) events.add('handshakeFailed', { connection, code: error.code ?? null, why: whyOf(error) });
      raw.destroy();
    });
    server.on('secureConnection', (socket) => {
      socket.on('error', (error: NodeJS.ErrnoException) =>
        events.add('tlsError', { connection, code: error.code ?? null, why: whyOf(error) }),
      );
      this.#secured(socket, raw, connection).catch((error: unknown) => {
        events.add('broken', { connection, why: whyOf(error) });
        raw.destroy();
      });
    });
    server.emit('connection', shaped(raw, around, connection));
  }

  async #secured(socket: TLSSocket, raw: Socket, connection: number): Promise<void> {
    const around = this.#around;
    const { events, faults, trust, live, emt } = around;
    const verdict = trust.judge(socket);
    const tls = { version: socket.getProtocol(), cipher: socket.getCipher().standardName };
    if (!verdict.ok || faults.take('refuseCls')) {
      events.add('clsRefused', { connection, ...tls, ...(verdict.ok ? { reason: 'fault' } : verdict) });
      socket.destroy();
      return;
    }
    events.add('clsAccepted', { connection, ...tls, sha256: verdict.sha256 });
    const destination = await this.#destination(socket, raw, connection, verdict.sha256);
    if (destination === undefined || socket.destroyed) return;
    const name = nameOf(destination);
    live.add({ connection, socket, raw, clsSha256: verdict.sha256, destination: name });
    emt.accept(socket, { connection, destination: name, clsSha256: verdict.sha256 });
  }

  async #destination(
    socket: TLSSocket,
    raw: Socket,
    connection: number,
    clsSha256: string,
  ): Promise<Destination | undefined> {
    const { events, faults, clock, profile, addressing, live } = this.#around;
    if (addressing === 'sni') {
      // `servername` is false when the hello had none.
      const name = (socket as TLSSocket & { servername: string | false }).servername;
      const destination = name === false ? undefined : bySni(profile(), name);
      if (destination === undefined) {
        events.add('sniRefused', { connection, name });
        socket.destroy();
      }
      return destination;
    }
    const stop = clock.after(2 * stepMs, () => {
      events.add('socksTimedOut', { connection });
      socket.destroy();
    });
    const faulty = { ...this.#around, id: connection, reset: () => void raw.resetAndDestroy() };
    const closeAll = (): void => {
      live.closeAll('fault', clsSha256);
      socket.end();
    };
    const result = await acceptSocks(socket, { ...faulty, events, faults, closeAll });
    // A stalled one is left to whoever waits for it.
    if (result !== undefined) stop();
    else socket.once('close', stop);
    return result?.destination;
  }
}
