import { createServer, type Server, type Socket } from 'node:net';
import type { Clock } from '../../firmware/domain/clock.ts';
import type { Bus } from '../bus/types.ts';
import type { Timers } from '../link/timers.ts';
import { ProxyClient } from './proxy-client.ts';
import { ProxyWork, type UnitTimes } from './proxy-work.ts';
import { RefusalLog } from './refusal-log.ts';
import { Turns } from './turns.ts';
import type { WriteRules } from './write-rules.ts';

/** Where a proxy listens and what its clients may do. */
export interface ProxyConfig {
  /** Line or device, for the log. */
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly rules: WriteRules;
  readonly timesOf: (unitId: number) => UnitTimes | undefined;
}

export interface ProxyServerOptions {
  readonly config: ProxyConfig;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly warn: (sentence: string) => void;
  readonly idleMs?: number;
}

const mostClients = 4;
const usualIdleMs = 60_000;
const listenAgainMs = 10_000;

/** A TCP port of ours that passes Modbus TCP on to a line or a device, scheduled behind our own polls. */
export class ProxyServer {
  readonly #options: ProxyServerOptions;
  readonly #turns: Turns;
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;
  #cancelRetry: (() => void) | undefined;
  #isClosed = false;
  #failure: string | undefined;

  constructor(options: ProxyServerOptions) {
    const { config, bus, clock, timers, warn } = options;
    this.#options = options;
    const refusals = new RefusalLog({ name: config.name, clock, warn });
    const { rules, timesOf } = config;
    this.#turns = new Turns({
      work: new ProxyWork({ bus, clock, rules, timesOf, onRefused: (reason) => refusals.note(reason) }),
      ...{ clock, timers },
      onFault: (error) => warn(`${config.name}: a request of a client could not be served: ${String(error)}`),
    });
  }

  /** The port it listens on; undefined while it does not. */
  get port(): number | undefined {
    const address = this.#server?.address();
    return typeof address === 'object' ? address?.port : undefined;
  }

  /** Resolves when it listens or has failed to for the first time; then it tries again by itself. */
  start(): Promise<void> {
    const { config, timers, warn } = this.#options;
    const server = createServer({ noDelay: true, keepAlive: true }, (socket) => this.#take(socket));
    server.maxConnections = mostClients;
    return new Promise((resolve) => {
      server.once('error', (error) => {
        if (this.#isClosed) return;
        // Once for each reason: an address of the LAN may come later than we do.
        if (this.#failure !== error.message)
          warn(`${config.name}: no proxy on ${config.host}:${config.port} (${error.message}); it is tried again`);
        this.#failure = error.message;
        this.#cancelRetry = timers.after(listenAgainMs, () => void this.start());
        resolve();
      });
      server.listen({ host: config.host, port: config.port, backlog: 8 }, () => {
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
    this.#turns.close();
    for (const socket of this.#sockets) socket.destroy();
    const server = this.#server;
    this.#server = undefined;
    if (server !== undefined) await new Promise((resolve) => server.close(resolve));
  }

  #take(socket: Socket): void {
    const { idleMs = usualIdleMs } = this.#options;
    this.#sockets.add(socket);
    const client = new ProxyClient(socket, { idleMs, onRequest: () => this.#turns.wake() });
    this.#turns.add(client);
    socket.once('close', () => {
      this.#sockets.delete(socket);
      this.#turns.remove(client);
    });
  }
}
