import type { Socket } from 'node:net';
import type { Clock } from '../../firmware/domain/clock.ts';
import type { Bus } from '../bus/types.ts';
import { type Holder, Places, plainAddress } from '../link/places.ts';
import { TcpListener } from '../link/tcp-listener.ts';
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
/** Connections beside them, for the moment in which it is looked at who they are. */
const mostAtTheDoor = 4;
const usualIdleMs = 60_000;

interface PlacedSocket extends Holder {
  readonly socket: Socket;
  heardMs: number;
}

/** A TCP port of ours that passes Modbus TCP on to a line or a device, scheduled behind our own polls. */
export class ProxyServer {
  readonly #idleMs: number;
  readonly #clock: Clock;
  readonly #timers: Timers;
  readonly #places = new Places<PlacedSocket>(mostClients);
  readonly #turns: Turns;
  readonly #listener: TcpListener;

  constructor(options: ProxyServerOptions) {
    const { config, bus, clock, timers, warn, idleMs = usualIdleMs } = options;
    this.#idleMs = idleMs;
    this.#clock = clock;
    this.#timers = timers;
    const refusals = new RefusalLog({ name: config.name, clock, warn });
    const { name, host, port, rules, timesOf } = config;
    this.#turns = new Turns({
      work: new ProxyWork({ bus, clock, rules, timesOf, onRefused: (reason) => refusals.note(reason) }),
      ...{ clock, timers },
      onFault: (error) => warn(`${name}: a request of a client could not be served: ${String(error)}`),
    });
    this.#listener = new TcpListener({
      ...{ host, port, mostClients: mostClients + mostAtTheDoor, timers, take: (socket) => this.#take(socket) },
      failed: (why) => warn(`${name}: no proxy on ${host}:${port} (${why}); it is tried again`),
    });
  }

  /** The port it listens on; undefined while it does not. */
  get port(): number | undefined {
    return this.#listener.port;
  }

  /** Resolves when it listens or has failed to for the first time; then it tries again by itself. */
  start(): Promise<void> {
    return this.#listener.start();
  }

  /** Resolves when nothing of it is open. */
  async close(): Promise<void> {
    this.#turns.close();
    await this.#listener.close();
  }

  #take(socket: Socket): void {
    // Whoever is sent away may go on his own before.
    socket.on('error', () => socket.destroy());
    const nowMs = this.#clock.monotonicMs();
    const place: PlacedSocket = {
      ...{ address: plainAddress(socket.remoteAddress), isNamed: false, heardMs: nowMs, socket },
    };
    const { isIn, gaveWay } = this.#places.take(place, nowMs);
    gaveWay?.socket.destroy();
    if (isIn) this.#welcome(place);
    else socket.destroy();
  }

  #welcome(place: PlacedSocket): void {
    const { socket } = place;
    const client = new ProxyClient(socket, {
      ...{ idleMs: this.#idleMs, timers: this.#timers },
      onRequest: () => {
        place.heardMs = this.#clock.monotonicMs();
        this.#turns.wake();
      },
    });
    this.#turns.add(client);
    socket.once('close', () => {
      this.#places.leave(place);
      this.#turns.remove(client);
    });
  }
}
