import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createSecureContext, type SecureContextOptions, TLSSocket } from 'node:tls';
import type { TestCertificate } from './test-certificates.ts';

/** All groups and signatures of OpenSSL that the tests need, so that what is refused is refused by us. */
const open: SecureContextOptions = {
  ecdhCurve:
    'brainpoolP256r1tls13:brainpoolP256r1:brainpoolP384r1tls13:brainpoolP384r1:P-256:brainpoolP512r1tls13:brainpoolP512r1:P-384:P-521:X25519',
  ciphers: 'TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:ECDHE+AESGCM:ECDHE+AES',
};

export interface StandInGateway {
  readonly port: number;
  /** Of connections taken so far, whole or not. */
  connections(): number;
  close(): Promise<void>;
}

/**
 * A Smart Meter Gateway as small as a test needs it: mutual TLS on a loopback port, then `speak` with the stream. Knows only
 * the client certificates in `knows`, and like a real one refuses others after the handshake.
 */
export async function startGateway(options: {
  readonly certificate: TestCertificate;
  readonly knows?: readonly TestCertificate[];
  readonly tls?: SecureContextOptions;
  readonly host?: string;
  readonly speak?: (stream: TLSSocket) => void;
  /** Instead of TLS. */
  readonly raw?: (socket: Socket) => void;
}): Promise<StandInGateway> {
  const context = createSecureContext({
    ...open,
    ...options.tls,
    cert: options.certificate.certificatePem,
    key: options.certificate.keyPem,
  });
  const sockets = new Set<Socket>();
  let connections = 0;
  const server: Server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    if (options.raw !== undefined) {
      options.raw(socket);
      return;
    }
    const stream = new TLSSocket(socket, {
      isServer: true,
      requestCert: true,
      rejectUnauthorized: true,
      secureContext: context,
    });
    stream.on('error', () => undefined);
    stream.on('secure', () => {
      const shown = stream.getPeerX509Certificate()?.toString();
      if (
        options.knows !== undefined &&
        !options.knows.some(({ certificatePem }) => certificatePem.startsWith(shown ?? 'none'))
      )
        stream.destroy();
      else options.speak?.(stream);
    });
  });
  server.listen(0, options.host ?? '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => connections,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

export const socksMethod = Buffer.from([5, 0]);
/** Granted, bound to 0.0.0.0:0. */
export const socksGranted = Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0]);

/** A correct SOCKS server that grants what `allow` says, then `emt` has the stream. */
export const grantSocks =
  (emt: (stream: TLSSocket) => void, rep: (destination: string) => number = () => 0) =>
  (stream: TLSSocket): void => {
    let got = Buffer.alloc(0);
    let greeted = false;
    const take = (chunk: Buffer): void => {
      got = Buffer.concat([got, chunk]);
      if (!greeted && got.length >= 3) {
        greeted = true;
        got = got.subarray(3);
        stream.write(socksMethod);
      }
      const nameBytes = got[4];
      if (!greeted || nameBytes === undefined || got.length < nameBytes + 7) return;
      stream.off('data', take);
      const code = rep(`${got.toString('latin1', 5, 5 + nameBytes)}:${got.readUInt16BE(5 + nameBytes)}`);
      stream.write(Buffer.concat([Buffer.of(5, code), socksGranted.subarray(2)]));
      if (code === 0) emt(stream);
      else stream.end();
    };
    stream.on('data', take);
  };
