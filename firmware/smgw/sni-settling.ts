import type { TLSSocket } from 'node:tls';
import type { Timers } from '../../drivers/link/timers.ts';
import type { ChannelFault } from './channel-fault.ts';

/** A gateway that refuses our certificate in TLS 1.3 says so within a round trip of the handshake; a LAN has short ones. */
const longestMs = 1000;

/**
 * With SNI no reply says that the channel is up. In TLS 1.3 the gateway judges our certificate after our handshake is over,
 * so wait for a sign that it took it: a session ticket (sent only after that), a first byte, or a second without an end.
 */
export function settleSni(
  socket: TLSSocket,
  version: string,
  options: {
    readonly timers: Timers;
    readonly stepMs: number;
    readonly closed: (error: Error | undefined, answered: boolean) => ChannelFault;
  },
): Promise<void> {
  if (version !== 'TLSv1.3') return Promise.resolve();
  return new Promise((resolve, reject) => {
    const finish = (fault?: ChannelFault): void => {
      cancel();
      socket.off('session', settled).off('readable', readable);
      socket.off('error', failed).off('close', closed).off('end', closed);
      if (fault === undefined) resolve();
      else reject(fault);
    };
    const settled = (): void => finish();
    const readable = (): void => {
      if (socket.readableLength > 0) finish();
    };
    const failed = (error: Error): void => finish(options.closed(error, false));
    const closed = (): void => finish(options.closed(undefined, false));
    const cancel = options.timers.after(Math.min(longestMs, options.stepMs), settled);
    socket.on('session', settled).on('readable', readable);
    socket.on('error', failed).on('close', closed).on('end', closed);
  });
}
