import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { Socket } from 'node:net';
import { refuseUpgrade } from './refused-upgrade.ts';

const maxHeaderBytes = 8192;
const maxHeaders = 64;

/** HTTP of the door for charge points: it waits for one upgrade request, and all else ends the connection. */
export function upgradeServer(on: {
  /** A request for something else; it is answered with 426. */
  readonly onPlain: (socket: Socket, url: string) => void;
  /** `isHttp`: it broke off, and nothing was wrong with what had come. */
  readonly onBad: (socket: Socket, isHttp: boolean) => void;
  readonly onUpgrade: (request: IncomingMessage, socket: Socket, head: Buffer) => void;
}): Server {
  const server = createServer({ maxHeaderSize: maxHeaderBytes }, ({ socket, url = '' }, response) => {
    on.onPlain(socket, url);
    response
      .writeHead(426, { Connection: 'close', Upgrade: 'websocket' })
      // Whatever else it sends is not waited for.
      .end('This port speaks OCPP-J only.\n', () => socket.destroy());
  });
  server.maxHeadersCount = maxHeaders;
  server.on('upgrade', (request, socket: Socket, head) => {
    socket.on('error', () => undefined);
    on.onUpgrade(request, socket, head);
  });
  server.on('clientError', (error: Error & { readonly code?: string }, socket: Socket) => {
    on.onBad(socket, error.code?.startsWith('HPE_') !== true);
    if (socket.writable) refuseUpgrade(socket, 400);
    else socket.destroy();
  });
  return server;
}
