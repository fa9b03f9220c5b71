import type { Socket } from 'node:net';
import { type SecureContext, TLSSocket } from 'node:tls';
import type { Timers } from '../../drivers/link/timers.ts';
import { ChannelFault } from './channel-fault.ts';
import { handshake } from './handshake.ts';
import { handshakeFault } from './tls-faults.ts';

/**
 * TLS as server on a connection that was taken, within `stepMs`. A client without a certificate is refused inside the
 * handshake; whose certificate it is, is not looked at here. Not by Node's tls.Server: that would end a pinned client whose
 * dates the machine's clock does not like, also while the clock is not set (S15). Rejects with a ChannelFault.
 */
export async function takeTls(
  raw: Socket,
  options: {
    readonly context: SecureContext;
    readonly where: string;
    readonly stepMs: number;
    readonly timers: Timers;
  },
): Promise<TLSSocket> {
  const socket = new TLSSocket(raw, {
    isServer: true,
    requestCert: true,
    rejectUnauthorized: true,
    secureContext: options.context,
  });
  return handshake(socket, { ...options, raw, done: 'secure', faultOf: noCertificate });
}

const noCertificate = (error: Error, where: string): ChannelFault =>
  /peer did not return a certificate/.test(error.message)
    ? new ChannelFault('certificate', 'noPeerCertificate', `${where} showed no certificate; it needs one.`, error)
    : handshakeFault(error, where);
