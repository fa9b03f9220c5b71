import { createHash, randomBytes } from 'node:crypto';
import type { Clock } from '../../domain/clock.ts';

/** Long enough to say what is wanted, too short to be worth stealing. */
const holdsForMs = 15 * 60_000;
const maxRights = 256;

/** Somebody who has given his PIN at a charge point. */
export interface Person {
  readonly user: string;
  readonly chargePoint: string;
}

interface Entry extends Person {
  readonly endMs: number;
}

const keyOf = (text: string): string => createHash('sha256').update(text).digest('base64');

/** Rights of persons at one charge point, in memory: a restart ends them. Only hashes of their texts are kept. */
export class PinRights {
  readonly #entries = new Map<string, Entry>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Gives the bearer's text and until when it holds, wall ms. */
  start(person: Person): { readonly token: string; readonly untilMs: number } {
    const token = `pin_${randomBytes(32).toString('base64url')}`;
    const nowMs = this.#clock.monotonicMs();
    for (const [key, { endMs }] of this.#entries) if (nowMs >= endMs) this.#entries.delete(key);
    const [oldest] = this.#entries.keys();
    if (this.#entries.size >= maxRights && oldest !== undefined) this.#entries.delete(oldest);
    this.#entries.set(keyOf(token), { ...person, endMs: nowMs + holdsForMs });
    return { token, untilMs: this.#clock.wallMs() + holdsForMs };
  }

  find(token: string): Person | undefined {
    const entry = token.startsWith('pin_') ? this.#entries.get(keyOf(token)) : undefined;
    return entry !== undefined && this.#clock.monotonicMs() < entry.endMs ? entry : undefined;
  }

  /** With a new PIN what the old one opened ends. */
  endOf(user: string): void {
    for (const [key, entry] of this.#entries) if (entry.user === user) this.#entries.delete(key);
  }
}
