import type { Timers } from '../../../drivers/link/timers.ts';
import type { Clock } from '../../domain/clock.ts';
import { CallFailed } from '../rpc/call-error.ts';
import type { MessageLink } from '../rpc/message-link.ts';
import { RpcPeer, type SeenMessage } from '../rpc/peer.ts';
import type { OcppVersion } from '../version.ts';
import { CallLane } from './call-lane.ts';
import type { Dialect, Driver, News } from './driver.ts';

export interface BoxLink extends MessageLink {
  /** Called for whatever shows that the far end is there, a pong too. */
  onHeard?(listener: () => void): void;
}

export interface BoxConnectionOptions {
  readonly identity: string;
  readonly dialect: Dialect;
  readonly link: BoxLink;
  readonly address: string;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly heartbeatS: number;
  readonly meterIntervalS: number;
  readonly answerWithinMs: number;
  readonly news: (connection: BoxConnection) => News;
  /** Something has come over it, or shows that the far end is there. */
  readonly onHeard: (connection: BoxConnection) => void;
  readonly onClose: (connection: BoxConnection, code: number, reason: string) => void;
  readonly observe: (message: SeenMessage) => void;
  readonly onFault: (error: unknown) => void;
  readonly note: (sentence: string) => void;
}

/** So many calls in a row without an answer: whatever else it says, it does not hear us. */
const deafAfter = 2;

/** One connection of a charge point: its messages, the calls that wait, the driver of its version. */
export class BoxConnection {
  readonly version: OcppVersion;
  readonly address: string;
  readonly lane: CallLane;
  readonly driver: Driver;
  readonly #peer: RpcPeer;
  readonly #note: (sentence: string) => void;
  #unanswered = 0;
  /** It can be limited: it was asked what it can, and has its safe current. */
  isReady = false;
  /** Counts how often it was set up: an older set-up that still runs ends. */
  setUps = 0;
  /** It says who it is because we have asked: it has not started. */
  askedBoot = false;

  constructor(options: BoxConnectionOptions) {
    const { identity, dialect, link, address, clock, timers, answerWithinMs, observe, onFault, note } = options;
    const { heartbeatS, meterIntervalS, onHeard } = options;
    this.version = dialect.version;
    this.address = address;
    this.#note = note;
    this.#peer = new RpcPeer({
      ...{ version: dialect.version, link, timers, answerWithinMs, repair: dialect.repair, onFault },
      handle: (action, payload) => this.driver.answer(action, payload),
      observe: (message) => {
        if (message.direction === 'in') onHeard(this);
        observe(message);
      },
    });
    this.lane = new CallLane((action, payload) => this.#count(this.#peer.call(action, payload)));
    this.driver = dialect.driver({
      ...{ identity, clock, heartbeatS, meterIntervalS, note, news: options.news(this) },
      call: (action, payload, urgent) => this.lane.call(action, payload, urgent),
    });
    link.onHeard?.(() => onHeard(this));
    link.onClose((code, reason) => {
      this.lane.end();
      options.onClose(this, code, reason);
    });
  }

  close(code: number, reason: string): void {
    this.lane.end();
    this.#peer.close(code, reason);
  }

  /** A charge point that answers none of our calls is asked to come again: its side of the connection may be dead. */
  async #count(answer: Promise<object>): Promise<object> {
    try {
      const payload = await answer;
      this.#unanswered = 0;
      return payload;
    } catch (error) {
      const isTimeout = error instanceof CallFailed && error.how === 'timeout';
      this.#unanswered = isTimeout ? this.#unanswered + 1 : 0;
      if (this.#unanswered >= deafAfter) {
        this.#note(`it has not answered ${deafAfter} calls in a row: its connection is ended so that it comes anew`);
        this.#peer.close(1001, 'calls are not answered');
      }
      throw error;
    }
  }
}
