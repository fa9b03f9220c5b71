import { Readable } from 'node:stream';
import { Worker } from 'node:worker_threads';
import type { LimitPeriod } from '../../domain/limit-period.ts';
import { StoreError } from '../store-error.ts';
import type { ExportOptions } from './export.ts';
import type { PeriodsQuestion } from './periods.ts';
import type { ProofCheck, ProofQuery, QueryAnswer } from './query-messages.ts';
import { QuestionPlaces } from './question-places.ts';
import { proofName } from './schema.ts';

/** How long is waited: by an export for its client, by a question for its turn. */
export interface QueryWaits {
  /** A client that takes longer over one chunk has gone. */
  readonly idleMs: number;
  /** Who takes a little now and then would keep one of few places for days. */
  readonly overallMs: number;
  /** Whose turn has not come by then is refused as `busy`. */
  readonly placeMs: number;
}
const defaultWaits: QueryWaits = { idleMs: 60_000, overallMs: 30 * 60_000, placeMs: 10_000 };
/** Run as it is, or compiled for the image. */
const entry = new URL(import.meta.url.endsWith('.ts') ? './query-worker.ts' : './query-worker.js', import.meta.url);

/** Long questions to the proof log, each in a thread of its own. All throw NetwachtError `busy` (503). */
export class ProofQueries {
  readonly #dir: string;
  readonly #waits: Omit<QueryWaits, 'placeMs'>;
  readonly #exports: QuestionPlaces;
  /** Apart from the exports: a page that asks takes no place from somebody who fetches a proof. */
  readonly #asked: QuestionPlaces;

  constructor(dir: string, { placeMs, ...waits } = defaultWaits) {
    this.#dir = dir;
    this.#waits = waits;
    this.#exports = new QuestionPlaces(placeMs);
    this.#asked = new QuestionPlaces(placeMs);
  }

  /** The text of an export, once it has a place; ends with an error (StoreError `unreadable`) when the log cannot be read. */
  async export(options: ExportOptions): Promise<Readable> {
    const worker = await this.#exports.start(() => threadFor({ kind: 'export', dir: this.#dir, options }));
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
    const worker = await this.#asked.start(() => threadFor(query));
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

  /** Ends what runs. */
  async close(): Promise<void> {
    await Promise.all([this.#exports.close(), this.#asked.close()]);
  }
}

const threadFor = (query: ProofQuery): Worker => new Worker(entry, { workerData: query });

const unreadable = (message: string): StoreError =>
  new StoreError('unreadable', `${proofName} cannot be read (${message})`, { file: proofName });
