import type { WebSocket } from 'ws';
import type { Timers } from '../../../drivers/link/timers.ts';
import type { MessageLink } from '../rpc/message-link.ts';
import { FramePace, type PaceLimits, usualPace } from './frame-pace.ts';
import { webSocketLimits } from './web-socket-limits.ts';

export interface WebSocketLinkOptions {
  readonly timers: Timers;
  /** 0: no pings; a dead link is then found by calls that are not answered. */
  readonly pingEveryMs: number;
  readonly pace?: PaceLimits;
}

/** RFC 6455 5.5: the reason of a close has room for so many bytes. */
const maxReasonBytes = 123;

interface Ending {
  readonly code: number;
  readonly reason: string;
}

/** A WebSocket that is open, as a MessageLink. Nothing of it is read before somebody listens; every error has a listener. */
export class WebSocketLink implements MessageLink {
  readonly #socket: WebSocket;
  readonly #timers: Timers;
  readonly #pace: FramePace;
  readonly #texts: ((text: string) => void)[] = [];
  readonly #binaries: (() => void)[] = [];
  readonly #closes: ((code: number, reason: string) => void)[] = [];
  #ended: Ending | undefined;
  /** What the socket complained of before it closed: says more than its 1006. */
  #fault: Ending | undefined;
  readonly #heards: (() => void)[] = [];
  #heard = true;
  /** Pings of the far end since it last said something. */
  #pings = 0;
  #cancelPing = (): void => undefined;

  constructor(socket: WebSocket, { timers, pingEveryMs, pace = usualPace }: WebSocketLinkOptions) {
    this.#socket = socket;
    this.#timers = timers;
    this.#pace = new FramePace(timers, pace, (held) => this.#hold(held));
    socket.on('error', (error) => {
      this.#fault ??= faultOf(error);
    });
    socket.on('close', (code, reason) => {
      this.#pace.end();
      this.#end(this.#fault ?? { code, reason: reason.toString('utf8') || this.#guess(code) });
    });
    socket.on('message', (data, isBinary) => {
      this.#heard = true;
      this.#pings = 0;
      this.#pace.count(sizeOf(data));
      if (this.#ended !== undefined) return;
      if (isBinary) for (const listener of this.#binaries) listener();
      else {
        const text = String(data);
        for (const listener of this.#texts) listener(text);
      }
    });
    const heard = (): void => {
      this.#heard = true;
      this.#pace.count(0);
      for (const listener of this.#heards) listener();
    };
    socket.on('ping', heard).on('pong', heard);
    socket.on('ping', () => {
      this.#pings += 1;
    });
    socket.pause();
    this.pingEvery(pingEveryMs);
  }

  get bufferedBytes(): number {
    return this.#socket.bufferedAmount;
  }

  send(text: string): void {
    if (this.#ended !== undefined) return;
    // What cannot be sent any more is told by the close that follows.
    this.#socket.send(text, () => undefined);
  }

  close(code: number, reason: string): void {
    if (this.#ended !== undefined) return;
    // A socket that is paused would never see the far end's answer to the close.
    this.#socket.resume();
    this.#socket.close(code, cut(reason));
    this.#end({ code, reason });
  }

  /** For a far end that is gone: no goodbye is tried. */
  drop(reason: string): void {
    this.#end({ code: 1006, reason });
    this.#socket.terminate();
  }

  /** Another interval from now on, ms; 0 = none (2.0.1 and 1.6: WebSocketPingInterval). */
  pingEvery(everyMs: number): void {
    this.#cancelPing();
    this.#heard = true;
    if (everyMs > 0 && this.#ended === undefined) this.#ping(everyMs);
  }

  onText(listener: (text: string) => void): void {
    this.#texts.push(listener);
    this.#socket.resume();
  }

  onClose(listener: (code: number, reason: string) => void): void {
    const ended = this.#ended;
    if (ended === undefined) this.#closes.push(listener);
    else queueMicrotask(() => listener(ended.code, ended.reason));
  }

  /** Called for a ping or a pong: the far end is there, though it says nothing. */
  onHeard(listener: () => void): void {
    this.#heards.push(listener);
  }

  onBinary(listener: () => void): void {
    this.#binaries.push(listener);
  }

  /** A far end that is silent for one whole interval after a ping is gone: found within two. */
  #ping(everyMs: number): void {
    this.#cancelPing = this.#timers.after(everyMs, () => {
      if (!this.#heard) {
        this.drop('the far end answers no ping');
        return;
      }
      this.#heard = false;
      this.#socket.ping(undefined, undefined, () => undefined);
      this.#ping(everyMs);
    });
  }

  /** `ws` ends a connection without a word when more pongs wait than may (webSocketLimits). */
  #guess(code: number): string {
    return code === 1006 && this.#pings >= webSocketLimits.maxPendingAutoPongs ? 'after a flood of pings' : '';
  }

  /** Who goes on flooding while we say goodbye is cut off. */
  #hold(held: boolean): void {
    if (this.#ended !== undefined) {
      if (held) this.#socket.terminate();
    } else if (held) this.#socket.pause();
    else {
      // What was held back may hold the answer to a ping.
      this.#heard = true;
      this.#socket.resume();
    }
  }

  #end(ending: Ending): void {
    if (this.#ended !== undefined) return;
    this.#ended = ending;
    this.#cancelPing();
    for (const listener of this.#closes.splice(0)) listener(ending.code, ending.reason);
  }
}

const sizeOf = (data: WebSocket.RawData): number =>
  Array.isArray(data) ? data.reduce((sum, part) => sum + part.length, 0) : data.byteLength;

function faultOf(error: Error & { readonly code?: string }): Ending {
  switch (error.code) {
    case 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH':
    case 'WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH':
      return { code: 1009, reason: 'a message that is too big' };
    case 'WS_ERR_TOO_MANY_BUFFERED_PARTS':
      return { code: 1008, reason: 'a message in too many pieces' };
    case 'WS_ERR_INVALID_UTF8':
      return { code: 1007, reason: 'a text that is no UTF-8' };
    default:
      return error.code?.startsWith('WS_ERR_') === true
        ? { code: 1002, reason: `the far end breaks the rules of WebSocket: ${error.message}` }
        : { code: 1006, reason: `the connection broke: ${error.message}` };
  }
}

/** Cut to whole characters. */
function cut(reason: string): string {
  let bytes = Buffer.from(reason).subarray(0, maxReasonBytes).toString('utf8');
  while (Buffer.byteLength(bytes) > maxReasonBytes || bytes.endsWith('\ufffd')) bytes = bytes.slice(0, -1);
  return bytes;
}
