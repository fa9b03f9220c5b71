import { randomUUID } from 'node:crypto';
import type { Clock } from '../../domain/clock.ts';
import { NetwachtError } from '../../domain/errors.ts';
import type { Role } from '../../domain/rights.ts';
import type { Log } from '../log.ts';
import type { AccountPort } from '../ports.ts';
import { Throttled } from '../refusal.ts';
import { hashPassword, needsRehash, passwordFits } from './password-hash.ts';
import { passwordFault } from './password-rules.ts';
import { Throttle } from './throttle.ts';
import { Turns } from './turns.ts';
import { VerifiedPairs } from './verified-pairs.ts';

/** The one user that has a password so far, and its role. */
export const adminUser = 'admin';
export const adminRole: Role = 'administrator';

/** How passwords are hashed; tests count the work. */
export interface PasswordHasher {
  make(password: string): Promise<string>;
  fits(password: string, stored: string): Promise<boolean>;
}

export const argon2Hasher: PasswordHasher = { make: (password) => hashPassword(password), fits: passwordFits };

const maxWaiting = 64;
const maxWaitingPerSource = 8;

/** Checks passwords: one hash at a time, throttled per source, the same work whether the user exists or not. */
export class SignIn {
  readonly #accounts: AccountPort;
  readonly #hasher: PasswordHasher;
  readonly #log: Log;
  readonly #throttle: Throttle;
  readonly #pairs: VerifiedPairs;
  readonly #turns = new Turns(maxWaiting);
  readonly #pending = new Map<string, { source: string; result: Promise<boolean> }>();
  #nobody: string | undefined;
  #generation = 0;

  constructor(parts: { accounts: AccountPort; hasher: PasswordHasher; clock: Clock; log: Log }) {
    this.#accounts = parts.accounts;
    this.#hasher = parts.hasher;
    this.#log = parts.log;
    this.#throttle = new Throttle(parts.clock);
    this.#pairs = new VerifiedPairs(parts.clock);
  }

  /** Rises with every change of a password; what was signed in under an older one ends. */
  get generation(): number {
    return this.#generation;
  }

  /** Whether a pair fits. Throws `Throttled` (429). */
  async verify(user: string, password: string, source: string): Promise<boolean> {
    const pair = this.#pairs.hash(user, password);
    if (this.#pairs.has(pair)) return true;
    // A program that opens with several calls at once costs one hash, not several.
    const key = `${pair} ${source}`;
    const running = this.#pending.get(key);
    if (running !== undefined) return running.result;
    const sameSource = [...this.#pending.values()].filter((entry) => entry.source === source).length;
    if (this.#turns.full || sameSource >= maxWaitingPerSource) throw new Throttled(1);
    const result = this.#attempt(user, password, source, pair);
    this.#pending.set(key, { source, result });
    try {
      return await result;
    } finally {
      this.#pending.delete(key);
    }
  }

  /**
   * Sets a password after its rules and ends everything that the old one opened. `check` runs last before the write,
   * since hashing takes time and others may have been faster. Codes: `weakPassword` (400), and those of `check`.
   */
  async setPassword(user: string, password: string, check: () => void = () => undefined): Promise<void> {
    const fault = passwordFault(password);
    if (fault !== undefined) throw new NetwachtError('weakPassword', fault, { path: 'password' });
    await this.#turns.run(async () => {
      const stored = await this.#hasher.make(password);
      check();
      this.#accounts.setPassword(user, stored);
      this.#generation += 1;
      this.#pairs.clear();
    });
  }

  async #attempt(user: string, password: string, source: string, pair: string): Promise<boolean> {
    // A blocked source hears so at once and does not stand in the queue.
    const blockedS = await this.#throttle.blockedS(source);
    if (blockedS > 0) throw new Throttled(blockedS);
    return this.#turns.run(() => this.#evaluate(user, password, source, pair));
  }

  async #evaluate(user: string, password: string, source: string, pair: string): Promise<boolean> {
    if (this.#pairs.has(pair)) return true;
    const waitS = await this.#throttle.admit(source);
    if (waitS > 0) throw new Throttled(waitS);
    const generation = this.#generation;
    const stored = user === adminUser ? this.#accounts.password(user) : undefined;
    // For a user that does not exist the same work is done on a hash that nothing fits.
    this.#nobody ??= await this.#hasher.make(randomUUID());
    const fits = await this.#hasher.fits(password, stored ?? this.#nobody);
    if (!fits || stored === undefined || password === '' || generation !== this.#generation) {
      await this.#throttle.failed(source);
      this.#log.warn({ source }, 'A sign-in failed');
      return false;
    }
    await this.#throttle.succeeded(source);
    this.#pairs.add(pair);
    if (needsRehash(stored)) await this.#rehash(user, password);
    return true;
  }

  async #rehash(user: string, password: string): Promise<void> {
    try {
      this.#accounts.setPassword(user, await this.#hasher.make(password));
    } catch (error) {
      // The old hash still holds; the next sign-in tries again.
      this.#log.warn({ err: error }, 'The password could not be hashed anew with the parameters of today');
    }
  }
}
