import type { Server } from 'node:http';

/** Bounds of the HTTP server: a slow or greedy peer costs little and never keeps the others out (S26). */
export const serverOptions = {
  maxHeaderSize: 16 * 1024,
  headersTimeout: 5_000,
  requestTimeout: 15_000,
  keepAliveTimeout: 10_000,
  connectionsCheckingInterval: 1_000,
} as const;

const maxConnections = 256;
const maxConnectionsPerSource = 64;
/** No byte in either direction for so long ends a connection; event streams send a comment every 15 s. */
const idleMs = 60_000;

/** Bounds the number of connections, all together and of one address. */
export function boundConnections(server: Server): void {
  const bySource = new Map<string, number>();
  server.maxConnections = maxConnections;
  server.maxHeadersCount = 64;
  server.setTimeout(idleMs);
  server.on('connection', (socket) => {
    const source = socket.remoteAddress ?? '';
    const count = (bySource.get(source) ?? 0) + 1;
    bySource.set(source, count);
    socket.once('close', () => {
      const left = (bySource.get(source) ?? 1) - 1;
      if (left === 0) bySource.delete(source);
      else bySource.set(source, left);
    });
    if (count > maxConnectionsPerSource) socket.destroy();
  });
}
