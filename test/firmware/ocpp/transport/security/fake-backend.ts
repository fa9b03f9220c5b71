import { createServer as createHttpServer, type IncomingMessage } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import type { TlsOptions } from 'node:tls';
import { WebSocketServer } from 'ws';
import { testPair } from '../certificates.ts';

export const authority = testPair('Backend CA', { authority: true });
export const stranger = testPair('Other CA', { authority: true });
export const name = '127.0.0.1';
export const rightPair = testPair('backend', { issuer: authority, names: [name] });
export const rsaPair = testPair('backend', { issuer: authority, names: [name], key: 'RSA' });
export const stationPair = testPair('NW1', { issuer: authority });
export const password = 'a password of 20 by.';

export interface FakeBackend {
  readonly port: number;
  /** Requests that came so far as HTTP. */
  readonly requests: IncomingMessage[];
  close(): void;
}

/** A backend that wants what its profile asks, and can be told to be wrong. `tls` undefined: plain. */
export async function fakeBackend({
  tls,
  asksPassword,
  redirectTo,
}: {
  readonly tls: TlsOptions | undefined;
  readonly asksPassword: boolean;
  readonly redirectTo?: string;
}): Promise<FakeBackend> {
  const requests: IncomingMessage[] = [];
  const server = tls === undefined ? createHttpServer() : createHttpsServer(tls);
  server.on('tlsClientError', () => undefined);
  const sockets = new WebSocketServer({ noServer: true, handleProtocols: () => 'ocpp1.6' });
  const right = `Basic ${Buffer.from(`NW1:${password}`).toString('base64')}`;
  server.on('upgrade', (request: IncomingMessage, socket, head) => {
    requests.push(request);
    if (redirectTo !== undefined)
      socket.end(`HTTP/1.1 302 Found\r\nLocation: ${redirectTo}\r\nContent-Length: 0\r\n\r\n`);
    else if (asksPassword && request.headers.authorization !== right)
      socket.end('HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n');
    else sockets.handleUpgrade(request, socket, head, (webSocket) => webSocket.on('error', () => undefined));
  });
  const port = await portOf(server);
  return {
    ...{ port, requests },
    close() {
      for (const socket of sockets.clients) socket.terminate();
      server.close();
      server.closeAllConnections();
    },
  };
}

export function portOf(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, name, () => resolve((server.address() as AddressInfo).port));
  });
}
