import type { Timers } from '../../../drivers/link/timers.ts';
import type { Clock } from '../../domain/clock.ts';
import { NetwachtError } from '../../domain/errors.ts';
import type { OutputRequest } from './output-request.ts';

/** How an output stands. Times are wall ms. */
export interface RunnerView {
  readonly state: 'idle' | 'sending' | 'sent' | 'failing';
  /** What holds at the other end as far as we know. */
  readonly sent: OutputRequest | undefined;
  readonly sentAtMs: number | undefined;
  /** What is to go out and has not yet. */
  readonly waiting: OutputRequest | undefined;
  readonly fault: { readonly code: string; readonly message: string; readonly sinceMs: number } | undefined;
}

export interface RunnerOptions {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly atMostEveryMs: number;
  readonly resendMs: number | undefined;
  /** Rejects with a NetwachtError when it did not arrive. */
  readonly send: (request: OutputRequest, signal: AbortSignal) => Promise<void>;
  /** The first failure after a success, and the first success after failures. */
  readonly onChange: (view: RunnerView) => void;
}

const firstBackOffMs = 1_000;
const longestBackOffMs = 60_000;

/**
 * Sends one output: one call at a time, the last wanted one wins, no more often than allowed. What fails is tried again
 * after 1, 2, 4 … 60 s, until it arrives or something else is wanted.
 */
export class OutputRunner {
  readonly #o: RunnerOptions;
  readonly #ended = new AbortController();
  #wanted: OutputRequest | undefined;
  /** What arrived last; undefined while nobody knows what holds at the other end. */
  #sent: { readonly request: OutputRequest; readonly atMs: number; readonly wallMs: number } | undefined;
  #fault: RunnerView['fault'];
  #failures = 0;
  #triedAtMs = Number.NEGATIVE_INFINITY;
  #sending = false;
  /** Asked for once more, changed or not. */
  #asked = false;
  #cancel: () => void = () => undefined;

  constructor(options: RunnerOptions) {
    this.#o = options;
  }

  view(): RunnerView {
    return {
      state: this.#sending ? 'sending' : this.#fault ? 'failing' : this.#sent ? 'sent' : 'idle',
      sent: this.#sent?.request,
      sentAtMs: this.#sent?.wallMs,
      waiting: this.#isDue() ? this.#wanted : undefined,
      fault: this.#fault,
    };
  }

  /** What holds from now on; undefined: nothing is to be sent, and what has not arrived is given up. */
  want(request: OutputRequest | undefined): void {
    this.#wanted = request;
    if (!this.#isDue()) this.#calm();
    this.#plan();
  }

  /** Once more, at once, changed or not. */
  again(): void {
    this.#asked = true;
    this.#failures = 0;
    this.#plan();
  }

  end(): void {
    this.#ended.abort();
    this.#cancel();
  }

  #isDue(): boolean {
    return this.#wanted !== undefined && (this.#asked || !isSame(this.#wanted, this.#sent?.request));
  }

  #plan(): void {
    this.#cancel();
    if (this.#sending || this.#wanted === undefined || this.#ended.signal.aborted) return;
    const { atMostEveryMs, resendMs } = this.#o;
    const doublings = Math.min(16, this.#failures - 1);
    const backOffMs = this.#failures === 0 ? 0 : Math.min(longestBackOffMs, firstBackOffMs * 2 ** doublings);
    if (this.#isDue()) this.#at(this.#triedAtMs + Math.max(atMostEveryMs, backOffMs));
    else if (resendMs !== undefined && this.#sent !== undefined) this.#at(this.#sent.atMs + resendMs);
  }

  #at(dueMs: number): void {
    const waitMs = Math.max(0, dueMs - this.#o.clock.monotonicMs());
    this.#cancel = this.#o.timers.after(waitMs, () => {
      void this.#try();
    });
  }

  /** Never rejects. */
  async #try(): Promise<void> {
    const request = this.#wanted;
    if (request === undefined) return;
    this.#asked = false;
    this.#sending = true;
    this.#triedAtMs = this.#o.clock.monotonicMs();
    let fault: NetwachtError | undefined;
    try {
      await this.#o.send(request, this.#ended.signal);
    } catch (error) {
      fault = error instanceof NetwachtError ? error : new NetwachtError('internal', String(error));
    }
    this.#sending = false;
    if (this.#ended.signal.aborted) return;
    if (fault === undefined) this.#arrived(request);
    else this.#failed(fault);
    this.#plan();
  }

  #arrived(request: OutputRequest): void {
    const { clock } = this.#o;
    this.#sent = { request, atMs: clock.monotonicMs(), wallMs: clock.wallMs() };
    this.#calm();
  }

  #failed({ code, message }: NetwachtError): void {
    this.#sent = undefined;
    if (this.#wanted === undefined) return;
    this.#failures += 1;
    const isNew = this.#fault === undefined;
    this.#fault = { code, message, sinceMs: this.#fault?.sinceMs ?? this.#o.clock.wallMs() };
    if (isNew) this.#o.onChange(this.view());
  }

  #calm(): void {
    const failed = this.#fault !== undefined;
    this.#failures = 0;
    this.#fault = undefined;
    if (failed) this.#o.onChange(this.view());
  }
}

const isSame = (a: OutputRequest | undefined, b: OutputRequest | undefined): boolean =>
  a?.method === b?.method && a?.url === b?.url && a?.body === b?.body;
