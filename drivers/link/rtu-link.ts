import type { Clock } from '../../firmware/domain/clock.ts';
import type { OpenStream } from './byte-stream.ts';
import { Connection } from './connection.ts';
import type { FrameScan, Framing, RequestOnLine } from './framing.ts';
import type { ExchangeTerms, Link, Outcome } from './link.ts';
import { ModbusCodec } from './modbus-codec.ts';
import { exceptionLength, expectedReply } from './reply.ts';
import { isRead, type ModbusRequest } from './request.ts';
import { Silence } from './silence.ts';
import type { Timers } from './timers.ts';

/** What the line itself costs in time. */
export interface RtuTiming {
  /** One character on the wire; 0 where a gateway hides the rate. */
  readonly characterMs: number;
  /** Silence between two frames: t3.5, at least 1.75 ms. */
  readonly gapMs: number;
}

export interface RtuLinkOptions {
  readonly open: OpenStream;
  readonly framing: Framing;
  readonly timing: RtuTiming;
  /** A socket that stays quite silent for two requests in a row may be half open; a serial port cannot be. */
  readonly dropWhenSilent: boolean;
  readonly clock: Clock;
  readonly timers: Timers;
}

interface Waiting {
  readonly onLine: RequestOnLine;
  readonly sentAtMs: number;
  readonly request: ModbusRequest;
  /** Monotonic time after which not even a frame that has begun is waited for. */
  readonly giveUpAtMs: number;
  /** Runs the time-out again after this time, in place of the one before. */
  readonly waitOn: (ms: number) => void;
  readonly settle: (outcome: Outcome) => void;
}

/** A socket without a byte for this many requests in a row is given up. */
const mostSilent = 2;

/**
 * RTU or ASCII frames on a byte stream, serial or TCP. Serves of field/modbus.md §4: exact frames found by sliding; what arrives
 * while nothing is outstanding is dropped; empty buffer and silence before each send; writes compared with their reply;
 * echoes told apart. Which request may go out after a late or doubled reply is decided above, in bus/.
 */
export class RtuLink implements Link {
  readonly tellsRepliesApart = false;
  readonly #options: RtuLinkOptions;
  readonly #connection: Connection;
  readonly #silence: Silence;
  readonly #codec = new ModbusCodec();
  #received: Buffer = Buffer.alloc(0);
  #lastByteAtMs = Number.NEGATIVE_INFINITY;
  #waiting: Waiting | undefined;
  #echo: 'unknown' | 'none' | 'echoes' = 'unknown';
  #silentTimeouts = 0;
  #strayFrames = 0;

  constructor(options: RtuLinkOptions) {
    this.#options = options;
    const { open, clock, timers } = options;
    this.#silence = new Silence(clock, timers);
    this.#connection = new Connection({
      open,
      clock,
      timers,
      events: {
        onBytes: (bytes) => this.#take(bytes),
        onLost: (cause) => {
          this.#echo = 'unknown';
          this.#giveUp('connect', `the line was lost: ${cause.message}`, cause);
        },
      },
    });
  }

  get echo(): 'unknown' | 'none' | 'echoes' {
    return this.#echo;
  }

  get connected(): boolean {
    return this.#connection.stream !== undefined;
  }

  get reconnects(): number {
    return this.#connection.reconnects;
  }

  get strayFrames(): number {
    return this.#strayFrames;
  }

  async exchange(request: ModbusRequest, terms: ExchangeTerms): Promise<Outcome> {
    if (this.#waiting !== undefined) throw new Error('a request is outstanding on this line');
    const unreachable = await this.#connection.ensure(terms.connectByMs);
    if (unreachable !== undefined) return { kind: 'notSent', fault: 'connect', cause: unreachable };
    const silent = await this.#silence.reach(Math.max(this.#options.timing.gapMs, terms.pauseMs));
    if (!silent) return { kind: 'notSent', fault: 'framing', cause: new Error('the line does not become silent') };
    const stream = this.#connection.stream;
    if (stream === undefined) return { kind: 'notSent', fault: 'connect', cause: new Error('the line was lost') };
    return new Promise((resolve) => this.#send(request, terms, stream.write, resolve));
  }

  async close(): Promise<void> {
    this.#giveUp('closed', 'the line was closed');
    await this.#connection.close();
  }

  #send(
    request: ModbusRequest,
    terms: ExchangeTerms,
    write: (bytes: Buffer) => void,
    resolve: (outcome: Outcome) => void,
  ): void {
    const { clock, timers, timing, framing } = this.#options;
    const frame = framing.wrap(this.#codec.encode(request));
    const onLine = { frame, expected: expectedReply(request), mayEcho: this.#mayEcho(request) };
    const sentAtMs = clock.monotonicMs();
    const wireMs = timing.characterMs * (frame.length + framing.lengthOf(onLine.expected.length));
    const waitMs = terms.timeoutMs + wireMs;
    let cancel = timers.after(waitMs, () => this.#timeOut());
    this.#received = Buffer.alloc(0);
    this.#waiting = {
      onLine,
      sentAtMs,
      request,
      giveUpAtMs: sentAtMs + waitMs + (framing.gapWithinMs ?? 0),
      waitOn: (ms) => {
        cancel = timers.after(ms, () => this.#timeOut());
      },
      settle: (outcome) => {
        cancel();
        this.#waiting = undefined;
        resolve(outcome);
      },
    };
    this.#silence.brokenUntil(sentAtMs + timing.characterMs * frame.length);
    write(frame);
  }

  /** Bytes equal to a read are never its reply; to a write of one value they are, unless the adapter is known to echo. */
  #mayEcho(request: ModbusRequest): boolean {
    if (isRead(request)) return true;
    return request.functionCode === 5 || request.functionCode === 6 ? this.#echo === 'echoes' : this.#echo !== 'none';
  }

  #take(bytes: Buffer): void {
    const nowMs = this.#options.clock.monotonicMs();
    this.#silence.brokenUntil(nowMs);
    this.#silentTimeouts = 0;
    const waiting = this.#waiting;
    if (waiting === undefined) {
      this.#strayFrames += 1;
      return;
    }
    const { framing } = this.#options;
    // What had begun before so long a gap is no frame any more.
    if (nowMs - this.#lastByteAtMs > (framing.gapWithinMs ?? Number.POSITIVE_INFINITY))
      this.#received = Buffer.alloc(0);
    this.#lastByteAtMs = nowMs;
    this.#received = Buffer.concat([this.#received, bytes]).subarray(-framing.mostBytes);
    const scan = framing.scan(this.#received, waiting.onLine);
    if (scan.kind === 'nothing') return;
    this.#learn(waiting.onLine, scan);
    const { sentAtMs, request } = waiting;
    if (scan.kind === 'exception') {
      waiting.settle({ kind: 'exception', code: scan.code, sentAtMs, repliedAtMs: nowMs });
    } else {
      const values = isRead(request) ? this.#codec.decode(request, scan.body) : new Uint16Array();
      waiting.settle({ kind: 'reply', values, sentAtMs, repliedAtMs: nowMs });
    }
  }

  /** An answered request shows whether it came back before its answer. */
  #learn({ frame, expected, mayEcho }: RequestOnLine, scan: Exclude<FrameScan, { kind: 'nothing' }>): void {
    if (mayEcho) this.#echo = scan.echo ? 'echoes' : 'none';
    const answer = scan.kind === 'reply' ? expected.length : exceptionLength;
    const accounted = this.#options.framing.lengthOf(answer) + (scan.echo ? frame.length : 0);
    if (this.#received.length > accounted) this.#strayFrames += 1;
  }

  #timeOut(): void {
    if (this.#waitsOn()) return;
    const { framing } = this.#options;
    const received = this.#received;
    const onlyEcho = this.#waiting?.onLine.frame.equals(received) === true;
    if (received.length > 0 && !onlyEcho) {
      const other = framing.holdsOther(received);
      if (other) this.#strayFrames += 1;
      if (other) this.#giveUp('mismatch', 'a frame came that answers something else');
      else this.#giveUp('framing', 'bytes came that are no valid frame');
      return;
    }
    if (!onlyEcho) this.#silentTimeouts += 1;
    this.#giveUp('timeout', 'no reply in time');
    if (this.#options.dropWhenSilent && this.#silentTimeouts >= mostSilent) {
      this.#silentTimeouts = 0;
      this.#connection.drop();
    }
  }

  /** A frame that has begun in time may take its gaps, which together are bounded. */
  #waitsOn(): boolean {
    const waiting = this.#waiting;
    const { gapWithinMs } = this.#options.framing;
    if (waiting === undefined || gapWithinMs === undefined) return false;
    if (!this.#options.framing.isUnfinished(this.#received)) return false;
    const nowMs = this.#options.clock.monotonicMs();
    const untilMs = Math.min(this.#lastByteAtMs + gapWithinMs, waiting.giveUpAtMs);
    if (untilMs - nowMs < 1) return false;
    waiting.waitOn(untilMs - nowMs);
    return true;
  }

  #giveUp(fault: 'timeout' | 'mismatch' | 'framing' | 'connect' | 'closed', message: string, cause?: Error): void {
    const waiting = this.#waiting;
    if (waiting === undefined) return;
    const { sentAtMs, settle } = waiting;
    settle({ kind: 'unanswered', fault, message, sentAtMs, ...(cause !== undefined && { cause }) });
  }
}
