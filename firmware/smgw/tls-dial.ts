import type { Socket } from 'node:net';
import { connect, type SecureContext, type TLSSocket } from 'node:tls';
import type { Timers } from '../../drivers/link/timers.ts';
import { handshake } from './handshake.ts';

/**
 * TLS as client over an open connection, within `stepMs`. Who is at the other end is not looked at here (peer-check.ts).
 * Rejects with a ChannelFault of the layers `tls` or `certificate`.
 */
export async function dialTls(
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
  const socket = connect({
    socket: raw,
    secureContext: options.context,
    ...(options.servername === undefined ? {} : { servername: options.servername }),
    // The exact certificate is pinned, which says more than a chain to an authority or a name would.
    rejectUnauthorized: false,
    checkServerIdentity: () => undefined,
  });
  return handshake(socket, { ...options, done: 'secureConnect' });
}
