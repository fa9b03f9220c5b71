import { join } from 'node:path';
import type { Clock } from '../../domain/clock.ts';
import type { MeteringCounter, MeteringQuarter } from '../../domain/metering.ts';
import type { IdleCounters, SessionQuarter, SignedValue } from '../../domain/session.ts';
import type { StoreHealth } from '../health.ts';
import { setAside } from '../set-aside.ts';
import { isDamage, readError, systemCode, writeError } from '../store-error.ts';
import { sessionsName } from './schema.ts';
import { SessionFile, type SessionWrite } from './session-file.ts';
import type { After, SessionWithCorrections } from './session-reading.ts';

/** Charging sessions on disk: money. Reads throw StoreError `unreadable`, `inUse`. */
export interface SessionStore {
  /** What was kept of sessions that run; as it was given. */
  open(): readonly unknown[];
  idle(): IdleCounters | undefined;
  /** The first number that is free. */
  nextId(): number;
  /**
   * On disk when it returns; then, with `copy`, in the copy as well, whose failure is told in the health. Throws StoreError
   * `notPersisted` with nothing kept.
   */
  write(write: Partial<SessionWrite>, options?: { readonly copy: boolean }): void;
  /** Lets sessions go that began before a moment. Throws StoreError `notPersisted`. */
  drop(beforeMs: number): void;
  /** Sessions that are over and began in that time, oldest first. */
  page(fromMs: number, toMs: number, after: After | undefined, limit: number): readonly SessionWithCorrections[];
  one(id: number): SessionWithCorrections | undefined;
  quarters(session: number): readonly SessionQuarter[];
  signed(session: number): readonly SignedValue[];
  /** The number of the last session that ended at a charge point. */
  lastOf(chargePoint: string): number | undefined;
  /** Quarter hours of metering points, in order of time and point. */
  meteringQuarters(fromMs: number, toMs: number): readonly MeteringQuarter[];
  /** Begin of the first and of the last quarter hour of metering points. */
  meteringSpan(): { readonly fromMs: number; readonly toMs: number } | undefined;
  meteringCounters(): readonly MeteringCounter[];
  /** The number of a session that is over, by where and when it began. */
  numberOf(chargePoint: string, pluggedAtMs: number): number | undefined;
  close(): void;
}

const nothing: SessionWrite = {
  ...{ quarters: [], open: [], closed: [], corrections: [], signed: [] },
  ...{ idle: undefined, meteringQuarters: [], meteringCounters: undefined },
};

/** Opens the file when it is first needed: a disk that is full or broken at the start stops nothing. */
export class SessionStoreOnDisk implements SessionStore {
  readonly #options: { readonly dir: string; readonly clock: Clock; readonly health: StoreHealth };
  #file: SessionFile | undefined;

  constructor(options: { readonly dir: string; readonly clock: Clock; readonly health: StoreHealth }) {
    this.#options = options;
  }

  open(): readonly unknown[] {
    return this.#read((file) => file.reading.open());
  }

  idle(): IdleCounters | undefined {
    return this.#read((file) => file.reading.idle());
  }

  nextId(): number {
    return this.#read((file) => file.reading.lastId()) + 1;
  }

  write(write: Partial<SessionWrite>, { copy } = { copy: true }): void {
    const { health } = this.#options;
    try {
      this.#use((file) => file.write({ ...nothing, ...write }));
      health.clear('store:sessions');
    } catch (cause) {
      const error = writeError(cause, sessionsName, 'charging sessions');
      const message = `charging sessions cannot be written (${systemCode(cause) ?? 'error'}); they wait in memory`;
      health.raise({ id: 'store:sessions', severity: 'fault', code: 'notPersisted', what: sessionsName, message });
      throw error;
    }
    if (copy) this.#follow();
  }

  drop(beforeMs: number): void {
    try {
      this.#use((file) => file.drop(beforeMs));
    } catch (error) {
      throw writeError(error, sessionsName, 'charging sessions');
    }
  }

  page(fromMs: number, toMs: number, after: After | undefined, limit: number): readonly SessionWithCorrections[] {
    return this.#read((file) => file.reading.page(fromMs, toMs, after, limit));
  }

  one(id: number): SessionWithCorrections | undefined {
    return this.#read((file) => file.reading.one(id));
  }

  quarters(session: number): readonly SessionQuarter[] {
    return this.#read((file) => file.reading.quarters(session));
  }

  signed(session: number): readonly SignedValue[] {
    return this.#read((file) => file.reading.signed(session));
  }

  lastOf(chargePoint: string): number | undefined {
    return this.#read((file) => file.reading.lastOf(chargePoint));
  }

  meteringQuarters(fromMs: number, toMs: number): readonly MeteringQuarter[] {
    return this.#read((file) => file.metering.quarters(fromMs, toMs));
  }

  meteringSpan(): { readonly fromMs: number; readonly toMs: number } | undefined {
    return this.#read((file) => file.metering.span());
  }

  numberOf(chargePoint: string, pluggedAtMs: number): number | undefined {
    return this.#read((file) => file.reading.numberOf(chargePoint, pluggedAtMs));
  }

  meteringCounters(): readonly MeteringCounter[] {
    return this.#read((file) => file.metering.counters());
  }

  close(): void {
    this.#file?.close();
    this.#file = undefined;
  }

  #follow(): void {
    const { health } = this.#options;
    try {
      this.#use((file) => file.follow());
      health.clear('store:sessionsCopy');
    } catch (error) {
      const system = systemCode(error);
      if (system === undefined) throw error;
      const message = `the copy of the charging sessions is behind (${system})`;
      health.raise({
        ...{
          id: 'store:sessionsCopy',
          severity: 'warning',
          code: 'notPersisted',
          what: 'sessions-copy.sqlite',
          message,
        },
      });
    }
  }

  #read<T>(use: (file: SessionFile) => T): T {
    try {
      return this.#use(use);
    } catch (error) {
      throw readError(error, sessionsName);
    }
  }

  #use<T>(use: (file: SessionFile) => T): T {
    const { dir, clock } = this.#options;
    const nowMs = () => clock.wallMs();
    try {
      this.#file ??= this.#opened(new SessionFile(dir, nowMs));
      return use(this.#file);
    } catch (error) {
      if (this.#file === undefined || !isDamage(error)) throw error;
      // Damaged in the middle: the file is set aside, and the copy goes on in its place.
      this.#file.close();
      this.#file = undefined;
      const aside = setAside(join(dir, sessionsName), clock.wallMs());
      this.#file = this.#opened(new SessionFile(dir, nowMs), aside);
      return use(this.#file);
    }
  }

  #opened(file: SessionFile, aside = file.aside): SessionFile {
    if (aside !== undefined)
      this.#options.health.raise({
        ...{ id: 'store:sessionsAside', severity: 'fault', code: 'storeSetAside', what: aside },
        message: `the file of charging sessions was damaged and is set aside as ${aside}; its copy holds now`,
      });
    return file;
  }
}
