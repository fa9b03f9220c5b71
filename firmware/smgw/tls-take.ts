import type { Socket } from 'node:net';
import { type SecureContext, TLSSocket } from 'node:tls';
import type { Timers } from '../../drivers/link/timers.ts';
import { ChannelFault } from './channel-fault.ts';
import { shieldFromLegacyCertificates } from './peer-certificate.ts';
import { handshakeFault } from './tls-faults.ts';

/**
 * TLS as server on a connection that was taken, within `stepMs`. A client without a certificate is refused inside the
 * handshake; whose certificate it is, is not looked at here. Not by Node's tls.Server: that would end a pinned client whose
 * dates the machine's clock does not like, also while the clock is not set (S15). Rejects with a ChannelFault.
 */
export function takeTls(
  raw: Socket,
  options: {
    readonly context: SecureContext;
    readonly where: string;
    readonly stepMs: number;
    readonly timers: Timers;
  },
): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const socket = new TLSSocket(raw, {
      isServer: true,
      requestCert: true,
      rejectUnauthorized: true,
      secureContext: options.context,
    });
    shieldFromLegacyCertificates(socket);
    const finish = (fault?: ChannelFault): void => {
      cancel();
      raw.off('close', closed);
      socket.off('secure', done).off('error', failed).off('close', closed);
      socket.on('error', () => undefined);
      if (fault === undefined) resolve(socket);
      else {
        socket.destroy();
        reject(fault);
      }
    };
    const done = (): void => finish();
    const failed = (error: Error): void => finish(noCertificate(error, options.where));
    const closed = (): void => finish(handshakeFault(undefined, options.where));
    const cancel = options.timers.after(options.stepMs, () =>
      finish(
        new ChannelFault(
          'tls',
          'noAnswer',
          `${options.where} did not complete the TLS handshake within ${options.stepMs / 1000} s.`,
        ),
      ),
    );
    raw.on('close', closed);
    socket.on('secure', done).on('error', failed).on('close', closed);
  });
}

const noCertificate = (error: Error, where: string): ChannelFault =>
  /peer did not return a certificate/.test(error.message)
    ? new ChannelFault('certificate', 'noPeerCertificate', `${where} showed no certificate; it needs one.`, error)
    : handshakeFault(error, where);
