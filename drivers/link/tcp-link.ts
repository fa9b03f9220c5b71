import type { Clock } from '../../firmware/domain/clock.ts';
import type { ByteStream, OpenStream } from './byte-stream.ts';
import { Connection } from './connection.ts';
import type { ExchangeTerms, Link, Outcome, Unanswered } from './link.ts';
import { type MbapFrame, scanMbap, withMbap } from './mbap.ts';
import { ModbusCodec } from './modbus-codec.ts';
import { beginsReply, type ExpectedReply, exceptionAt, exceptionLength, expectedReply } from './reply.ts';
import { isRead, type ModbusRequest } from './request.ts';
import { SentRequests } from './sent-requests.ts';
import { Silence } from './silence.ts';
import type { Timers } from './timers.ts';

export interface TcpLinkOptions {
  readonly open: OpenStream;
  readonly clock: Clock;
  readonly timers: Timers;
  /** 0..65535, random, so that replies to an earlier process do not fit. */
  readonly firstTransactionId: number;
}

interface Waiting {
  readonly request: ModbusRequest;
  readonly expected: ExpectedReply;
  readonly transactionId: number;
  /** Unit and PDU as sent. */
  readonly body: Buffer;
  readonly sentAtMs: number;
  readonly settle: (outcome: Outcome) => void;
}

/** A stream that stays silent this often in a row is given up. */
const mostTimeouts = 2;

/**
 * Modbus TCP. Serves of field/modbus.md §4, TCP: 16-bit transaction id, strict match of id, unit, function and byte
 * count; a frame with an old id or another unit is dropped; any framing violation and two time-outs in a row destroy
 * the socket; one socket, shared by all unit ids, the old one gone before the next opens.
 */
export class TcpLink implements Link {
  readonly tellsRepliesApart = true;
  readonly echo = 'none';
  readonly #options: TcpLinkOptions;
  readonly #connection: Connection;
  readonly #silence: Silence;
  readonly #codec = new ModbusCodec();
  readonly #sent = new SentRequests();
  #transactionId: number;
  #received: Buffer = Buffer.alloc(0);
  #waiting: Waiting | undefined;
  #timeouts = 0;
  #strayFrames = 0;

  constructor(options: TcpLinkOptions) {
    this.#options = options;
    const { open, clock, timers, firstTransactionId } = options;
    this.#transactionId = firstTransactionId;
    this.#silence = new Silence(clock, timers);
    this.#connection = new Connection({
      open,
      clock,
      timers,
      events: {
        onBytes: (bytes) => this.#take(bytes),
        onLost: (cause) => this.#end('connect', `the connection was lost: ${cause.message}`, cause),
      },
    });
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
    if (this.#waiting !== undefined) throw new Error('a request is outstanding on this connection');
    if (terms.pauseMs > 0) await this.#silence.reach(terms.pauseMs);
    // Part of a frame that nobody asked for: what follows could not be told from its rest.
    if (this.#received.length > 0) this.#drop();
    const unreachable = await this.#connection.ensure(terms.connectByMs);
    const stream = this.#connection.stream;
    if (stream === undefined) {
      return { kind: 'notSent', fault: 'connect', cause: unreachable ?? new Error('the connection was lost') };
    }
    return new Promise((resolve) => this.#send(request, terms.timeoutMs, stream, resolve));
  }

  async close(): Promise<void> {
    this.#end('closed', 'the line was closed');
    await this.#connection.close();
  }

  #send(request: ModbusRequest, timeoutMs: number, stream: ByteStream, resolve: (outcome: Outcome) => void): void {
    const { clock, timers } = this.#options;
    this.#transactionId = (this.#transactionId + 1) & 0xffff;
    const transactionId = this.#transactionId;
    const body = this.#codec.encode(request);
    const expected = expectedReply(request);
    this.#sent.note(transactionId, expected);
    const sentAtMs = clock.monotonicMs();
    const cancel = timers.after(timeoutMs, () => this.#timeOut());
    this.#waiting = {
      request,
      expected,
      transactionId,
      body,
      sentAtMs,
      settle: (outcome) => {
        cancel();
        this.#waiting = undefined;
        resolve(outcome);
      },
    };
    this.#silence.brokenUntil(sentAtMs);
    stream.write(withMbap(transactionId, body));
  }

  #take(bytes: Buffer): void {
    this.#silence.brokenUntil(this.#options.clock.monotonicMs());
    this.#received = this.#received.length === 0 ? bytes : Buffer.concat([this.#received, bytes]);
    for (;;) {
      const scan = scanMbap(this.#received);
      if (scan.kind === 'partial') return;
      if (scan.kind === 'violation') {
        this.#end('framing', `the stream is broken: ${scan.why}`);
        this.#drop();
        return;
      }
      this.#received = this.#received.subarray(scan.end);
      if (this.#answers(scan.frame)) {
        if (this.#sent.hidesReply(scan.frame.body) || !this.#sent.mayBegin(this.#received)) {
          this.#end('framing', 'the stream is broken: an older reply stands within this one');
          this.#drop();
          return;
        }
        this.#match(scan.frame);
      } else {
        this.#strayFrames += 1;
      }
    }
  }

  #answers({ transactionId, body }: MbapFrame): boolean {
    const waiting = this.#waiting;
    if (waiting === undefined || transactionId !== waiting.transactionId || body[0] !== waiting.body[0]) return false;
    // A read handed back by something in between is no answer to itself.
    return !(isRead(waiting.request) && body.equals(waiting.body));
  }

  #match({ body }: MbapFrame): void {
    const waiting = this.#waiting;
    if (waiting === undefined) return;
    const { request, expected, sentAtMs } = waiting;
    this.#timeouts = 0;
    const repliedAtMs = this.#options.clock.monotonicMs();
    const code = body.length === exceptionLength ? exceptionAt(expected, body, 0) : undefined;
    if (code !== undefined) {
      waiting.settle({ kind: 'exception', code, sentAtMs, repliedAtMs });
    } else if (body.length === expected.length && beginsReply(expected, body, 0)) {
      const values = isRead(request) ? this.#codec.decode(request, body) : new Uint16Array();
      waiting.settle({ kind: 'reply', values, sentAtMs, repliedAtMs });
    } else {
      this.#end('mismatch', 'the reply does not fit the request');
    }
  }

  #timeOut(): void {
    this.#timeouts += 1;
    const broken = this.#received.length > 0;
    this.#end(broken ? 'framing' : 'timeout', broken ? 'only part of a frame came' : 'no reply in time');
    if (broken || this.#timeouts >= mostTimeouts) this.#drop();
  }

  #drop(): void {
    this.#received = Buffer.alloc(0);
    this.#timeouts = 0;
    this.#sent.forget();
    this.#connection.drop();
  }

  #end(fault: Unanswered, message: string, cause?: Error): void {
    if (fault === 'connect') this.#received = Buffer.alloc(0);
    const waiting = this.#waiting;
    if (waiting === undefined) return;
    const { sentAtMs, settle } = waiting;
    settle({ kind: 'unanswered', fault, message, sentAtMs, ...(cause !== undefined && { cause }) });
  }
}
