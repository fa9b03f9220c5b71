import type { Socket } from 'node:net';
import { connect, type SecureContext, type TLSSocket } from 'node:tls';
import type { Timers } from '../../drivers/link/timers.ts';
import { ChannelFault } from './channel-fault.ts';
import { shieldFromLegacyCertificates } from './peer-certificate.ts';
import { handshakeFault } from './tls-faults.ts';

/**
 * TLS as client over an open connection, within `stepMs`. Who is at the other end is not looked at here (peer-check.ts).
 * Rejects with a ChannelFault of the layers `tls` or `certificate`.
 */
export function dialTls(
  raw: Socket,
  options: {
    readonly context: SecureContext;
    /** SNI addressing: the name of the EMT. */
    readonly servername?: string;
    readonly where: string;
    readonly stepMs: number;
    readonly timers: Timers;
    readonly signal: AbortSignal;
  },
): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const socket = connect({
      socket: raw,
      secureContext: options.context,
      ...(options.servername === undefined ? {} : { servername: options.servername }),
      // The exact certificate is pinned, which says more than a chain to an authority or a name would.
      rejectUnauthorized: false,
      checkServerIdentity: () => undefined,
    });
    shieldFromLegacyCertificates(socket);
    const finish = (fault?: ChannelFault): void => {
      cancel();
      options.signal.removeEventListener('abort', stopped);
      socket.off('secureConnect', done).off('error', failed).off('close', closed);
      socket.on('error', () => undefined);
      if (fault === undefined) resolve(socket);
      else {
        socket.destroy();
        reject(fault);
      }
    };
    const done = (): void => finish();
    const failed = (error: Error): void => finish(handshakeFault(error, options.where));
    const closed = (): void => finish(handshakeFault(undefined, options.where));
    const stopped = (): void => finish(new ChannelFault('tls', 'stopped', 'The channel was stopped.'));
    const cancel = options.timers.after(options.stepMs, () =>
      finish(
        new ChannelFault(
          'tls',
          'noAnswer',
          `${options.where} did not complete the TLS handshake within ${options.stepMs / 1000} s.`,
        ),
      ),
    );
    socket.on('secureConnect', done).on('error', failed).on('close', closed);
    if (options.signal.aborted) stopped();
    else options.signal.addEventListener('abort', stopped);
  });
}
