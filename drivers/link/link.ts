import type { ModbusRequest } from './request.ts';

/** How one exchange of a request goes out. */
export interface ExchangeTerms {
  /** For the reply, from the last byte of the request to the first of the reply. */
  readonly timeoutMs: number;
  /** Silence that the device wants before the request. */
  readonly pauseMs: number;
  /** Monotonic time until which it may wait for a connection. */
  readonly connectByMs: number;
}

interface OnLine {
  /** Monotonic time when the request went out. */
  readonly sentAtMs: number;
}

interface Answered extends OnLine {
  readonly repliedAtMs: number;
}

/** How an exchange ended. It always ends: by reply, time-out, loss of the line or closing. */
export type Outcome =
  | ({ readonly kind: 'reply'; readonly values: Uint16Array } & Answered)
  | ({ readonly kind: 'exception'; readonly code: number } & Answered)
  /** The request went out and nothing that answers it came back. */
  | ({
      readonly kind: 'unanswered';
      readonly fault: Unanswered;
      readonly message: string;
      readonly cause?: Error;
    } & OnLine)
  /** The request never was on the line. */
  | { readonly kind: 'notSent'; readonly fault: 'connect' | 'framing' | 'closed'; readonly cause: Error };

export type Unanswered = 'timeout' | 'mismatch' | 'framing' | 'connect' | 'closed';

/** What puts requests on a line, one at a time. */
export interface Link {
  /** Frames carry a transaction id: a reply of an older request is never taken for this one's. */
  readonly tellsRepliesApart: boolean;
  /** Whether the adapter hands back what is sent: then the reply to a write of one value proves nothing by itself. */
  readonly echo: 'unknown' | 'none' | 'echoes';
  readonly connected: boolean;
  readonly reconnects: number;
  readonly strayFrames: number;
  exchange(request: ModbusRequest, terms: ExchangeTerms): Promise<Outcome>;
  /** Ends what is outstanding with `closed`, then closes socket or port. */
  close(): Promise<void>;
}
