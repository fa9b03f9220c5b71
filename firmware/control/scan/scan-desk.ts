import type { ScanRequest } from '../../domain/scan.ts';
import { Scan, type ScanOptions } from './scan.ts';

/** The control worker's place for the one scan that may run. Reads only, behind everything else on a line. */
export class ScanDesk {
  readonly #o: ScanOptions;
  #running: { readonly end: AbortController; readonly done: Promise<void> } | undefined;

  constructor(options: ScanOptions) {
    this.#o = options;
  }

  /** Begins a scan; one that still runs is ended. */
  start(id: string, request: ScanRequest): void {
    const before = this.#running;
    before?.end.abort();
    const end = new AbortController();
    const scan = new Scan(this.#o, id, end.signal);
    const done = (before?.done ?? Promise.resolve()).then(() => scan.run(request));
    this.#running = { end, done };
  }

  /** Ends the scan that runs and waits until its lines are free. Never rejects. */
  async end(): Promise<void> {
    this.#running?.end.abort();
    await this.#running?.done;
  }
}
