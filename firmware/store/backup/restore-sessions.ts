import { type BackupLineOf, type SessionParts, sessionParts } from '../../domain/backup.ts';
import type { MeteringQuarter } from '../../domain/metering.ts';
import type { SessionCorrection } from '../../domain/session.ts';
import type { SessionStore } from '../sessions/session-store.ts';

/** So many go in at once: the box controls nothing meanwhile, and an eMMC takes milliseconds for each write. */
const together = 200;

/**
 * Puts sessions of a backup beside those of the box. One that is known by where and when it began stays as it is here; only
 * corrections that are missing are added. Sessions go in whole, some at once in one write: what a power cut stops is made up for
 * when it is done again.
 */
export class RestoredSessions {
  added = 0;
  known = 0;
  readonly #sessions: SessionStore;
  #nextId: number | undefined;
  #waiting: SessionParts[] = [];
  /** Numbers, and places with their begins, of those that wait. */
  readonly #taken = new Set<number | string>();

  constructor(sessions: SessionStore) {
    this.#sessions = sessions;
  }

  add(line: BackupLineOf<'session'>): void {
    const sessions = this.#sessions;
    const { chargePoint, pluggedAtMs } = line.session;
    // A file that names one twice was bent; it counts once.
    const place = `${chargePoint} ${pluggedAtMs}`;
    if (this.#taken.has(place)) return;
    const here = sessions.numberOf(chargePoint, pluggedAtMs);
    if (here !== undefined) {
      this.known += 1;
      const missing = missingOf(sessionParts(line, here).corrections, sessions.one(here)?.corrections ?? []);
      if (missing.length > 0) sessions.write({ corrections: missing }, { copy: false });
      return;
    }
    this.added += 1;
    const id = this.#numberFor(line.session.id);
    this.#taken.add(id).add(place);
    this.#waiting.push(sessionParts(line, id));
    if (this.#waiting.length >= together) this.#flush();
  }

  #flush(): void {
    const waiting = this.#waiting;
    if (waiting.length === 0) return;
    this.#sessions.write(
      {
        closed: waiting.map(({ session }) => session),
        quarters: waiting.flatMap(({ quarters }) => quarters),
        corrections: waiting.flatMap(({ corrections }) => corrections),
        signed: waiting.flatMap(({ signed }) => signed),
      },
      { copy: false },
    );
    this.#waiting = [];
    this.#taken.clear();
  }

  /** Quarter hours of metering points that are not known here. */
  addMetering({ quarters }: BackupLineOf<'metering'>): void {
    const all = quarters.map((one): MeteringQuarter => ({ ...nothingKnown, ...one }));
    const fromMs = Math.min(...all.map(({ quarterMs }) => quarterMs));
    const toMs = Math.max(...all.map(({ quarterMs }) => quarterMs));
    const here = new Set(
      this.#sessions.meteringQuarters(fromMs, toMs + 1).map(({ point, quarterMs }) => `${quarterMs} ${point}`),
    );
    const missing = all.filter(({ point, quarterMs }) => !here.has(`${quarterMs} ${point}`));
    if (missing.length > 0) this.#sessions.write({ meteringQuarters: missing }, { copy: false });
  }

  /** Brings the copy level. */
  end(): void {
    this.#flush();
    if (this.added + this.known > 0) this.#sessions.write({});
  }

  /** Its own number where that is free, so that a box that was replaced goes on with the numbers of its bills. */
  #numberFor(id: number): number {
    if (id >= (this.#nextId ?? this.#sessions.nextId())) {
      this.#nextId = id + 1;
      return id;
    }
    if (
      !this.#taken.has(id) &&
      this.#sessions.one(id) === undefined &&
      !this.#sessions.open().some((open) => numberIn(open) === id)
    )
      return id;
    this.#nextId ??= this.#sessions.nextId();
    const free = this.#nextId;
    this.#nextId += 1;
    return free;
  }
}

const nothingKnown = { consumedWh: undefined, producedWh: undefined, priceCt: undefined };

const numberIn = (open: unknown): unknown =>
  typeof open === 'object' && open !== null && 'id' in open ? open.id : undefined;

const missingOf = (
  given: readonly SessionCorrection[],
  here: readonly SessionCorrection[],
): readonly SessionCorrection[] => {
  const known = new Set(here.map(({ atMs, who, why }) => JSON.stringify([atMs, who, why])));
  return given.filter(({ atMs, who, why }) => !known.has(JSON.stringify([atMs, who, why])));
};
