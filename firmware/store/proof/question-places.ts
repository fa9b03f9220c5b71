import type { Worker } from 'node:worker_threads';
import { NetwachtError } from '../../domain/errors.ts';

/** Each is a thread with a database of its own. */
const maxAtOnce = 2;
/** Who comes while all run waits so long for a place, so many of them: a page asks several at once. */
const maxWaiting = 8;

/** Threads that run at the same time; whoever comes later waits for a place, the first one first. */
export class QuestionPlaces {
  readonly #running = new Set<Worker>();
  readonly #waiting = new Set<(isFree: boolean) => void>();
  readonly #waitMs: number;

  constructor(waitMs: number) {
    this.#waitMs = waitMs;
  }

  /** Starts a thread as soon as there is a place. Throws NetwachtError `busy` (503) when none gets free in time. */
  async start(begin: () => Worker): Promise<Worker> {
    if (this.#running.size >= maxAtOnce && !(await this.#place()))
      throw new NetwachtError('busy', 'Other long questions are being answered; try again in a minute');
    const worker = begin();
    this.#running.add(worker);
    worker.once('exit', () => {
      this.#running.delete(worker);
      const [next] = this.#waiting;
      next?.(true);
    });
    return worker;
  }

  /** Ends what runs; whoever waits is refused. */
  async close(): Promise<void> {
    for (const next of this.#waiting) next(false);
    await Promise.all([...this.#running].map((worker) => worker.terminate()));
  }

  /** Whether a place got free in time. */
  #place(): Promise<boolean> {
    if (this.#waiting.size >= maxWaiting) return Promise.resolve(false);
    return new Promise((resolve) => {
      const go = (isFree: boolean): void => {
        clearTimeout(timer);
        this.#waiting.delete(go);
        resolve(isFree);
      };
      const timer = setTimeout(() => go(false), this.#waitMs).unref();
      this.#waiting.add(go);
    });
  }
}
