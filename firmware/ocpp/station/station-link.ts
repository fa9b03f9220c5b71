import type { X509Certificate } from 'node:crypto';
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
  'ca' | 'pingEveryMs' | 'clock' | 'timers' | 'random' | 'onLink' | 'onState'
> & { readonly ca?: string | undefined };

export interface StationLinkOptions {
  readonly connection: StationConnection;
  /** What the next try stands on. */
  readonly ca: () => string | undefined;
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

const longestHoldMs = 2000;

/** The one connection of a station, with the calls over it. What an earlier link still tells counts no more. */
export class StationLink {
  readonly #options: StationLinkOptions;
  readonly #connection: BackendConnection;
  #peer: RpcPeer | undefined;
  /** Calls of the backend that are being answered. */
  #answering = 0;
  readonly #held: (() => void)[] = [];

  constructor(options: StationLinkOptions) {
    this.#options = options;
    const { connection, ca, versions, clock, timers, random, pingEveryMs, onState } = options;
    this.#connection = new BackendConnection({
      ...connection,
      // Asked anew at each try.
      get versions() {
        return versions();
      },
      ...{ ca, clock, timers, random, pingEveryMs, onState },
      onLink: (link, version) => this.#linked(link, version),
    });
  }

  get up(): boolean {
    return this.#peer !== undefined;
  }

  state(): BackendState {
    return this.#connection.state();
  }

  chain(): readonly X509Certificate[] | undefined {
    return this.#connection.chain();
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

  /**
   * Rejects with CallFailed. What follows from a call of the backend comes after our answer to it: a StartTransaction before
   * the answer to its RemoteStartTransaction confuses many.
   */
  async send({ action, payload }: Message, messageId?: string): Promise<object> {
    if (this.#answering > 0) await this.#answered();
    if (this.#peer !== undefined) return this.#peer.call(action, payload, messageId);
    throw new CallFailed('linkLost', `${action} was not sent: there is no connection`);
  }

  #linked(link: WebSocketLink, version: OcppVersion): void {
    const { timers, observe, answerWithinMs, onUp, log } = this.#options;
    this.#down();
    const peer = new RpcPeer({
      ...{ version, link, timers },
      handle: (action, payload) => this.#answer(action, payload),
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

  async #answer(action: string, payload: object): Promise<object> {
    this.#answering += 1;
    try {
      return await this.#options.answer(action, payload);
    } finally {
      this.#answering -= 1;
      // Once the answer has gone.
      this.#options.timers.after(0, () => this.#release());
    }
  }

  /** Not for long: an answer may itself wait for a charge point. */
  #answered(): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#options.timers.after(longestHoldMs, resolve);
      this.#held.push(() => {
        cancel();
        resolve();
      });
    });
  }

  #release(): void {
    if (this.#answering === 0) for (const go of this.#held.splice(0)) go();
  }

  #down(): void {
    if (this.#peer === undefined) return;
    this.#peer = undefined;
    this.#options.onDown();
  }
}
