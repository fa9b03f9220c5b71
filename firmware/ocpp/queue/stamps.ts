import { afterClockFloor, type Clock } from '../../domain/clock.ts';
import type { OcppStore } from '../../store/ocpp/ocpp-store.ts';
import type { NewMessage } from '../../store/ocpp/queue-rows.ts';
import { StoreError } from '../../store/store-error.ts';

/** Time since this start of the system, which survives a restart of the program; see `systemBoot`. */
export interface Boot {
  readonly id: string;
  nowMs(): number;
}

export interface StampsOptions {
  readonly clock: Clock;
  readonly boot: Boot;
  /** Whether the wall clock may be believed. */
  readonly timeSynced: () => boolean;
  readonly store: Pick<OcppStore, 'offsetOf' | 'putOffset'>;
}

/** Only where a time stands: a card or a signed value may be any text, also one that looks like this. */
const placeholder = /(?<="timestamp":)"boot:([\w-]{1,40}):(-?\d{1,15})"/g;

/**
 * Times of messages, one for all stations (field/ocpp.md 1.6). While the clock is not set a stamp is kept as ms since this start
 * of the system; it becomes a time when the clock is set, or a backend has told the time, and before it is sent.
 */
export class Stamps {
  readonly #options: StampsOptions;
  /** True wall time less `boot.nowMs()`, as a backend told it. */
  #learntMs: number | undefined;
  #kept = false;

  constructor(options: StampsOptions) {
    this.#options = options;
  }

  /** A backend has told the time (BootNotification, Heartbeat): counts only while our own clock is not set. */
  learn(wallMs: number): void {
    if (Number.isFinite(wallMs) && afterClockFloor(wallMs)) this.#learntMs = wallMs - this.#options.boot.nowMs();
  }

  /** True wall time; undefined: not known. */
  trueMs(): number | undefined {
    const { clock, boot, timeSynced } = this.#options;
    if (timeSynced()) return clock.wallMs();
    return this.#learntMs === undefined ? undefined : this.#learntMs + boot.nowMs();
  }

  /** The stamp of a moment that our clock called `atMs`; without it, of now. UTC with Z and ms, or a place-holder. */
  stamp(atMs: number = this.#options.clock.wallMs()): string {
    const { clock, boot } = this.#options;
    const ageMs = clock.wallMs() - atMs;
    const nowMs = this.trueMs();
    if (nowMs !== undefined) return iso(nowMs - ageMs);
    return `boot:${boot.id}:${Math.round(boot.nowMs() - ageMs)}`;
  }

  /** Where a message is made. */
  now(): Pick<NewMessage, 'createdMs' | 'boot' | 'bootMs'> {
    const { clock, boot } = this.#options;
    return { createdMs: clock.wallMs(), boot: boot.id, bootMs: boot.nowMs() };
  }

  /**
   * The text with times in place of place-holders; undefined: the time is not known yet. `guessed`: of a run in which the
   * clock was never set. Throws what the store throws.
   */
  resolve(message: NewMessage): { readonly text: string; readonly guessed: boolean } | undefined {
    if (!message.payload.includes('"boot:')) return { text: message.payload, guessed: false };
    const { boot } = this.#options;
    const trueMs = this.trueMs();
    if (trueMs === undefined) return undefined;
    const startMs = trueMs - boot.nowMs();
    let guessed = false;
    const text = message.payload.replace(placeholder, (_, id: string, bootMs: string) => {
      const offsetMs = id === boot.id ? startMs : this.#options.store.offsetOf(id);
      guessed ||= offsetMs === undefined;
      return `"${iso(Number(bootMs) + (offsetMs ?? guess(message, startMs)))}"`;
    });
    return { text, guessed };
  }

  /** Keeps what this run of the system knows of the time, for messages of it that are sent in a later one. */
  keep(): void {
    const { boot, store } = this.#options;
    const trueMs = this.trueMs();
    if (this.#kept || trueMs === undefined) return;
    try {
      if (store.offsetOf(boot.id) === undefined) store.putOffset(boot.id, trueMs - boot.nowMs());
      this.#kept = true;
    } catch (error) {
      // Tried again with the next message; the store has told.
      if (!(error instanceof StoreError)) throw error;
    }
  }
}

/** What the clock said then, where it may be true; else as late as it can have been: when the system started anew. */
const guess = ({ createdMs, bootMs }: NewMessage, startMs: number): number =>
  (afterClockFloor(createdMs) ? Math.min(createdMs, startMs) : startMs) - bootMs;

const iso = (ms: number): string => new Date(Math.round(ms)).toISOString();
