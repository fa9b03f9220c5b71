import type { Socket } from 'node:net';
import type { Timers } from '../../../drivers/link/timers.ts';
import type { ChannelStreamHost, StreamResult } from '../../domain/channel-stream.ts';
import { LinkFault, type LinkLayer } from './link-fault.ts';
import type { OpenStream, StreamOpener, StreamTarget } from './stream-opener.ts';

export interface ChannelStreamsOptions {
  readonly host: ChannelStreamHost;
  readonly newStreamId: () => string;
  readonly timers: Timers;
}

/** TCP, TLS, SOCKS and the TLS inside, each with 10 s in the smgw process. */
const openMs = 60_000;

interface Waiting {
  readonly channelId: string;
  readonly arrived: (socket: Socket) => void;
}

/**
 * Streams through gateway channels: the smgw process opens one when it is asked, and the door of the API hands it over with
 * the id that it was asked for under.
 */
export class ChannelStreams {
  readonly #options: ChannelStreamsOptions;
  readonly #waiting = new Map<string, Waiting>();

  constructor(options: ChannelStreamsOptions) {
    this.#options = options;
  }

  /**
   * The way through one channel. Its gateway connects what the channel names as its destination; the target's host is whom
   * TLS inside expects.
   */
  through(channelId: string): StreamOpener {
    return { open: (target, signal) => this.#open(channelId, target, signal) };
  }

  /** Takes a stream from the door. False: nobody has asked for it; the caller ends it. */
  take(socket: Socket, channelId: string, streamId: string | undefined): boolean {
    const waiting = streamId === undefined ? undefined : this.#waiting.get(streamId);
    if (waiting?.channelId !== channelId) return false;
    waiting.arrived(socket);
    return true;
  }

  async #open(channelId: string, { host, tls }: StreamTarget, signal: AbortSignal): Promise<OpenStream> {
    const { host: smgw, newStreamId, timers } = this.#options;
    const streamId = newStreamId();
    const arrival = Promise.withResolvers<Socket>();
    const given = Promise.withResolvers<never>();
    let socket: Socket | undefined;
    const arrived = (one: Socket): void => {
      this.#waiting.delete(streamId);
      socket = one;
      one.on('error', () => undefined);
      arrival.resolve(one);
    };
    this.#waiting.set(streamId, { channelId, arrived });
    const giveUp = (fault: LinkFault): void => {
      smgw.cancelStream(streamId);
      given.reject(fault);
    };
    const stopped = (): void => giveUp(new LinkFault('channel', 'stopped', 'The connection was stopped.'));
    const cancel = timers.after(openMs, () =>
      giveUp(new LinkFault('channel', 'noAnswer', `The gateway channel opened no stream within ${openMs / 1000} s.`)),
    );
    if (signal.aborted) stopped();
    else signal.addEventListener('abort', stopped);
    try {
      const wish = { channelId, streamId, ...(tls === undefined ? {} : { tls: { serverName: host, ...tls } }) };
      const result = await Promise.race([smgw.openStream(wish), given.promise]);
      if (!result.ok) throw faultOf(result);
      // The header is written before the smgw process says so; only the door has yet to read it.
      return { stream: await Promise.race([arrival.promise, given.promise]), tls: result.tls };
    } catch (error) {
      socket?.destroy();
      throw error;
    } finally {
      cancel();
      signal.removeEventListener('abort', stopped);
      this.#waiting.delete(streamId);
    }
  }
}

function faultOf({ where, layer, code, message }: Extract<StreamResult, { ok: false }>): LinkFault {
  const inside: readonly LinkLayer[] = ['config', 'tls', 'certificate'];
  const own = where === 'inside' ? inside.find((one) => one === layer) : undefined;
  return new LinkFault(own ?? 'channel', code, message);
}
