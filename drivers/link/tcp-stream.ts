import { connect, type Socket } from 'node:net';
import type { ByteStream, OpenStream } from './byte-stream.ts';
import type { Timers } from './timers.ts';

const connectMs = 3_000;
/** A peer that does not close its half within this is cut off: a charge point with one connection gets its chance first. */
const lingerMs = 250;
const keepAliveMs = 10_000;

export interface TcpTarget {
  readonly host: string;
  readonly port: number;
}

/** `host`, `host:port` or `[v6%scope]:port`; throws for what is none of them. */
export function parseTcpAddress(address: string, defaultPort = 502): TcpTarget {
  const match = /^(?:\[([^\]]+)\]|([^:[\]\s]+))(?::(\d{1,5}))?$/.exec(address);
  const host = match?.[1] ?? match?.[2];
  const port = match?.[3] === undefined ? defaultPort : Number(match[3]);
  if (host === undefined || port < 1 || port > 65_535) throw new RangeError(`"${address}" is not an address host:port`);
  return { host, port };
}

/** Opens TCP connections to one endpoint. */
export function tcpOpener(target: TcpTarget, timers: Timers): OpenStream {
  return (events) =>
    new Promise((resolve, reject) => {
      const socket = connect({ ...target, noDelay: true, keepAlive: true, keepAliveInitialDelay: keepAliveMs });
      let failure: Error | undefined;
      let opened = false;
      const cancel = timers.after(connectMs, () => socket.destroy(new Error(`no connection within ${connectMs} ms`)));
      socket.on('data', (bytes) => events.onBytes(bytes));
      socket.on('error', (error) => {
        failure = error;
      });
      socket.once('connect', () => {
        opened = true;
        cancel();
        resolve(streamOf(socket, timers));
      });
      // After an error too 'close' comes last: only then is the socket really gone.
      socket.once('close', () => {
        cancel();
        const error = failure ?? new Error('the far end closed the connection');
        if (opened) events.onLost(error);
        else reject(error);
      });
    });
}

function streamOf(socket: Socket, timers: Timers): ByteStream {
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  return {
    write: (bytes) => {
      socket.write(bytes);
    },
    close: () => {
      if (!socket.destroyed) {
        socket.end();
        const cancel = timers.after(lingerMs, () => socket.destroy());
        socket.once('close', cancel);
      }
      return closed;
    },
  };
}
