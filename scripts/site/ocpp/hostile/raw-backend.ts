import { createHash } from 'node:crypto';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { type FrameWish, rawFrame } from './raw-frame.ts';

/** A connection of a station to a backend that does what it likes. */
export class RawCall {
  readonly socket: Socket;
  /** The request up to its empty line. */
  readonly request: string;

  constructor(socket: Socket, request: string) {
    this.socket = socket;
    this.request = request;
  }

  get gone(): boolean {
    return this.socket.destroyed;
  }

  write(bytes: string | Buffer): void {
    if (!this.gone) this.socket.write(bytes);
  }

  /** Answers the handshake as it should be, or with more headers. */
  accept(headers: readonly string[] = []): void {
    const key = /^sec-websocket-key: *(\S+)/im.exec(this.request)?.[1] ?? '';
    // RFC 6455 4.2.2.
    const proof = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
    this.write(
      [
        ...['HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade'],
        ...[`Sec-WebSocket-Accept: ${proof}`, 'Sec-WebSocket-Protocol: ocpp1.6', ...headers, '', ''],
      ].join('\r\n'),
    );
  }

  frame(wish: Omit<FrameWish, 'masked'> & { readonly masked?: boolean }): void {
    this.write(rawFrame({ masked: false, ...wish }));
  }

  /** Sends a chunk again and again until the station has enough. */
  async flood(chunk: (k: number) => string | Buffer, everyMs = 0): Promise<void> {
    for (let k = 0; !this.gone; k += 1) {
      this.write(chunk(k));
      while (this.socket.writableLength > 262_144 && !this.gone) await pause(5);
      await pause(everyMs);
    }
  }
}

export interface RawBackend {
  readonly port: number;
  /** Every connection that was made. */
  readonly sockets: Socket[];
  close(): void;
}

/** A backend of bare TCP: `act` gets each connection once its request has come. */
export async function rawBackend(act: (call: RawCall) => void | Promise<void>): Promise<RawBackend> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined);
    let request = '';
    socket.on('data', (part) => {
      if (request.includes('\r\n\r\n')) {
        // A masked close of the station (RFC 6455 5.5.1): hang up at once.
        if (part[0] === 0x88) socket.end();
        return;
      }
      request += part.toString('latin1');
      if (request.includes('\r\n\r\n')) void act(new RawCall(socket, request));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    ...{ port: (server.address() as AddressInfo).port, sockets },
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
