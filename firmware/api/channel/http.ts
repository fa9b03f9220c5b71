import { createServer, type RequestListener, type Server } from 'node:http';
import type { Socket } from 'node:net';
import { serverOptions } from '../guard/connections.ts';
import type { LongCalls } from '../guard/long-calls.ts';
import type { Log } from '../log.ts';
import { SeldomLog } from '../seldom-log.ts';
import type { Authorities } from './authority.ts';
import type { StreamTaker } from './door.ts';

/** Serves HTTP on streams that were opened elsewhere; it listens on no port. */
export class ChannelHttp {
  readonly #server: Server;
  readonly #authorities: Authorities;

  constructor(parts: {
    readonly authorities: Authorities;
    readonly handler: RequestListener;
    readonly longCalls: LongCalls;
    readonly log: Log;
  }) {
    const { authorities, handler, longCalls } = parts;
    const events = new SeldomLog(parts.log);
    this.#authorities = authorities;
    // The gateway decides how long a quiet stream lives: to close it here would only make us dial again.
    this.#server = createServer({ ...serverOptions, keepAliveTimeout: 0 }, handler);
    this.#server.maxHeadersCount = 64;
    // Node watches the time of heads and requests only from this event on, and without listening it never comes.
    this.#server.emit('listening');
    this.#server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
      if (longCalls.isItsTimeout(error, socket)) return;
      const gone = error.code === 'ECONNRESET' || error.code === 'EPIPE' || !socket.writable;
      if (gone) return void socket.destroy();
      const channel = authorities.find(socket)?.channelId ?? '';
      events.warn({ channel, code: error.code }, 'A channel sent what is no HTTP request, or not in time');
      socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n', () => socket.destroy());
    });
  }

  /**
   * Takes a paused stream over. HTTP begins with its first byte: a channel may be quiet for hours before that, and the
   * deadline for headers would end it.
   */
  readonly take: StreamTaker = (socket, authority) => {
    this.#authorities.bind(socket, authority);
    socket.once('data', (first) => {
      socket.pause();
      this.#server.emit('connection', socket);
      socket.unshift(first);
      socket.resume();
    });
    socket.resume();
  };

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}
