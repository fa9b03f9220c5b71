import { randomBytes } from 'node:crypto';
import type { CheckRequest, CheckResult } from '../../domain/check.ts';
import type { Clock } from '../../domain/clock.ts';
import { NetwachtError } from '../../domain/errors.ts';
import type { Site } from '../../domain/site/schema.ts';
import type { CheckStart } from './check-desk.ts';

/** The part of the control host that carries checks to the worker and back. */
export interface CheckCarrier {
  startCheck(start: CheckStart): void;
  endCheck(): void;
  onCheck(listener: (result: CheckResult) => void): void;
}

export interface RemoteChecksOptions {
  readonly host: CheckCarrier;
  readonly site: () => Site | undefined;
  readonly clock: Clock;
}

/** The worker tells its answer within this time after the end of a check. */
const graceMs = 10_000;
const longestMs = 600_000;

/** The main thread's end of the commissioning checks: one at a time, the last one can be read. */
export class RemoteChecks {
  readonly #o: RemoteChecksOptions;
  #last: { readonly result: CheckResult; readonly startedMs: number } | undefined;

  constructor(options: RemoteChecksOptions) {
    this.#o = options;
    options.host.onCheck((result) => {
      if (result.id === this.#last?.result.id) this.#last = { ...this.#last, result };
    });
  }

  /** Begins a check. Throws `noSite`, `unknownDevice` (with its path), `checkRuns`. */
  start(request: CheckRequest): CheckResult {
    const { host, site, clock } = this.#o;
    const devices = site()?.devices;
    if (devices === undefined) throw new NetwachtError('noSite', 'This box has no site document yet');
    const device = devices.find(({ id, enabled }) => id === request.device && enabled);
    if (device === undefined || (request.kind === 'meter') === (device.role === 'chargePoint'))
      throw new NetwachtError(
        'unknownDevice',
        `"${request.device}" is no ${request.kind === 'meter' ? 'meter' : 'charge point'} of this site that is switched on`,
        { path: 'device' },
      );
    if (this.#isRunning()) throw new NetwachtError('checkRuns', 'Another check is running; end it first');
    const id = randomBytes(4).toString('hex');
    const wallMs = clock.wallMs();
    const result: CheckResult = {
      ...{ id, kind: request.kind, device: request.device, meter: null, chargePoints: [] },
      ...{ status: 'running', code: 'settling', sign: [], ratio: [], phases: [], confidence: 0 },
      ...{ siteChange: null, restAssumed: false, steps: [] },
      startedAt: new Date(wallMs).toISOString(),
      endsAt: new Date(wallMs + longestMs).toISOString(),
    };
    this.#last = { result, startedMs: clock.monotonicMs() };
    host.startCheck({ id, request });
    return result;
  }

  /** Throws `notFound` for a check that is not the last one. */
  get(id: string): CheckResult {
    const result = this.#last?.result;
    if (result?.id !== id) throw new NetwachtError('notFound', 'There is no such check');
    return result;
  }

  /** Ends a check that runs; what it found so far can still be read. */
  end(id: string): void {
    const result = this.get(id);
    if (this.#last === undefined || result.status !== 'running') return;
    this.#last = { ...this.#last, result: { ...result, status: 'failed', code: 'ended' } };
    this.#o.host.endCheck();
  }

  #isRunning(): boolean {
    if (this.#last?.result.status !== 'running') return false;
    return this.#o.clock.monotonicMs() - this.#last.startedMs < longestMs + graceMs;
  }
}
