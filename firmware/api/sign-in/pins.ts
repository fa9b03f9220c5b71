import type { Clock } from '../../domain/clock.ts';
import { NetwachtError } from '../../domain/errors.ts';
import type { Log } from '../log.ts';
import type { PinPort } from '../people-port.ts';
import { Throttled } from '../refusal.ts';
import { Guesses } from './guesses.ts';
import { hashedLike, hashPassword } from './password-hash.ts';
import { Turns } from './turns.ts';

const maxWaiting = 16;

/**
 * PINs of users: kept as argon2id hashes of one salt, so that a PIN alone tells whose it is at the price of one hash.
 * A right PIN forgives no wrong one: who has a PIN of his own guesses no faster at those of others.
 */
export class Pins {
  readonly #store: PinPort;
  readonly #log: Log;
  readonly #guesses: Guesses;
  readonly #turns = new Turns(maxWaiting);

  constructor(parts: { store: PinPort; clock: Clock; log: Log }) {
    this.#store = parts.store;
    this.#log = parts.log;
    this.#guesses = new Guesses(parts.clock);
  }

  /** Codes: `exists` (409): a PIN tells one user from another. Throws `Throttled` (429). */
  async set(user: string, pin: string, source: string): Promise<void> {
    await this.#admit(source);
    await this.#turns.run(async () => {
      const phc = await this.#hash(pin);
      const owner = this.#ownerOf(phc);
      if (owner === user) return;
      if (owner !== undefined) {
        // It says that somebody has this PIN: that must be no quicker way to guess.
        await this.#wrong(source);
        throw new NetwachtError('exists', 'Take another PIN: this one is in use', { path: 'pin' });
      }
      this.#store.putPin(user, phc);
    });
  }

  /** Whose PIN it is; undefined: nobody's. Throws `Throttled` (429). */
  async userOf(pin: string, source: string): Promise<string | undefined> {
    await this.#admit(source);
    return this.#turns.run(async () => {
      // Those who stood in the queue before may have used up the tries.
      await this.#admit(source);
      const user = this.#ownerOf(await this.#hash(pin));
      if (user === undefined) await this.#wrong(source);
      else this.#guesses.right(source);
      return user;
    });
  }

  async #admit(source: string): Promise<void> {
    await this.#guesses.admit(source);
    if (this.#turns.full) throw new Throttled(1);
  }

  async #wrong(source: string): Promise<void> {
    await this.#guesses.wrong(source);
    this.#log.warn({ source }, 'A wrong PIN was given');
  }

  #hash(pin: string): Promise<string> {
    const [any] = this.#store.pins().values();
    return any === undefined ? hashPassword(pin) : hashedLike(pin, any);
  }

  #ownerOf(phc: string): string | undefined {
    // Both are hashes: how long it takes to tell them apart says nothing of a PIN.
    for (const [user, stored] of this.#store.pins()) if (stored === phc) return user;
    return undefined;
  }
}
