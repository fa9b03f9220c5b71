import type { Timers } from '../../../drivers/link/timers.ts';
import type { Clock } from '../../domain/clock.ts';
import type { StatusNow } from '../ports.ts';
import type { StationLog } from './station-parts.ts';

export interface StatusesOptions {
  /** Connectors 1 to this number; 0 is told too. */
  readonly connectors: number;
  readonly statusOf: (connector: number) => StatusNow;
  readonly minimumMs: () => number;
  /** Whether something may be sent now. */
  readonly mayTell: () => boolean;
  /** Rejects where it did not arrive. */
  readonly tell: (connector: number, status: StatusNow) => Promise<void>;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: StationLog;
}

interface Waiting {
  readonly sinceMs: number;
  cancel: () => void;
}

/** A status that never holds long enough is told all the same after so many minimum times. */
const mostTimes = 6;

/**
 * Which statuses a backend is told: those that hold for a while (MinimumStatusDuration; load management switching a car off and
 * on would flood it), and after an outage only the latest (1.6 4.9). A fault is told at once.
 */
export class Statuses {
  readonly #options: StatusesOptions;
  readonly #told = new Map<number, string>();
  readonly #waiting = new Map<number, Waiting>();

  constructor(options: StatusesOptions) {
    this.#options = options;
  }

  /** The backend may be told again; `all`: it knows nothing of us. */
  up(all: boolean): void {
    if (all) this.#told.clear();
    for (let connector = 0; connector <= this.#options.connectors; connector += 1) this.#due(connector);
  }

  /** It may be another now. */
  changed(connector: number): void {
    const { statusOf, minimumMs, clock, timers } = this.#options;
    const status = statusOf(connector);
    const waiting = this.#waiting.get(connector);
    waiting?.cancel();
    if (this.#told.get(connector) === keyOf(status)) {
      this.#waiting.delete(connector);
      return;
    }
    const nowMs = clock.monotonicMs();
    const sinceMs = waiting?.sinceMs ?? nowMs;
    const leftMs = Math.min(minimumMs(), sinceMs + mostTimes * minimumMs() - nowMs);
    if (status.status === 'Faulted' || leftMs <= 0) this.#due(connector);
    else this.#waiting.set(connector, { sinceMs, cancel: timers.after(leftMs, () => this.#due(connector)) });
  }

  /** Told by another way: it need not be told again. */
  noteTold(connector: number, status: StatusNow): void {
    this.#told.set(connector, keyOf(status));
  }

  close(): void {
    for (const { cancel } of this.#waiting.values()) cancel();
    this.#waiting.clear();
  }

  #due(connector: number): void {
    this.#waiting.get(connector)?.cancel();
    this.#waiting.delete(connector);
    const { statusOf, mayTell, tell, log } = this.#options;
    const status = statusOf(connector);
    const key = keyOf(status);
    if (!mayTell() || this.#told.get(connector) === key) return;
    this.#told.set(connector, key);
    tell(connector, status).catch((error: unknown) => {
      log.info({ err: error, connector }, 'a status did not reach an OCPP backend');
      if (this.#told.get(connector) === key) this.#told.delete(connector);
    });
  }
}

const keyOf = ({ status, errorCode, info, vendorErrorCode }: StatusNow): string =>
  JSON.stringify([status, errorCode, info, vendorErrorCode]);
