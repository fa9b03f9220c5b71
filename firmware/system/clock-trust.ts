import { existsSync } from 'node:fs';
import { afterClockFloor, type Clock } from '../domain/clock.ts';
import type { HealthState } from '../domain/state.ts';

/**
 * `auto`: systemd-timesyncd is asked where it runs, elsewhere the machine's clock is believed once it is past the floor.
 * `required`: only what timesyncd says counts (the image). `assumed`: somebody else sees to the clock.
 */
export const timeSyncModes = ['auto', 'required', 'assumed'] as const;
export type TimeSyncMode = (typeof timeSyncModes)[number];

/** timesyncd makes the folder when it starts and the file in it at the first answer of a time server. */
const timesyncFolder = '/run/systemd/timesync';

/** A look at a file costs little, but a log may have hundreds of lines a second. */
const lookEveryMs = 1000;

/** Whether the wall clock may be believed (S15). Below the floor of the release it never is. */
export class ClockTrust {
  readonly #clock: Clock;
  readonly #mode: TimeSyncMode;
  readonly #folder: string;
  #told = false;
  #lookedMs = Number.NEGATIVE_INFINITY;
  #since: string | undefined;

  constructor(parts: { readonly clock: Clock; readonly mode: TimeSyncMode; readonly folder?: string }) {
    this.#clock = parts.clock;
    this.#mode = parts.mode;
    this.#folder = parts.folder ?? timesyncFolder;
  }

  timeSynced(): boolean {
    const synced = afterClockFloor(this.#clock.wallMs()) && this.#serverHasTold();
    if (synced) this.#since = undefined;
    else this.#since ??= new Date(this.#clock.wallMs()).toISOString();
    return synced;
  }

  /** What every line of the log carries: nothing, or that its time is not certain. */
  readonly mark = (): { timeUnsynced?: true } => (this.timeSynced() ? {} : { timeUnsynced: true });

  health(): readonly HealthState[] {
    if (this.timeSynced()) return [];
    const message =
      'The clock has not been set by a time server; times are not certain, dates of certificates not judged';
    const since = this.#since ?? new Date(this.#clock.wallMs()).toISOString();
    return [{ id: 'clock', severity: 'warning', code: 'clockUnsynced', what: 'clock', message, since }];
  }

  #serverHasTold(): boolean {
    if (this.#mode === 'assumed' || this.#told) return true;
    const nowMs = this.#clock.monotonicMs();
    if (nowMs - this.#lookedMs < lookEveryMs) return false;
    const told = existsSync(`${this.#folder}/synchronized`) || (this.#mode === 'auto' && !existsSync(this.#folder));
    this.#told = told;
    this.#lookedMs = nowMs;
    return told;
  }
}
