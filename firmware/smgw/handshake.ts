import type { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import type { Timers } from '../../drivers/link/timers.ts';
import { ChannelFault } from './channel-fault.ts';
import { shieldFromLegacyCertificates } from './peer-certificate.ts';
import { handshakeFault } from './tls-faults.ts';

/**
 * Waits for the end of a TLS handshake, `stepMs` at most. Rejects with a ChannelFault (layers `tls` or `certificate`);
 * then the socket is destroyed. `raw`: also watched, where its end would not be told by the TLS above it.
 */
export function handshake(
  socket: TLSSocket,
  options: {
    readonly done: 'secureConnect' | 'secure';
    readonly faultOf?: (error: Error, where: string) => ChannelFault;
    readonly raw?: Duplex;
    readonly where: string;
    readonly stepMs: number;
    readonly timers: Timers;
    readonly signal?: AbortSignal;
  },
): Promise<TLSSocket> {
  const { faultOf = handshakeFault, raw, signal, stepMs, where } = options;
  return new Promise((resolve, reject) => {
    shieldFromLegacyCertificates(socket);
    const finish = (fault?: ChannelFault): void => {
      cancel();
      signal?.removeEventListener('abort', stopped);
      raw?.off('close', closed);
      socket.off(options.done, done).off('error', failed).off('close', closed);
      socket.on('error', () => undefined);
      if (fault === undefined) resolve(socket);
      else {
        socket.destroy();
        reject(fault);
      }
    };
    const done = (): void => finish();
    const failed = (error: Error): void => finish(faultOf(error, where));
    const closed = (): void => finish(handshakeFault(undefined, where));
    const stopped = (): void => finish(new ChannelFault('tls', 'stopped', 'The channel was stopped.'));
    const late = `${where} did not complete the TLS handshake within ${stepMs / 1000} s.`;
    const cancel = options.timers.after(stepMs, () => finish(new ChannelFault('tls', 'noAnswer', late)));
    raw?.on('close', closed);
    socket.on(options.done, done).on('error', failed).on('close', closed);
    if (signal?.aborted) stopped();
    else signal?.addEventListener('abort', stopped);
  });
}
