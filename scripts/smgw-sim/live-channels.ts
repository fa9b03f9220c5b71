import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { type EventLog, whyOf } from './event-log.ts';
import type { FaultName } from './faults.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** A channel that is up: from here on the gateway only passes bytes and watches the time. */
export interface LiveChannel {
  readonly connection: number;
  readonly socket: TLSSocket;
  /** The TCP connection under it. */
  readonly raw: Socket;
  readonly clsSha256: string;
  readonly destination: string;
}

interface LiveParts {
  readonly events: EventLog;
  readonly clock: VirtualClock;
  /** Virtual; TR-03116-3: a session ends after 48 h at most. */
  readonly sessionLimitMs: number;
  /** Virtual; undefined: idle channels stay. */
  readonly idleMs: () => number | undefined;
  /** A new channel of the same CLS closes the one before. */
  readonly displaces: () => boolean;
}

/** How often in one idle time it is looked whether bytes went by. */
const looksPerIdleTime = 20;
const [shortestLookMs, longestLookMs] = [5, 100];

/** The channels that are up, and what ends them. */
export class LiveChannels {
  readonly #parts: LiveParts;
  #channels: LiveChannel[] = [];

  constructor(parts: LiveParts) {
    this.#parts = parts;
  }

  get all(): readonly LiveChannel[] {
    return this.#channels;
  }

  add(channel: LiveChannel): void {
    const { clock, events, sessionLimitMs, displaces } = this.#parts;
    const before = this.#channels.filter(({ clsSha256 }) => clsSha256 === channel.clsSha256);
    if (displaces()) for (const one of before) this.#end(one, 'displaced');
    this.#channels = [...this.#channels, channel];
    const stopLimit = clock.after(sessionLimitMs, () => this.#end(channel, 'sessionLimit'));
    const stopIdle = this.#watchIdle(channel);
    channel.socket.once('close', () => {
      stopLimit();
      stopIdle();
      this.#channels = this.#channels.filter((one) => one !== channel);
      events.add('channelClosed', { connection: channel.connection });
    });
  }

  /** Those of one CLS, or all. */
  closeAll(reason: string, clsSha256?: string): void {
    for (const channel of this.#channels)
      if (clsSha256 === undefined || channel.clsSha256 === clsSha256) this.#end(channel, reason);
  }

  /** Carries out a fault of the kind `live`. */
  fault(name: FaultName): void {
    this.#parts.events.add('fault', { fault: name, connections: this.#channels.map(({ connection }) => connection) });
    for (const channel of [...this.#channels]) {
      if (name === 'close') this.#end(channel, 'fault');
      if (name === 'reset') channel.raw.resetAndDestroy();
      if (name === 'halfOpen') falterSilently(channel.socket);
      if (name === 'renegotiate') this.#renegotiate(channel);
    }
  }

  #end(channel: LiveChannel, reason: string): void {
    this.#parts.events.add('channelEnding', { connection: channel.connection, reason });
    channel.socket.end();
    // Who does not answer the close within a second is cut off.
    this.#parts.clock.after(1000 * this.#parts.clock.scale, () => channel.socket.destroy());
  }

  #renegotiate({ socket, connection }: LiveChannel): void {
    try {
      socket.renegotiate({}, (error) =>
        this.#parts.events.add('renegotiation', {
          connection,
          done: error === null,
          why: error === null ? null : whyOf(error),
        }),
      );
    } catch (error) {
      this.#parts.events.add('renegotiation', { connection, done: false, why: whyOf(error) });
    }
  }

  /** Looks by real time whether bytes went by, so that a clock put forward finds what was seen just before. */
  #watchIdle(channel: LiveChannel): () => void {
    const { raw } = channel;
    const { clock, idleMs } = this.#parts;
    const moved = (): number => raw.bytesRead + raw.bytesWritten;
    let [seen, sinceMs] = [moved(), clock.nowMs];
    let timer: NodeJS.Timeout;
    const look = (): void => {
      const limitMs = idleMs();
      if (moved() !== seen) [seen, sinceMs] = [moved(), clock.nowMs];
      if (limitMs !== undefined && clock.nowMs - sinceMs >= limitMs) {
        this.#end(channel, 'idle');
        return;
      }
      const nextMs = limitMs === undefined ? longestLookMs : limitMs / clock.scale / looksPerIdleTime;
      timer = setTimeout(look, Math.min(longestLookMs, Math.max(shortestLookMs, nextMs)));
    };
    timer = setTimeout(look, shortestLookMs);
    return () => clearTimeout(timer);
  }
}

/** The other side notices nothing: TCP still acknowledges, nobody reads, nobody writes. */
function falterSilently(socket: TLSSocket): void {
  socket.removeAllListeners('data');
  socket.pause();
  socket.write = () => true;
}
