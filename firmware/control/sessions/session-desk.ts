import type { Clock } from '../../domain/clock.ts';
import type { SessionNow } from '../../domain/known.ts';
import type { TariffSpan } from '../../domain/prices.ts';
import { type Session, type SessionCorrection, type SessionQuarter, sessionNowOf } from '../../domain/session.ts';
import type { Site } from '../../domain/site/schema.ts';
import type { State } from '../../domain/state.ts';
import { isOpenSession, type OpenSession } from '../../sessions/charging/open-session.ts';
import { SessionWatch } from '../../sessions/charging/session-watch.ts';
import type { SessionStore } from '../../store/sessions/session-store.ts';
import { sessionLook } from './session-look.ts';

/** Who charges, as far as the people's desk knows: ids of the site's users and tags. */
export interface WhoCharges {
  readonly user?: string;
  readonly tag?: string;
}

export interface SessionDeskOptions {
  readonly store: SessionStore;
  readonly site: () => Site | undefined;
  readonly clock: Clock;
  /** Whether the wall clock may be believed. */
  readonly timeSynced: () => boolean;
  readonly occupantOf: (chargePoint: string) => WhoCharges | undefined;
  /** Prices of a time that is over. */
  readonly pricesOf: (fromMs: number, toMs: number) => readonly TariffSpan[];
  /** Told of sessions that are over; absent: nobody is. */
  readonly onEnded?: (sessions: readonly Session[]) => void;
  readonly log: { error(facts: object, message: string): void; info(facts: object, message: string): void };
}

/** Counters close what a kill leaves open; all that is lost with it is which quarter hour it belonged to. */
const checkpointEveryMs = 300_000;
/** Without a counter what is not written is lost. */
const softCheckpointEveryMs = 60_000;
/** Where nothing happens: so that a restart knows until when that was so. */
const idleCheckpointEveryMs = 1_800_000;
/** The worker is told anew what sessions have come to after so long. */
const toldEveryMs = 10_000;
/** By then counters of charge points have been read, mostly sooner: where they stand is kept for the first time. */
const firstCheckpointMs = 10_000;
/** As long as bills are kept. */
const keptYears = 10;
const dropEveryMs = 86_400_000;
/** A disk that refuses is asked again after so long. */
const againAfterMs = 10_000;
/** Rows that wait for a disk that refuses: weeks of twenty charge points. Beyond it the oldest are given up, and said to be. */
const mostWaiting = 50_000;

/** The main thread's desk for charging sessions: makes them of what the cycles show, and keeps them. */
export class SessionDesk {
  readonly #options: SessionDeskOptions;
  #watch: SessionWatch | undefined;
  #quarters: readonly SessionQuarter[] = [];
  #closed: readonly Session[] = [];
  #corrections: readonly SessionCorrection[] = [];
  #due = false;
  #writtenMs = Number.NEGATIVE_INFINITY;
  #softWrittenMs = Number.NEGATIVE_INFINITY;
  #refusedMs = Number.NEGATIVE_INFINITY;
  #openFailed = false;
  /** A write failed: all documents are due. */
  #allDue = false;
  #allWrittenMs = Number.NEGATIVE_INFINITY;
  #firstDueMs = Number.POSITIVE_INFINITY;
  #told: ReadonlyMap<string, SessionNow> = new Map();
  #toldMs = Number.NEGATIVE_INFINITY;
  #droppedMs = Number.NEGATIVE_INFINITY;

  constructor(options: SessionDeskOptions) {
    this.#options = options;
  }

  /** After every cycle. */
  observe(state: State): void {
    const watch = this.#opened();
    const { clock, site, timeSynced, occupantOf, pricesOf } = this.#options;
    if (watch === undefined) return;
    const look = sessionLook(state, {
      ...{ site: site(), wallMs: clock.wallMs(), nowMs: clock.monotonicMs(), synced: timeSynced() },
      ...{ occupantOf, pricesOf },
    });
    const { turned, quarters, closed, corrections } = watch.take(look);
    this.#quarters = [...this.#quarters, ...quarters];
    this.#closed = [...this.#closed, ...closed];
    this.#corrections = [...this.#corrections, ...corrections];
    if (turned.length > 0) this.#toldMs = Number.NEGATIVE_INFINITY;
    if (turned.length + quarters.length + closed.length + corrections.length > 0) this.#due = true;
    if (closed.length > 0) this.#options.onEnded?.(closed);
    this.#keep(look.nowMs);
    if (look.synced && look.nowMs - this.#droppedMs > dropEveryMs) this.#drop(look);
  }

  /** The session that runs at a charge point. */
  sessionNow(chargePoint: string): SessionNow | undefined {
    const session = this.#watch?.at(chargePoint);
    return session && sessionNowOf(session);
  }

  /** Those of all charge points, some seconds old: the same map as long as it is. */
  now(): ReadonlyMap<string, SessionNow> {
    const nowMs = this.#options.clock.monotonicMs();
    if (nowMs - this.#toldMs < toldEveryMs) return this.#told;
    this.#toldMs = nowMs;
    const running = this.open().filter(({ unpluggedAtMs }) => unpluggedAtMs === undefined);
    this.#told = new Map(running.map((session) => [session.chargePoint, sessionNowOf(session)]));
    return this.#told;
  }

  /** Sessions that run. */
  open(): readonly Session[] {
    return this.#watch?.open() ?? [];
  }

  /** Sessions that are over and not on disk yet: the disk refuses them. */
  waiting(): readonly Session[] {
    return this.#closed;
  }

  /** Where all stand goes to disk. */
  close(): void {
    this.#allDue = true;
    if (this.#watch !== undefined) this.#write(this.#watch);
  }

  #opened(): SessionWatch | undefined {
    if (this.#watch !== undefined) return this.#watch;
    const { store, clock, log } = this.#options;
    if (clock.monotonicMs() - this.#refusedMs < againAfterMs) return undefined;
    try {
      this.#firstDueMs = clock.monotonicMs() + firstCheckpointMs;
      this.#watch = new SessionWatch(this.#kept(), store.nextId(), store.idle());
      return this.#watch;
    } catch (error) {
      this.#refusedMs = clock.monotonicMs();
      if (!this.#openFailed) log.error({ err: error }, 'charging sessions cannot be read; tried again');
      this.#openFailed = true;
      return undefined;
    }
  }

  #kept(): readonly OpenSession[] {
    const all = this.#options.store.open();
    const known = all.filter(isOpenSession);
    const lost = all.length - known.length;
    if (lost > 0) this.#options.log.error({ lost }, 'sessions that ran cannot be understood; they begin anew');
    return known;
  }

  #keep(nowMs: number): void {
    const watch = this.#watch;
    if (watch === undefined || nowMs - this.#refusedMs < againAfterMs) return;
    const hasSoft = () => watch.open().some(({ meter }) => meter === 'soft');
    if (nowMs > this.#firstDueMs || (Number.isFinite(this.#firstDueMs) && watch.allCounted)) {
      this.#firstDueMs = Number.POSITIVE_INFINITY;
      this.#allDue = true;
      this.#due = true;
    }
    if (this.#due || nowMs - this.#writtenMs > checkpointEveryMs) this.#write(watch);
    else if (nowMs - this.#softWrittenMs > softCheckpointEveryMs) {
      this.#softWrittenMs = nowMs;
      if (hasSoft()) this.#write(watch);
    }
  }

  #write(watch: SessionWatch): void {
    const { store, clock, log } = this.#options;
    const nowMs = clock.monotonicMs();
    const all = this.#allDue || nowMs - this.#allWrittenMs > idleCheckpointEveryMs;
    if (all) this.#allWrittenMs = nowMs;
    const open = watch.documents(all);
    const [quarters, closed, corrections] = [this.#quarters, this.#closed, this.#corrections];
    this.#writtenMs = nowMs;
    this.#softWrittenMs = nowMs;
    // What is over goes into the copy as well; what runs goes with it, a quarter hour old at most.
    const copy = quarters.length + closed.length + corrections.length > 0;
    if (!all && !copy && open.length === 0) return;
    try {
      store.write({ open, quarters, closed, corrections, idle: watch.idle(clock.wallMs()) }, { copy });
      this.#quarters = [];
      this.#closed = [];
      this.#corrections = [];
      this.#due = false;
      this.#allDue = false;
    } catch (error) {
      this.#refusedMs = nowMs;
      this.#due = true;
      this.#allDue = true;
      log.error({ err: error }, 'charging sessions could not be written; tried again');
      this.#giveUpOldest();
    }
  }

  /** Only by a clock that may be believed. */
  #drop({ nowMs, wallMs }: { readonly nowMs: number; readonly wallMs: number }): void {
    this.#droppedMs = nowMs;
    const before = new Date(wallMs);
    before.setUTCFullYear(before.getUTCFullYear() - keptYears);
    try {
      this.#options.store.drop(before.getTime());
    } catch (error) {
      this.#options.log.error({ err: error }, 'old charging sessions could not be let go; tried again tomorrow');
    }
  }

  #giveUpOldest(): void {
    const givenUp = this.#quarters.length - mostWaiting;
    if (givenUp <= 0) return;
    this.#quarters = this.#quarters.slice(givenUp);
    this.#options.log.error({ givenUp }, 'quarter hours of sessions were given up: the disk has refused them too long');
  }
}
