/** Reads: 1 coils, 2 discrete inputs, 3 holding registers, 4 input registers. */
export type ReadFunction = 1 | 2 | 3 | 4;
/** Writes: 5 one coil, 6 one register, 15 coils, 16 registers. */
export type WriteFunction = 5 | 6 | 15 | 16;

/** What goes first on a line: field/modbus.md §4. */
export type Priority = 'write' | 'keepAlive' | 'fast' | 'slow';

export interface ReadRequest {
  readonly unitId: number;
  readonly functionCode: ReadFunction;
  /** 0-based wire address. */
  readonly address: number;
  /** Registers (1..125) or bits (1..2000). */
  readonly quantity: number;
  readonly priority: Priority;
  /** Time for the reply once the request is on the wire. */
  readonly timeoutMs: number;
  /** Time it may wait in the queue before it fails with `expired` without going out. */
  readonly queueMs: number;
  /** Pause the device wants before each request, after the last byte on the line. */
  readonly pauseMs?: number;
  /** Registers that can be read right after the block: lets the line alternate the length without a further request. */
  readonly spare?: number;
}

export interface ReadReply {
  /** One entry per register (0..65535) or bit (0, 1); exactly `quantity` of them. */
  readonly values: Uint16Array;
  /** Monotonic time when the request went out. */
  readonly requestedAtMs: number;
}

export interface WriteRequest {
  readonly unitId: number;
  readonly functionCode: WriteFunction;
  readonly address: number;
  /** Registers 0..65535, or bits 0/1; exactly one for 5 and 6. */
  readonly values: readonly number[];
  /** `slow`: on behalf of somebody else. */
  readonly priority: 'write' | 'keepAlive' | 'slow';
  readonly timeoutMs: number;
  readonly queueMs: number;
  readonly pauseMs?: number;
  /** A later write with the same unit and key replaces one that still waits; the replaced one rejects with `replaced`. */
  readonly key?: string;
}

export interface WriteReply {
  readonly requestedAtMs: number;
  readonly repliedAtMs: number;
}

/** How a line does, for health, page and metrics. Counters and `busyMs` since the start. */
export interface LineHealth {
  readonly connected: boolean;
  readonly requests: number;
  readonly replies: number;
  readonly timeouts: number;
  readonly exceptions: number;
  /** Replies with a wrong CRC, half frames and noise. */
  readonly framingErrors: number;
  /** Whole frames that answer something else. */
  readonly mismatches: number;
  /** Requests that waited in the queue without getting their turn. */
  readonly expired: number;
  /** Time in which the line served somebody: frames, silences, turnaround, waits for replies that did not come. */
  readonly busyMs: number;
  readonly queueLength: number;
  /** In the queue, in the last 10 to 20 s. */
  readonly longestWaitMs: number;
  /** Frames that were thrown away because they answered nothing that was asked. */
  readonly strayFrames: number;
  readonly reconnects: number;
  readonly lastError: string | undefined;
}

/** One physical line or TCP endpoint: one queue, one request outstanding. Every promise settles. */
export interface Bus {
  read(request: ReadRequest): Promise<ReadReply>;
  write(request: WriteRequest): Promise<WriteReply>;
  readonly health: LineHealth;
  /** Rejects what is open or queued with `closed`, then closes the socket or port. */
  close(): Promise<void>;
}

export type BusFault = 'timeout' | 'exception' | 'mismatch' | 'framing' | 'connect' | 'closed' | 'expired' | 'replaced';

/** Why a request brought nothing. `exceptionCode` (1..11) with `exception`. */
export class BusError extends Error {
  readonly fault: BusFault;
  readonly line: string;
  readonly unitId: number;
  readonly exceptionCode: number | undefined;

  constructor(
    fault: BusFault,
    message: string,
    facts: { line: string; unitId: number; exceptionCode?: number; cause?: unknown },
  ) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.name = 'BusError';
    this.fault = fault;
    this.line = facts.line;
    this.unitId = facts.unitId;
    this.exceptionCode = facts.exceptionCode;
  }
}

/** How to reach a line. */
export type LineConfig =
  | {
      readonly id: string;
      readonly kind: 'serial';
      readonly path: string;
      readonly baudRate: number;
      readonly parity: 'none' | 'even' | 'odd';
      readonly dataBits: 7 | 8;
      readonly stopBits: 1 | 2;
      /** How frames stand on the line; RTU when absent. */
      readonly framing?: LineFraming;
    }
  | { readonly id: string; readonly kind: 'rtu-over-tcp'; readonly address: string; readonly framing?: LineFraming }
  | { readonly id: string; readonly kind: 'tcp'; readonly address: string };

export type LineFraming = 'rtu' | 'ascii';
