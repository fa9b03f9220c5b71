import { type Asked, answer, type FaultKind, type Framing, type Step } from './faults.ts';
import type { Random } from './random.ts';
import { crcOf } from './register-image.ts';

/** The way back to the client. */
export interface Outlet {
  write(bytes: Buffer): void;
  reset(): void;
}

export interface FaultyDeviceOptions {
  readonly framing: Framing;
  /** The client's time-out: what "late" is measured by. */
  readonly timeoutMs: number;
  readonly random: Random;
  readonly fault: (asked: Asked) => FaultKind | undefined;
  /** False: a late reply lets later ones overtake it. */
  readonly inOrder: boolean;
  /** Asks a real device for the true reply (unit and PDU); absent = it comes from the register image. */
  readonly replyOf?: ReplyOf | undefined;
}

export type ReplyOf = (asked: Asked) => Promise<Buffer>;

/** Units that answer every read from the register image and every write as done, with faults mixed in. */
export class FaultyDevice {
  /** All requests, in order of arrival. */
  readonly asked: Asked[] = [];
  bytesIn = 0;
  bytesOut = 0;
  readonly #options: FaultyDeviceOptions;
  readonly #queue: { asked: Asked; outlet: Outlet }[] = [];
  #busy = false;

  constructor(options: FaultyDeviceOptions) {
    this.#options = options;
  }

  /** One connection or port: the answer takes the bytes that come in. */
  connect(outlet: Outlet): (bytes: Buffer) => void {
    let received: Buffer = Buffer.alloc(0);
    return (bytes) => {
      this.bytesIn += bytes.length;
      received = Buffer.concat([received, bytes]);
      for (;;) {
        const asked = requestIn[this.#options.framing](received);
        if (asked === undefined) return;
        received = received.subarray(asked.end);
        this.asked.push(asked);
        this.#queue.push({ asked, outlet });
        this.#work();
      }
    };
  }

  /** Whether it has a request that it did not answer yet. */
  get isBusy(): boolean {
    return this.#busy || this.#queue.length > 0;
  }

  #work(): void {
    if (this.#busy) return;
    const next = this.#queue.shift();
    if (next === undefined) return;
    const { replyOf } = this.#options;
    if (replyOf === undefined) {
      this.#answer(next);
      return;
    }
    this.#busy = true;
    void replyOf(next.asked).then(
      (reply) => {
        this.#busy = false;
        this.#answer(next, reply);
      },
      () => {
        // Where the real device is silent, so is this one.
        this.#busy = false;
        this.#work();
      },
    );
  }

  #answer({ asked, outlet }: { asked: Asked; outlet: Outlet }, reply?: Buffer): void {
    const { framing, timeoutMs, random, fault, inOrder } = this.#options;
    const steps = answer(framing, asked, fault(asked), { timeoutMs, random, ...(reply && { reply }) });
    const busyMs = inOrder ? Math.max(0, ...steps.filter((s) => s.busy).map((s) => s.afterMs)) : 0;
    for (const step of steps) after(step.afterMs, () => this.#do(step, outlet));
    if (busyMs > 0) {
      this.#busy = true;
      after(busyMs, () => {
        this.#busy = false;
        this.#work();
      });
    } else this.#work();
  }

  #do(step: Step, outlet: Outlet): void {
    if ('reset' in step) {
      outlet.reset();
    } else {
      this.bytesOut += step.bytes.length;
      outlet.write(step.bytes);
    }
  }
}

function after(ms: number, action: () => void): void {
  if (ms <= 0) action();
  else setTimeout(action, ms);
}

type Received = Asked & { readonly end: number };

function tcpRequest(bytes: Buffer): Received | undefined {
  if (bytes.length < 6) return undefined;
  const end = 6 + bytes.readUInt16BE(4);
  if (bytes.length < end) return undefined;
  const frame = Buffer.from(bytes.subarray(0, end));
  return { body: frame.subarray(6), frame, transactionId: frame.readUInt16BE(0), end };
}

function asciiRequest(bytes: Buffer): Received | undefined {
  const text = bytes.toString('latin1');
  const found = /:((?:[0-9A-F]{2})+)\r\n/.exec(text);
  if (found?.[1] === undefined) return undefined;
  const decoded = Buffer.from(found[1], 'hex');
  if (decoded.reduce((sum, byte) => sum + byte, 0) % 256 !== 0) return undefined;
  return {
    body: decoded.subarray(0, -1),
    frame: Buffer.from(found[0]),
    transactionId: 0,
    end: found.index + found[0].length,
  };
}

function rtuRequest(bytes: Buffer): Received | undefined {
  for (let at = 0; at + 8 <= bytes.length; at++) {
    const functionCode = bytes[at + 1] ?? 0;
    const length = functionCode >= 15 ? 9 + (bytes[at + 6] ?? 0) : 8;
    const frame = Buffer.from(bytes.subarray(at, at + length));
    if (frame.length < length) continue;
    const body = frame.subarray(0, -2);
    if (crcOf(body) === frame.readUInt16LE(length - 2)) return { body, frame, transactionId: 0, end: at + length };
  }
  return undefined;
}

const requestIn = { rtu: rtuRequest, ascii: asciiRequest, tcp: tcpRequest };
