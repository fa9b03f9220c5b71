import type { Timers } from '../../../drivers/link/timers.ts';
import type { Clock } from '../../domain/clock.ts';
import { CallFailed } from '../rpc/call-error.ts';
import { RpcPeer, type SeenMessage } from '../rpc/peer.ts';
import { BackendConnection, type BackendConnectionOptions, type BackendState } from '../transport/client.ts';
import type { WebSocketLink } from '../transport/web-socket-link.ts';
import type { OcppVersion } from '../version.ts';
import type { Message } from './dialect.ts';
import type { StationLog } from './station-parts.ts';

/** Where a station finds its backend; `versions` in the order they are offered. */
export type StationConnection = Omit<
  BackendConnectionOptions,
  'pingEveryMs' | 'clock' | 'timers' | 'random' | 'onLink' | 'onState'
>;

export interface StationLinkOptions {
  readonly connection: StationConnection;
  /** What is offered at the next try, of `connection.versions`. */
  readonly versions: () => readonly OcppVersion[];
  readonly pingEveryMs: number;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: () => number;
  readonly answerWithinMs: number | undefined;
  readonly observe: ((message: SeenMessage) => void) | undefined;
  /** A call of the backend. */
  readonly answer: (action: string, payload: object) => Promise<object>;
  readonly onUp: (version: OcppVersion) => void;
  readonly onDown: () => void;
  readonly onState: () => void;
  readonly log: StationLog;
}

/** The one connection of a station, with the calls over it. What an earlier link still tells counts no more. */
export class StationLink {
  readonly #options: StationLinkOptions;
  readonly #connection: BackendConnection;
  #peer: RpcPeer | undefined;

  constructor(options: StationLinkOptions) {
    this.#options = options;
    const { connection, versions, clock, timers, random, pingEveryMs, onState } = options;
    this.#connection = new BackendConnection({
      ...connection,
      // Asked anew at each try.
      get versions() {
        return versions();
      },
      ...{ clock, timers, random, pingEveryMs, onState },
      onLink: (link, version) => this.#linked(link, version),
    });
  }

  get up(): boolean {
    return this.#peer !== undefined;
  }

  state(): BackendState {
    return this.#connection.state();
  }

  start(): void {
    this.#connection.start();
  }

  stop(): void {
    this.#down();
    this.#connection.stop();
  }

  again(reason: string): void {
    this.#down();
    this.#connection.again(reason);
  }

  pingEvery(everyMs: number): void {
    this.#connection.pingEvery(everyMs);
  }

  /** Rejects with CallFailed. */
  send({ action, payload }: Message, messageId?: string): Promise<object> {
    if (this.#peer !== undefined) return this.#peer.call(action, payload, messageId);
    return Promise.reject(new CallFailed('linkLost', `${action} was not sent: there is no connection`));
  }

  #linked(link: WebSocketLink, version: OcppVersion): void {
    const { timers, observe, answerWithinMs, answer, onUp, log } = this.#options;
    this.#down();
    const peer = new RpcPeer({
      ...{ version, link, timers, handle: answer },
      ...(observe === undefined ? {} : { observe }),
      ...(answerWithinMs === undefined ? {} : { answerWithinMs }),
      onFault: (error) => log.error({ err: error }, 'a call of an OCPP backend could not be answered'),
    });
    this.#peer = peer;
    link.onClose(() => {
      if (this.#peer === peer) this.#down();
    });
    onUp(version);
  }

  #down(): void {
    if (this.#peer === undefined) return;
    this.#peer = undefined;
    this.#options.onDown();
  }
}
