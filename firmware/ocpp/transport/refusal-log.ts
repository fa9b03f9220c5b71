import type { Clock } from '../../domain/clock.ts';
import type { ServerRefusal } from './server-refusal.ts';

/** The same refusal over and over is one of these. */
export interface RepeatedRefusal {
  readonly latest: ServerRefusal;
  readonly times: number;
  /** Wall ms. */
  readonly sinceMs: number;
}

interface Kept {
  latest: ServerRefusal;
  times: number;
  readonly sinceMs: number;
  toldMs: number;
  untold: number;
}

/** The same one is told anew after this long. */
const tellAgainMs = 60_000;
/** All lines together, in a minute. */
const linesAMinute = 20;
const maxKept = 100;

/** What was refused of late, for the API; and the log, which no stranger can fill. */
export class RefusalLog {
  readonly #clock: Clock;
  readonly #warn: (sentence: string, facts: { readonly code: string; readonly times: number }) => void;
  /** By who and why, the latest last. */
  readonly #kept = new Map<string, Kept>();
  #minute = { sinceMs: Number.NEGATIVE_INFINITY, lines: 0, left: 0 };

  constructor(
    clock: Clock,
    warn: (sentence: string, facts: { readonly code: string; readonly times: number }) => void,
  ) {
    this.#clock = clock;
    this.#warn = warn;
  }

  take(refusal: ServerRefusal): void {
    const nowMs = this.#clock.monotonicMs();
    const { fault, address, stationId, atMs } = refusal;
    const key = JSON.stringify([fault.code, address, stationId]);
    const kept = this.#kept.get(key) ?? {
      ...{ latest: refusal, times: 0, sinceMs: atMs, toldMs: Number.NEGATIVE_INFINITY, untold: 0 },
    };
    kept.latest = refusal;
    kept.times += 1;
    kept.untold += 1;
    this.#kept.delete(key);
    this.#kept.set(key, kept);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > maxKept && oldest !== undefined) this.#kept.delete(oldest);
    if (nowMs - kept.toldMs >= tellAgainMs && this.#mayTell(nowMs)) {
      const often = kept.untold > 1 ? ` (${kept.untold} times)` : '';
      this.#warn(`${fault.message}${often}`, { code: `${fault.layer}.${fault.code}`, times: kept.untold });
      kept.toldMs = nowMs;
      kept.untold = 0;
    }
  }

  /** The latest first. */
  recent(): readonly RepeatedRefusal[] {
    return [...this.#kept.values()].reverse().map(({ latest, times, sinceMs }) => ({ latest, times, sinceMs }));
  }

  #mayTell(nowMs: number): boolean {
    if (nowMs - this.#minute.sinceMs >= 60_000) {
      const { left } = this.#minute;
      this.#minute = { sinceMs: nowMs, lines: 0, left: 0 };
      if (left > 0)
        this.#warn(`${left} more refusals of the OCPP server were not logged.`, { code: 'more', times: left });
    }
    if (this.#minute.lines >= linesAMinute) {
      this.#minute.left += 1;
      return false;
    }
    this.#minute.lines += 1;
    return true;
  }
}
