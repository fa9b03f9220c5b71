import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeStreamHeader, type StreamHeader } from '../../../firmware/domain/stream-header.ts';

export interface StandInApi {
  readonly socketPath: string;
  readonly headers: readonly StreamHeader[];
  close(): Promise<void>;
}

/**
 * The door of the API: a Unix socket in a folder of its own, the header first. Without `take`, HTTP that answers with the
 * path that was asked for.
 */
export async function startApi(take?: (stream: Socket, header: StreamHeader) => void): Promise<StandInApi> {
  const folder = mkdtempSync(join(tmpdir(), 'netwacht-smgw-'));
  const socketPath = join(folder, 'streams');
  const headers: StreamHeader[] = [];
  const sockets = new Set<Socket>();
  const http = createHttpServer((request, response) => {
    request.resume();
    request.on('end', () => response.end(`${request.method} ${request.url}`));
  });
  const server = createServer({ allowHalfOpen: true }, (stream) => {
    sockets.add(stream);
    stream.on('error', () => undefined).on('close', () => sockets.delete(stream));
    let got = Buffer.alloc(0);
    const first = (chunk: Buffer): void => {
      got = Buffer.concat([got, chunk]);
      const decoded = decodeStreamHeader(got);
      if (decoded.kind === 'more') return;
      stream.off('data', first);
      if (decoded.kind === 'wrong') {
        stream.destroy();
        return;
      }
      headers.push(decoded.header);
      stream.pause();
      if (decoded.rest.length > 0) stream.unshift(decoded.rest);
      if (take !== undefined) take(stream, decoded.header);
      else http.emit('connection', stream);
      stream.resume();
    };
    stream.on('data', first);
  });
  server.listen(socketPath);
  await once(server, 'listening');
  return {
    socketPath,
    headers,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
      rmSync(folder, { recursive: true });
    },
  };
}
