import { createHash, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../domain/clock.ts';
import { NetwachtError } from '../../domain/errors.ts';
import type { Log } from '../log.ts';
import type { AccountPort } from '../ports.ts';
import { Throttled } from '../refusal.ts';
import { adminUser, type SignIn } from './sign-in.ts';
import { Throttle } from './throttle.ts';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** First sign-in of a new box: whoever knows the code of its console, or sits at the box itself, sets the password (S1). */
export class Claim {
  readonly #accounts: AccountPort;
  readonly #signIn: SignIn;
  readonly #code: string | undefined;
  readonly #log: Log;
  readonly #throttle: Throttle;

  constructor(parts: {
    accounts: AccountPort;
    signIn: SignIn;
    code: string | undefined;
    clock: Clock;
    log: Log;
  }) {
    this.#accounts = parts.accounts;
    this.#signIn = parts.signIn;
    this.#code = parts.code;
    this.#log = parts.log;
    this.#throttle = new Throttle(parts.clock);
  }

  /** True or false. Throws `ownerUnknown` (503): then the box is never claimable. */
  claimed(): boolean {
    const claimed = this.#accounts.claimed();
    if (claimed === 'unknown')
      throw new NetwachtError(
        'ownerUnknown',
        'This box has lost its store and does not know its owner; restore a backup or reset it to factory state at the box',
      );
    return claimed;
  }

  /** Until somebody owns the box only the page's files and the claim itself answer (S1). Codes: `unclaimed` (403), `ownerUnknown` (503). */
  refuseUnclaimed(): void {
    if (!this.claimed()) throw new NetwachtError('unclaimed', 'This box has no owner yet: open its page and claim it');
  }

  /** Codes: `claimed` (409), `code` (403), `throttled` (429), `weakPassword` (400), `ownerUnknown` (503). */
  async make(password: string, code: string | undefined, peer: { source: string; loopback: boolean }): Promise<void> {
    this.#refuseIfClaimed();
    if (!peer.loopback) await this.#checkCode(code, peer.source);
    await this.#signIn.setPassword(adminUser, password, () => this.#refuseIfClaimed());
    this.#log.info({ by: adminUser, source: peer.source }, 'The box was claimed');
  }

  #refuseIfClaimed(): void {
    if (this.claimed()) throw new NetwachtError('claimed', 'This box has an owner already; sign in');
  }

  async #checkCode(code: string | undefined, source: string): Promise<void> {
    const waitS = await this.#throttle.admit(source);
    if (waitS > 0) throw new Throttled(waitS, 'Too many codes were tried; wait before the next one');
    const fits = this.#code !== undefined && timingSafeEqual(digest((code ?? '').trim()), digest(this.#code));
    if (fits) return;
    await this.#throttle.failed(source);
    this.#log.warn({ source }, 'A claim with a wrong code was refused');
    throw new NetwachtError('code', 'The code is missing or wrong; it stands on the console of the box');
  }
}
