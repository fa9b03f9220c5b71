import { connect, type Socket } from 'node:net';
import type { Timers } from '../../drivers/link/timers.ts';
import { ChannelFault } from './channel-fault.ts';

/** Opens TCP to the gateway within `stepMs`. `host` may be IPv6 with a scope. Rejects with a ChannelFault of the layer `tcp`. */
export function dialTcp(
  endpoint: { readonly host: string; readonly port: number },
  options: {
    readonly stepMs: number;
    readonly keepAliveMs: number;
    readonly timers: Timers;
    readonly signal: AbortSignal;
  },
): Promise<Socket> {
  const where = `${endpoint.host}:${endpoint.port}`;
  return new Promise((resolve, reject) => {
    const socket = connect({
      ...endpoint,
      allowHalfOpen: true,
      noDelay: true,
      keepAlive: true,
      keepAliveInitialDelay: options.keepAliveMs,
    });
    const finish = (fault?: ChannelFault): void => {
      cancel();
      options.signal.removeEventListener('abort', stopped);
      socket.off('connect', connected).off('error', failed);
      // What comes late is told by the next layer, which listens before the next turn.
      socket.on('error', () => undefined);
      if (fault === undefined) resolve(socket);
      else {
        socket.destroy();
        reject(fault);
      }
    };
    const connected = (): void => finish();
    const failed = (error: NodeJS.ErrnoException): void => finish(tcpFault(error, where));
    const stopped = (): void => finish(new ChannelFault('tcp', 'stopped', 'The channel was stopped.'));
    const cancel = options.timers.after(options.stepMs, () =>
      finish(
        new ChannelFault(
          'tcp',
          'noAnswer',
          `${where} did not answer within ${options.stepMs / 1000} s. Is the gateway on?`,
        ),
      ),
    );
    socket.on('connect', connected).on('error', failed);
    if (options.signal.aborted) stopped();
    else options.signal.addEventListener('abort', stopped);
  });
}

function tcpFault(error: NodeJS.ErrnoException, where: string): ChannelFault {
  switch (error.code) {
    case 'ECONNREFUSED':
      return new ChannelFault(
        'tcp',
        'refused',
        `${where} refuses the connection: nothing listens on this port.`,
        error,
      );
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'EADDRNOTAVAIL':
      return new ChannelFault('tcp', 'unreachable', `There is no way from this box to ${where}.`, error);
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new ChannelFault('tcp', 'nameNotFound', `The name in ${where} is not known.`, error);
    case 'ETIMEDOUT':
      return new ChannelFault('tcp', 'noAnswer', `${where} did not answer. Is the gateway on?`, error);
    default:
      return new ChannelFault('tcp', 'failed', `The connection to ${where} failed: ${error.message}.`, error);
  }
}
