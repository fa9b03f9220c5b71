import { createServer, type Server, type Socket } from 'node:net';
import type { Timers } from './timers.ts';

export interface TcpListenerOptions {
  readonly host: string;
  readonly port: number;
  readonly mostClients: number;
  readonly timers: Timers;
  /** A client came. */
  readonly take: (socket: Socket) => void;
  /** It cannot listen, in the system's words; said once for each reason, and it is tried again. */
  readonly failed: (why: string) => void;
}

const listenAgainMs = 10_000;

/** A TCP port of ours that is tried again by itself where it cannot be had: an address of the LAN may come later than we do. */
export class TcpListener {
  readonly #o: TcpListenerOptions;
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;
  #cancelRetry: (() => void) | undefined;
  #isClosed = false;
  #failure: string | undefined;

  constructor(options: TcpListenerOptions) {
    this.#o = options;
  }

  /** The port it listens on; undefined while it does not. */
  get port(): number | undefined {
    const address = this.#server?.address();
    return typeof address === 'object' ? address?.port : undefined;
  }

  /** Resolves when it listens or has failed to for the first time. */
  start(): Promise<void> {
    const { host, port, mostClients, timers, failed } = this.#o;
    const server = createServer({ noDelay: true, keepAlive: true }, (socket) => this.#take(socket));
    server.maxConnections = mostClients;
    return new Promise((resolve) => {
      server.once('error', (error) => {
        if (this.#isClosed) return;
        if (this.#failure !== error.message) failed(error.message);
        this.#failure = error.message;
        this.#cancelRetry = timers.after(listenAgainMs, () => void this.start());
        resolve();
      });
      server.listen({ host, port, backlog: 8 }, () => {
        this.#failure = undefined;
        if (this.#isClosed) server.close();
        else this.#server = server;
        resolve();
      });
    });
  }

  /** Resolves when nothing of it is open. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#cancelRetry?.();
    for (const socket of this.#sockets) socket.destroy();
    const server = this.#server;
    this.#server = undefined;
    if (server !== undefined) await new Promise((resolve) => server.close(resolve));
  }

  #take(socket: Socket): void {
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
    this.#o.take(socket);
  }
}
