import { connect, type Socket, type TcpNetConnectOpts } from 'node:net';
import type { Timers } from './timers.ts';

/** Why there is no connection: nobody answered in time, it was given up, or what the system said. */
export type ConnectFailure =
  | { readonly kind: 'noAnswer' | 'stopped' }
  | { readonly kind: 'failed'; readonly error: NodeJS.ErrnoException };

export interface ConnectMeans {
  /** For name and connection together. */
  readonly stepMs: number;
  readonly timers: Timers;
  /** Gives up. */
  readonly signal: AbortSignal;
}

/** A TCP connection within a time; rejects with what `fault` makes of the failure, and leaves no socket behind then. */
export function connectTcp(
  at: TcpNetConnectOpts,
  { stepMs, timers, signal }: ConnectMeans,
  fault: (failure: ConnectFailure) => Error,
): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ ...at, noDelay: true });
    const end = (failure?: ConnectFailure): void => {
      cancel();
      signal.removeEventListener('abort', stopped);
      socket.off('connect', done).off('error', failed);
      // What comes of it later is told by its end.
      socket.on('error', () => undefined);
      if (failure === undefined) resolve(socket);
      else {
        socket.destroy();
        reject(fault(failure));
      }
    };
    const done = (): void => end();
    const failed = (error: NodeJS.ErrnoException): void => end({ kind: 'failed', error });
    const stopped = (): void => end({ kind: 'stopped' });
    const cancel = timers.after(stepMs, () => end({ kind: 'noAnswer' }));
    socket.on('connect', done).on('error', failed);
    if (signal.aborted) stopped();
    else signal.addEventListener('abort', stopped);
  });
}
