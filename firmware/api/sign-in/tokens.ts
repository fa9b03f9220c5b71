import { createHash, randomBytes } from 'node:crypto';
import type { Clock } from '../../domain/clock.ts';
import { NetwachtError } from '../../domain/errors.ts';
import type { Role } from '../../domain/rights.ts';
import type { AccountPort, StoredToken } from '../ports.ts';

const maxTokens = 64;

const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');

/** Bearer tokens for programs: shown once, kept as a hash. */
export class Tokens {
  readonly #accounts: AccountPort;
  readonly #clock: Clock;

  constructor(accounts: AccountPort, clock: Clock) {
    this.#accounts = accounts;
    this.#clock = clock;
  }

  /** Makes a token and gives its text. Codes: `exists` (409), `tooMany` (400), `badExpiry` (400). */
  issue(name: string, role: Role, expiresMs: number | undefined): string {
    const tokens = this.#accounts.tokens();
    if (tokens.some((token) => token.name === name))
      throw new NetwachtError('exists', `There is a token named "${name}"`, { path: 'name' });
    if (tokens.length >= maxTokens) throw new NetwachtError('tooMany', `There are ${maxTokens} tokens already`);
    if (expiresMs !== undefined && expiresMs <= this.#clock.wallMs())
      throw new NetwachtError('badExpiry', 'The time of expiry is over', { path: 'expires' });
    const text = `nw_${randomBytes(32).toString('base64url')}`;
    const stored: StoredToken = { name, role, sha256: hashOf(text) };
    this.#accounts.addToken(expiresMs === undefined ? stored : { ...stored, expiresMs });
    return text;
  }

  /** Codes: `notFound` (404). */
  revoke(name: string): void {
    if (!this.#accounts.removeToken(name)) throw new NetwachtError('notFound', `There is no token named "${name}"`);
  }

  /** The token that a text is, unless it has expired. */
  find(text: string): StoredToken | undefined {
    const sha256 = hashOf(text);
    // 256 random bits: comparing hashes of them tells a guesser nothing by its timing.
    const token = this.#accounts.tokens().find((candidate) => candidate.sha256 === sha256);
    return token !== undefined && this.#holds(token) ? token : undefined;
  }

  list(): readonly StoredToken[] {
    return this.#accounts.tokens();
  }

  #holds(token: StoredToken): boolean {
    return token.expiresMs === undefined || this.#clock.wallMs() < token.expiresMs;
  }
}
