import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { whyOf } from './event-log.ts';
import { type Destination, nameOf } from './profile.ts';
import { type Surroundings, settingsFor, shaped, track } from './surroundings.ts';
import { withoutLegacyCertificate } from './tls-settings.ts';

const connectMs = 10_000;

/** HKS4 and HKS5: the gateway dials the CLS and is the TLS client; after the handshake the bytes are the EMT's. */
export class HanDialler {
  readonly #around: Surroundings;
  readonly #cls: { readonly host: string; readonly port: number };

  constructor(around: Surroundings, cls: { readonly host: string; readonly port: number }) {
    this.#around = around;
    this.#cls = cls;
  }

  /** Sets one channel up; resolves with its number when it is up, rejects with one sentence. `why` is for the log. */
  async dial(destination: Destination, why: string): Promise<number> {
    const around = this.#around;
    const { events, faults, trust, live, emt } = around;
    const connection = around.nextConnection();
    events.add('dialling', { connection, why, ...this.#cls, destination: nameOf(destination) });
    try {
      const raw = await this.#tcp();
      const fault = faults.takeOne(['closeInHandshake', 'resetInHandshake', 'stallTls']);
      if (fault !== undefined) this.#spoil(raw, fault, connection);
      const socket = await this.#tls(raw, connection);
      const verdict = trust.judge(socket);
      const tls = { version: socket.getProtocol(), cipher: socket.getCipher().standardName };
      if (!verdict.ok || faults.take('refuseCls')) {
        events.add('clsRefused', { connection, ...tls, ...(verdict.ok ? { reason: 'fault' } : verdict) });
        socket.destroy();
        throw new Error(`the certificate of the CLS is refused: ${verdict.ok ? 'fault' : verdict.reason}`);
      }
      events.add('clsAccepted', { connection, ...tls, sha256: verdict.sha256 });
      const facts = { connection, clsSha256: verdict.sha256, destination: nameOf(destination) };
      live.add({ ...facts, socket, raw });
      emt.accept(socket, facts);
      return connection;
    } catch (error) {
      events.add('dialFailed', { connection, why: whyOf(error) });
      throw error;
    }
  }

  #tcp(): Promise<Socket> {
    const raw = connectTcp({ ...this.#cls, noDelay: true });
    track(raw, this.#around);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => raw.destroy(new Error('no TCP connection within 10 s')), connectMs);
      raw.once('connect', () => {
        clearTimeout(timer);
        resolve(raw);
      });
      raw.once('error', (error) => {
        clearTimeout(timer);
        reject(error);
      });
    });
  }

  #tls(raw: Socket, connection: number): Promise<TLSSocket> {
    const around = this.#around;
    const socket = connectTls({
      ...settingsFor(around),
      socket: shaped(raw, around, connection),
      // The pin decides; a host name means nothing on the HAN.
      rejectUnauthorized: false,
      checkServerIdentity: () => undefined,
    });
    withoutLegacyCertificate(socket);
    return new Promise((resolve, reject) => {
      const fail = (error: Error): void => {
        clearTimeout(timer);
        reject(error);
      };
      const timer = setTimeout(() => socket.destroy(new Error('no TLS handshake within 10 s')), connectMs);
      socket.once('secureConnect', () => {
        clearTimeout(timer);
        resolve(socket);
      });
      socket.once('close', () => fail(new Error('closed in the handshake')));
      socket.on('error', (error: NodeJS.ErrnoException) => {
        around.events.add('tlsError', { connection, code: error.code ?? null, why: whyOf(error) });
        fail(error);
      });
    });
  }

  #spoil(raw: Socket, fault: 'closeInHandshake' | 'resetInHandshake' | 'stallTls', connection: number): never {
    this.#around.events.add('fault', { connection, fault });
    // Half a hello, then what the fault says.
    raw.write(Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x01]));
    if (fault === 'closeInHandshake') raw.end();
    if (fault === 'resetInHandshake') raw.resetAndDestroy();
    throw new Error(`fault ${fault}`);
  }
}
