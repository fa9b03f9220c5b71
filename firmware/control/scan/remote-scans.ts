import { randomBytes } from 'node:crypto';
import type { Clock } from '../../domain/clock.ts';
import { NetwachtError } from '../../domain/errors.ts';
import type { ScanRequest, ScanResult } from '../../domain/scan.ts';
import type { Site } from '../../domain/site/schema.ts';

/** The part of the control host that carries scans to the worker and back. */
export interface ScanCarrier {
  startScan(id: string, request: ScanRequest): void;
  endScan(): void;
  onScan(listener: (result: ScanResult) => void): void;
}

export interface RemoteScansOptions {
  readonly host: ScanCarrier;
  readonly site: () => Site | undefined;
  readonly clock: Clock;
}

/** A scan of every unit id at every setting of a slow line takes longer; then it is asked for in parts. */
const longestMs = 30 * 60_000;

/** The main thread's end of scans: one at a time, the last one can be read. */
export class RemoteScans {
  readonly #o: RemoteScansOptions;
  #last: { readonly result: ScanResult; readonly startedMs: number } | undefined;

  constructor(options: RemoteScansOptions) {
    this.#o = options;
    options.host.onScan((result) => {
      if (result.id === this.#last?.result.id && this.#last.result.state === 'running')
        this.#last = { ...this.#last, result };
    });
  }

  /** Begins a scan. Throws `unknownLine`, `lineTaken` (with the path) and `scanRuns`. */
  start(request: ScanRequest): ScanResult {
    const { host, site, clock } = this.#o;
    const lines = site()?.lines ?? [];
    if (request.line !== undefined && !lines.some(({ id }) => id === request.line))
      throw new NetwachtError('unknownLine', `There is no line "${request.line}" in the site`, { path: 'line' });
    const taken = lines.find((line) => line.kind === 'serial' && line.path === request.serial?.path);
    if (taken !== undefined)
      throw new NetwachtError('lineTaken', `${request.serial?.path} is the line "${taken.id}" of the site; scan that`, {
        path: 'serial.path',
      });
    if (this.#isRunning()) throw new NetwachtError('scanRuns', 'Another scan is running; end it first');
    const id = randomBytes(4).toString('hex');
    const result: ScanResult = {
      ...{ id, state: 'running', progress: { done: 0, total: 1, what: '' }, found: [], message: null },
      startedAt: new Date(clock.wallMs()).toISOString(),
    };
    this.#last = { result, startedMs: clock.monotonicMs() };
    host.startScan(id, request);
    return result;
  }

  /** Throws `notFound` for a scan that is not the last one. */
  get(id: string): ScanResult {
    const result = this.#last?.result;
    if (result?.id !== id) throw new NetwachtError('notFound', 'There is no such scan');
    return result;
  }

  /** Ends a scan that runs; what it found so far can still be read. */
  end(id: string): void {
    const result = this.get(id);
    if (this.#last === undefined || result.state !== 'running') return;
    this.#last = { ...this.#last, result: { ...result, state: 'ended' } };
    this.#o.host.endScan();
  }

  #isRunning(): boolean {
    if (this.#last?.result.state !== 'running') return false;
    return this.#o.clock.monotonicMs() - this.#last.startedMs < longestMs;
  }
}
