import { createHash, randomBytes } from 'node:crypto';
import type { Clock } from '../../domain/clock.ts';
import type { Role } from '../../domain/rights.ts';

const idleMs = 30 * 60_000;
const absoluteMs = 12 * 3600_000;
const maxSessions = 64;

/** A browser that is signed in. */
export interface BrowserSession {
  readonly user: string;
  readonly role: Role;
}

interface Entry extends BrowserSession {
  readonly startMs: number;
  lastMs: number;
}

/** One of them, as an administrator sees it; wall times. */
export interface SignedIn extends BrowserSession {
  readonly sinceMs: number;
  readonly lastMs: number;
  /** It is that of who asks. */
  readonly own: boolean;
}

const keyOf = (id: string): string => createHash('sha256').update(id).digest('base64');

/** Sessions of browsers, in memory: a restart signs everybody out. Only hashes of the ids are kept. */
export class Sessions {
  readonly #entries = new Map<string, Entry>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Starts a session and gives its id (256 random bits, base64url). */
  start(user: string, role: Role): string {
    const id = randomBytes(32).toString('base64url');
    const nowMs = this.#clock.monotonicMs();
    for (const [key, entry] of this.#entries) if (!this.#holds(entry, nowMs)) this.#entries.delete(key);
    const [oldest] = this.#entries.keys();
    if (this.#entries.size >= maxSessions && oldest !== undefined) this.#entries.delete(oldest);
    this.#entries.set(keyOf(id), { user, role, startMs: nowMs, lastMs: nowMs });
    return id;
  }

  /** The session of an id, and counts as use: 30 min without one end it, 12 h end it in any case. */
  use(id: string): BrowserSession | undefined {
    const entry = this.#entries.get(keyOf(id));
    const nowMs = this.#clock.monotonicMs();
    if (entry === undefined || !this.#holds(entry, nowMs)) return undefined;
    entry.lastMs = nowMs;
    return entry;
  }

  /** Whether the session still holds; does not count as use. */
  alive(id: string): boolean {
    const entry = this.#entries.get(keyOf(id));
    return entry !== undefined && this.#holds(entry, this.#clock.monotonicMs());
  }

  end(id: string): void {
    this.#entries.delete(keyOf(id));
  }

  /** Everybody who is signed in, the first first; `id`: the session of who asks. Does not count as use. */
  list(id: string | undefined): readonly SignedIn[] {
    const nowMs = this.#clock.monotonicMs();
    const own = id === undefined ? undefined : keyOf(id);
    const wallOf = (ms: number): number => this.#clock.wallMs() - (nowMs - ms);
    return [...this.#entries]
      .filter(([, entry]) => this.#holds(entry, nowMs))
      .map(([key, { user, role, startMs, lastMs }]) => ({
        ...{ user, role, sinceMs: wallOf(startMs), lastMs: wallOf(lastMs), own: key === own },
      }));
  }

  /** Ends all but that of who asks. */
  endOthers(id: string | undefined): void {
    const own = id === undefined ? undefined : keyOf(id);
    for (const key of this.#entries.keys()) if (key !== own) this.#entries.delete(key);
  }

  endAll(): void {
    this.#entries.clear();
  }

  #holds(entry: Entry, nowMs: number): boolean {
    return nowMs - entry.lastMs < idleMs && nowMs - entry.startMs < absoluteMs;
  }
}
