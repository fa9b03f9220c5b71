import type { Socket } from 'node:net';
import type { Clock } from '../../firmware/domain/clock.ts';
import type {
  ModbusServerState,
  RefusedConnection,
  RefusedRequest,
  TurnedAway,
} from '../../firmware/domain/modbus-server.ts';
import { Places, plainAddress } from '../link/places.ts';
import type { ModbusRead, ModbusWrite } from '../link/request.ts';
import { TcpListener } from '../link/tcp-listener.ts';
import { type Timers, wait } from '../link/timers.ts';
import {
  type ClientRequest,
  exceptionReply,
  exceptions,
  readClientRequest,
  readReply,
} from '../proxy/client-request.ts';
import { ProxyClient } from '../proxy/proxy-client.ts';
import { AllowList } from './allow-list.ts';
import { ConnectedClient } from './connected-client.ts';
import { WritePace } from './write-pace.ts';

/** What a server of values of our own answers: words, `taken` for a write, or an exception (1, 2, 3, 6). Never throws. */
export interface ModbusValues {
  read(request: ModbusRead): Answer<readonly number[]>;
  write(request: ModbusWrite): Answer<'taken'>;
}
type Reply<T> = T | { readonly exception: number };
type Answer<T> = Reply<T> | Promise<Reply<T>>;

export interface ModbusServerOptions {
  /** For the log. */
  readonly name: string;
  /** Where it listens when others may come. */
  readonly host: string;
  readonly port: number;
  /** IPv4 addresses and networks (`10.0.0.0/24`) that may connect; none: programs of this machine only. */
  readonly allow: readonly string[];
  readonly values: ModbusValues;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly warn: (sentence: string) => void;
  readonly idleMs?: number;
}

const mostClients = 8;
/** Connections beside them, for the moment in which it is looked at who they are. */
const mostAtTheDoor = 8;
const usualIdleMs = 120_000;
const loopback = '127.0.0.1';

/**
 * A Modbus TCP port behind which there is no device, but values of our own. Each client is served in the order it asks. When all
 * places are taken, one gives way as link/places.ts says: nobody keeps the others out.
 */
export class ModbusServer {
  readonly #o: ModbusServerOptions;
  readonly #allowed: AllowList;
  readonly #listener: TcpListener;
  readonly #places = new Places<ConnectedClient>(mostClients);
  readonly #told = new Set<string>();
  readonly #pace = new WritePace();
  #refusedConnection: RefusedConnection | null = null;
  #refusedRequest: RefusedRequest | null = null;

  constructor(options: ModbusServerOptions) {
    const { name, host, port, allow, timers, warn } = options;
    this.#o = options;
    this.#allowed = new AllowList(allow);
    this.#listener = new TcpListener({
      ...{ host: allow.length === 0 ? loopback : host, port, mostClients: mostClients + mostAtTheDoor, timers },
      take: (socket) => this.#take(socket),
      failed: (why) => warn(`${name}: cannot listen on port ${port} (${why}); it is tried again`),
    });
  }

  /** The port it listens on; undefined while it does not. */
  get port(): number | undefined {
    return this.#listener.port;
  }

  /** Who is connected, and what was refused last. */
  view(): ModbusServerState {
    return {
      port: this.port ?? this.#o.port,
      listens: this.port !== undefined,
      isOpen: this.#o.allow.length > 0,
      clients: this.#places.held.map((client) => client.view()),
      refusedConnection: this.#refusedConnection,
      refusedRequest: this.#refusedRequest,
    };
  }

  /** Resolves when it listens or has failed to for the first time; then it tries again by itself. */
  start(): Promise<void> {
    return this.#listener.start();
  }

  /** Resolves when nothing of it is open. */
  close(): Promise<void> {
    return this.#listener.close();
  }

  #take(socket: Socket): void {
    // Whoever is sent away may go on his own before.
    socket.on('error', () => socket.destroy());
    const address = plainAddress(socket.remoteAddress);
    const entry = this.#allowed.entryOf(address);
    if (entry === undefined) {
      this.#turnAway(socket, address, 'notListed');
      return;
    }
    const { clock } = this.#o;
    const client = new ConnectedClient({ address, isNamed: entry === 'named', socket, clock });
    const { isIn, gaveWay } = this.#places.take(client, clock.monotonicMs());
    if (gaveWay !== undefined) this.#turnAway(gaveWay.socket, gaveWay.address, 'gaveWay');
    if (isIn) this.#welcome(client);
    else this.#turnAway(socket, address, 'noPlace');
  }

  #welcome(client: ConnectedClient): void {
    const { socket, address } = client;
    socket.once('close', () => this.#places.leave(client));
    let isServing = false;
    const requests = new ProxyClient(socket, {
      ...{ idleMs: this.#o.idleMs ?? usualIdleMs, timers: this.#o.timers },
      onCutOff: (why) => this.#noteConnection(address, why),
      onRequest: () => {
        client.asks();
        if (isServing) return;
        isServing = true;
        void this.#serve(requests, client).finally(() => {
          isServing = false;
        });
      },
    });
  }

  async #serve(requests: ProxyClient, client: ConnectedClient): Promise<void> {
    for (let frame = requests.next(); frame !== undefined; frame = requests.next()) {
      const asked = readClientRequest(frame.body);
      if (asked.kind === 'write') await this.#turn(client);
      // Who was sent away meanwhile has nothing to say any more.
      if (client.socket.destroyed) return;
      requests.answer(frame, await this.#answer(frame.body, asked, client));
    }
  }

  /** Resolves when it may write. */
  async #turn({ address }: ConnectedClient): Promise<void> {
    const waitMs = this.#pace.delayMs(address, this.#o.clock.monotonicMs());
    if (waitMs > 0) await wait(this.#o.timers, waitMs);
  }

  async #answer(body: Buffer, asked: ClientRequest, client: ConnectedClient): Promise<Buffer> {
    const refuse = (exception: number): Buffer => {
      const request = asked.kind === 'refused' ? undefined : asked.request;
      client.count('refused');
      this.#refusedRequest = {
        ...{ at: isoOf(this.#o.clock.wallMs()), address: client.address, exception },
        ...{ kind: asked.kind === 'refused' ? 'unknown' : asked.kind, register: request?.address ?? null },
      };
      return exceptionReply(body, exception);
    };
    if (asked.kind === 'refused') return refuse(asked.code);
    try {
      if (asked.kind === 'read') {
        const words = await this.#o.values.read(asked.request);
        if ('exception' in words) return refuse(words.exception);
        client.count('reads');
        return readReply(asked.request, Uint16Array.from(words));
      }
      const taken = await this.#o.values.write(asked.request);
      if (taken !== 'taken') return refuse(taken.exception);
      client.count('writes');
      // Unit, function, address and value or count of the request are the answer of each write.
      return body.subarray(0, 6);
    } catch (error) {
      this.#o.warn(`${this.#o.name}: a request could not be served: ${String(error)}`);
      return refuse(exceptions.busy);
    }
  }

  #turnAway(socket: Socket, address: string, why: TurnedAway): void {
    socket.destroy();
    this.#noteConnection(address, why);
  }

  #noteConnection(address: string, why: TurnedAway): void {
    this.#refusedConnection = { at: isoOf(this.#o.clock.wallMs()), address, why };
    // Once for each, and not for ever more of them.
    const key = `${why} ${address}`;
    if (this.#told.has(key) || this.#told.size >= mostTold) return;
    this.#told.add(key);
    this.#o.warn(`${this.#o.name}: ${sentenceOf[why](address)}`);
  }
}

const isoOf = (wallMs: number): string => new Date(wallMs).toISOString();

const mostTold = 32;
const sentenceOf: Readonly<Record<TurnedAway, (address: string) => string>> = {
  notListed: (address) => `${address} is not on its list and was turned away`,
  noPlace: (address) => `${address} was turned away: all ${mostClients} places are held by others that are at work`,
  gaveWay: (address) => `all ${mostClients} places were taken: ${address} gave its place to another client`,
  slow: (address) => `${address} was cut off: it began a request and did not end it in time`,
  notModbus: (address) => `${address} was cut off: what it sent is no Modbus TCP`,
  unread: (address) => `${address} was cut off: it does not read the answers that it asks for`,
};
