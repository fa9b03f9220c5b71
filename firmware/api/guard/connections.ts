import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { answerClientErrors, type LongCalls } from './long-calls.ts';

/** Bounds of the HTTP server: a slow or greedy peer costs little and never keeps the others out (S26). */
export const serverOptions = {
  maxHeaderSize: 16 * 1024,
  headersTimeout: 5_000,
  requestTimeout: 15_000,
  keepAliveTimeout: 10_000,
  connectionsCheckingInterval: 1_000,
} as const;

export const maxConnections = 256;
export const maxConnectionsPerSource = 64;
/** Sockets that arrive in one turn of the loop are counted before the ones they displace are gone. */
const spareConnections = 32;
/** No byte in either direction for so long ends a connection; event streams send a comment every 15 s. */
const idleMs = 60_000;

interface Connection {
  readonly socket: Socket;
  readonly source: string;
  /** The latest call on it, once its head has come. */
  call?: { readonly request: IncomingMessage; readonly response: ServerResponse };
}

/**
 * Bounds the number of connections, all together and of one address. When the house is full, the oldest connection that
 * has no whole request to be answered makes room: who only holds connections open displaces himself. A long call stays.
 */
export function boundConnections(server: Server, long: LongCalls): void {
  const bySource = new Map<string, number>();
  /** By the peer's address and port, which the sockets under and above TLS share; oldest first. */
  const open = new Map<string, Connection>();
  server.maxConnections = maxConnections + spareConnections;
  server.maxHeadersCount = 64;
  server.setTimeout(idleMs);

  server.on('connection', (socket) => {
    const source = socket.remoteAddress ?? '';
    const count = bySource.get(source) ?? 0;
    if (count >= maxConnectionsPerSource || !makeRoom(open, long)) {
      socket.destroy();
      return;
    }
    const key = peerOf(socket);
    bySource.set(source, count + 1);
    open.set(key, { socket, source });
    socket.once('close', () => {
      // A displaced one's port may have come back since.
      if (open.get(key)?.socket === socket) open.delete(key);
      const left = (bySource.get(source) ?? 1) - 1;
      if (left === 0) bySource.delete(source);
      else bySource.set(source, left);
    });
  });
  server.on('request', (request, response) => {
    const connection = open.get(peerOf(request.socket));
    if (connection !== undefined) connection.call = { request, response };
  });
  answerClientErrors(server, long, (socket) => {
    const response = open.get(peerOf(socket))?.call?.response;
    return response?.headersSent === true && !response.writableFinished;
  });
}

const peerOf = ({ remoteAddress, remotePort }: Socket): string => `${remoteAddress} ${remotePort}`;

/**
 * False when every place is taken by somebody who is being answered. First goes who has not yet sent a whole request; a
 * page's idle connection only when there is no such.
 */
function makeRoom(open: Map<string, Connection>, long: LongCalls): boolean {
  if (open.size < maxConnections) return true;
  let idle: [string, Connection] | undefined;
  for (const [key, connection] of open) {
    const { call } = connection;
    if (call?.request.complete !== true) {
      if (call !== undefined && long.has(call.request.socket)) continue;
      return displace(open, key, connection);
    }
    if (call.response.writableEnded) idle ??= [key, connection];
  }
  return idle === undefined ? false : displace(open, ...idle);
}

function displace(open: Map<string, Connection>, key: string, { socket }: Connection): true {
  open.delete(key);
  socket.destroy();
  return true;
}
