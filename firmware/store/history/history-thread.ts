import type { Readable } from 'node:stream';
import { Worker } from 'node:worker_threads';
import type { Clock } from '../../domain/clock.ts';
import type { HistoryReader, HistoryWindow, HistoryWindowQuestion, Series } from '../../domain/history.ts';
import type { HealthState } from '../../domain/state.ts';
import { StoreHealth, type StoreLog } from '../health.ts';
import { AskedQuestions, unreadable } from './asked-questions.ts';
import type { TextQuestion } from './history-text.ts';
import { historyName } from './schema.ts';
import { type FromHistory, type HistoryThreadSettings, ringPlaces, type ToHistory } from './thread-messages.ts';

/** After a fault of the thread a new one is begun, not at once. */
const againMs = 60_000;
const closeWithinMs = 5000;
/** A question that would take more ends the thread, not the program. */
const resourceLimits = { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 96 };
/** Run as it is, or compiled for the image. */
const entry = new URL(import.meta.url.endsWith('.ts') ? './history-worker.ts' : './history-worker.js', import.meta.url);

export interface HistoryThreadOptions {
  readonly dir: string;
  readonly clock: Clock;
  readonly log?: StoreLog;
  /** The worker's entry, and how long after its end another one is begun; tests put others here. */
  readonly worker?: URL;
  readonly againMs?: number;
}

/** The main thread's end of the history thread. A thread that fails takes nothing else with it: another one goes on. */
export class HistoryThread implements HistoryReader {
  readonly #options: HistoryThreadOptions;
  readonly #health: StoreHealth;
  readonly #questions = new AskedQuestions((message) => this.#send(message));
  #worker: Worker | undefined;
  #waiting = 0;
  #ring: Float64Array = new Float64Array();
  #place = 0;
  #series: readonly Series[] = [];
  readonly #texts: string[] = [];
  #again: NodeJS.Timeout | undefined;
  #closed: (() => void) | undefined;

  constructor(options: HistoryThreadOptions) {
    this.#options = options;
    this.#health = new StoreHealth(options.clock, options.log);
    this.#start();
  }

  use(series: readonly Series[]): void {
    this.#series = series;
    const ring = new SharedArrayBuffer(ringPlaces * series.length * Float64Array.BYTES_PER_ELEMENT);
    this.#ring = new Float64Array(ring);
    this.#place = 0;
    this.#send({ kind: 'use', series, ring });
  }

  learn(texts: readonly string[]): void {
    this.#texts.push(...texts);
    this.#send({ kind: 'learn', texts });
  }

  take(atMs: number, values: Float64Array): void {
    if (this.#waiting >= ringPlaces || this.#worker === undefined) return;
    this.#waiting += 1;
    this.#ring.set(values, this.#place * values.length);
    this.#send({ kind: 'take', atMs, place: this.#place });
    this.#place = (this.#place + 1) % ringPlaces;
  }

  health(): readonly HealthState[] {
    return this.#health.list();
  }

  /** An answer as text. Throws NetwachtError `busy`, `unknownSeries`, `tooMuch`, StoreError `unreadable`. */
  async text(question: TextQuestion): Promise<Readable> {
    this.#mustRun();
    return this.#questions.text(question);
  }

  /** See HistoryReader; and NetwachtError `busy`. */
  async window(question: HistoryWindowQuestion): Promise<HistoryWindow> {
    this.#mustRun();
    return this.#questions.window(question);
  }

  /** Has what is open written, and ends the thread. */
  async close(): Promise<void> {
    clearTimeout(this.#again);
    const worker = this.#worker;
    if (worker === undefined) return;
    await new Promise<void>((resolve) => {
      this.#closed = resolve;
      setTimeout(resolve, closeWithinMs).unref();
      this.#send({ kind: 'close' });
    });
    this.#worker = undefined;
    await worker.terminate();
  }

  #mustRun(): void {
    if (this.#worker === undefined) throw unreadable('its thread is begun anew in a minute');
  }

  #start(): void {
    const settings: HistoryThreadSettings = { dir: this.#options.dir };
    const worker = new Worker(this.#options.worker ?? entry, { workerData: settings, resourceLimits });
    this.#worker = worker;
    this.#waiting = 0;
    worker.unref();
    worker.on('message', (message: FromHistory) => this.#take(message));
    worker.on('error', (error) => this.#lost(worker, error));
    worker.on('exit', () => this.#lost(worker, new Error('it ended')));
    if (this.#series.length > 0) this.use(this.#series);
    if (this.#texts.length > 0) this.#send({ kind: 'learn', texts: this.#texts });
  }

  #take(message: FromHistory): void {
    switch (message.kind) {
      case 'taken':
        this.#waiting -= message.samples;
        this.#health.clear('store:historyThread');
        return;
      case 'raise':
        this.#health.raise(message.fault, message.facts);
        return;
      case 'clear':
        this.#health.clear(message.fault);
        return;
      case 'closed':
        this.#closed?.();
        return;
      default:
        this.#questions.heard(message);
    }
  }

  #lost(worker: Worker, error: Error): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    this.#questions.lost(error.message);
    this.#closed?.();
    this.#health.raise(
      {
        id: 'store:historyThread',
        severity: 'warning',
        code: 'notPersisted',
        what: historyName,
        message: `the history thread failed (${error.message}); a new one begins, its last minutes are missing`,
      },
      { err: error },
    );
    if (this.#closed === undefined)
      this.#again = setTimeout(() => this.#start(), this.#options.againMs ?? againMs).unref();
  }

  #send(message: ToHistory): void {
    this.#worker?.postMessage(message);
  }
}
