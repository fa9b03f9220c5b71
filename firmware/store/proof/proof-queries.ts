import { Readable } from 'node:stream';
import { Worker } from 'node:worker_threads';
import { NetwachtError } from '../../domain/errors.ts';
import type { LimitPeriod } from '../../domain/limit-period.ts';
import { StoreError } from '../store-error.ts';
import type { ExportOptions } from './export.ts';
import type { PeriodsQuestion } from './periods.ts';
import type { ProofCheck, ProofQuery, QueryAnswer } from './query-messages.ts';
import { proofName } from './schema.ts';

/** Each is a thread with a database of its own. */
const maxAtOnce = 2;
/** Questions with a short answer wait so long for a place, so many of them: a page asks several at once. */
const placeWaitMs = 10_000;
const maxWaiting = 8;
/** How long an export may wait for its client. */
export interface ExportWaits {
  /** A client that takes longer over one chunk has gone. */
  readonly idleMs: number;
  /** Who takes a little now and then would keep one of few places for days. */
  readonly overallMs: number;
}
const defaultWaits: ExportWaits = { idleMs: 60_000, overallMs: 30 * 60_000 };
/** Run as it is, or compiled for the image. */
const entry = new URL(import.meta.url.endsWith('.ts') ? './query-worker.ts' : './query-worker.js', import.meta.url);

/** Long questions to the proof log, each in a thread of its own. All throw NetwachtError `busy` (503). */
export class ProofQueries {
  readonly #dir: string;
  readonly #waits: ExportWaits;
  readonly #exports = new Set<Worker>();
  /** Apart from the exports: a page that asks takes no place from somebody who fetches a proof. */
  readonly #asked = new Set<Worker>();
  readonly #waiting = new Set<() => void>();

  constructor(dir: string, waits = defaultWaits) {
    this.#dir = dir;
    this.#waits = waits;
  }

  /** The text of an export; ends with an error (StoreError `unreadable`) when the log cannot be read. */
  export(options: ExportOptions): Readable {
    const worker = this.#start({ kind: 'export', dir: this.#dir, options }, this.#exports);
    const { idleMs, overallMs } = this.#waits;
    const overall = setTimeout(() => stream.destroy(new Error('the export takes too long')), overallMs).unref();
    let timer: NodeJS.Timeout | undefined;
    const waits = (): void => {
      clearTimeout(timer);
      timer = setTimeout(() => stream.destroy(new Error('nobody takes the export any more')), idleMs);
      timer.unref();
    };
    let asked = false;
    const stream = new Readable({
      encoding: 'utf8',
      highWaterMark: 64 * 1024,
      read() {
        // The first chunk comes unasked.
        if (asked) worker.postMessage('more');
        asked = true;
        clearTimeout(timer);
      },
      destroy(error, done) {
        clearTimeout(timer);
        clearTimeout(overall);
        void worker.terminate().then(() => done(error));
      },
    });
    worker.on('message', (answer: QueryAnswer) => {
      if (answer.kind === 'chunk') {
        stream.push(answer.text);
        waits();
      } else if (answer.kind === 'end') stream.push(null);
      else if (answer.kind === 'failed') stream.destroy(unreadable(answer.message));
    });
    worker.on('error', (error) => stream.destroy(error));
    return stream;
  }

  /** Walks the whole log. Throws StoreError `unreadable`. */
  check(): Promise<ProofCheck> {
    return this.#ask({ kind: 'verify', dir: this.#dir }, (answer) =>
      answer.kind === 'checked' ? answer.check : undefined,
    );
  }

  /** What limited the site between two times. Throws StoreError `unreadable`. */
  periods(question: PeriodsQuestion): Promise<readonly LimitPeriod[]> {
    return this.#ask({ kind: 'periods', dir: this.#dir, question }, (answer) =>
      answer.kind === 'periods' ? answer.periods : undefined,
    );
  }

  async #ask<T>(query: ProofQuery, take: (answer: QueryAnswer) => T | undefined): Promise<T> {
    if (this.#asked.size >= maxAtOnce && this.#waiting.size < maxWaiting) await this.#place();
    const worker = this.#start(query, this.#asked);
    return new Promise((resolve, reject) => {
      worker.on('message', (answer: QueryAnswer) => {
        const taken = take(answer);
        if (taken !== undefined) resolve(taken);
        else if (answer.kind === 'failed') reject(unreadable(answer.message));
      });
      worker.on('error', reject);
      worker.on('exit', () => reject(unreadable('the query ended without an answer')));
    });
  }

  /** Until a question ends and its place is free, or it takes too long. */
  #place(): Promise<void> {
    return new Promise((resolve) => {
      const go = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(go);
        resolve();
      };
      const timer = setTimeout(go, placeWaitMs).unref();
      this.#waiting.add(go);
    });
  }

  /** Ends what runs. */
  async close(): Promise<void> {
    this.#waiting.clear();
    await Promise.all([...this.#exports, ...this.#asked].map((worker) => worker.terminate()));
  }

  #start(query: ProofQuery, running: Set<Worker>): Worker {
    if (running.size >= maxAtOnce)
      throw new NetwachtError('busy', 'Other long questions are being answered; try again in a minute');
    const worker = new Worker(entry, { workerData: query });
    running.add(worker);
    worker.on('exit', () => {
      running.delete(worker);
      const [next] = running === this.#asked ? this.#waiting : [];
      next?.();
    });
    return worker;
  }
}

const unreadable = (message: string): StoreError =>
  new StoreError('unreadable', `${proofName} cannot be read (${message})`, { file: proofName });
