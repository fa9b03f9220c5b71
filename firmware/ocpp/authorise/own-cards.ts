import type { Timers } from '../../../drivers/link/timers.ts';
import type { Clock } from '../../domain/clock.ts';
import { NetwachtError } from '../../domain/errors.ts';
import { uidKey } from '../../domain/site/users.ts';
import type { BackendAuthority, Done, RunningTransaction } from '../ports.ts';
import { type BackendWord, wordOfBackends } from './backend-word.ts';
import type { AuthoriseMode } from './house-authoriser.ts';

/** The people's desk, as far as cards need it (control/people/people-desk.ts). Throws NetwachtError. */
export interface OwnCardDesk<View> {
  /** Throws `unknownTag` and why a known card does not count here. */
  check(chargePoint: string, uid: string): 'charges' | 'functions';
  show(chargePoint: string, uid: string, author: { readonly name: string }): Promise<View | { readonly learned: true }>;
  learn(chargePoint: string, uid: string): boolean;
  view(chargePoint: string): View;
  end(chargePoint: string): void;
}

export interface OwnCardsOptions<View> {
  readonly desk: OwnCardDesk<View>;
  /** A charge point of our own that backends see; undefined: none does. */
  readonly place: (chargePoint: string) =>
    | {
        transaction(): RunningTransaction | undefined;
        admit(idTag: string, by: string): Done;
      }
    | undefined;
  readonly mode: (chargePoint: string) => AuthoriseMode;
  /** Those that may command this charge point, in the order of the configuration. */
  readonly authorities: (chargePoint: string) => readonly BackendAuthority[];
  readonly clock: Clock;
  readonly timers: Timers;
}

/**
 * Cards shown at charge points of our own whose backends have a say, by the same modes as at charge points that ask us
 * (house-authoriser.ts). Throws what the desk throws, and NetwachtError `refusedByBackend`, `backendSilent`, `notNow`.
 */
export class OwnCards<View> {
  readonly #o: OwnCardsOptions<View>;

  constructor(options: OwnCardsOptions<View>) {
    this.#o = options;
  }

  async show(
    chargePoint: string,
    uid: string,
    author: { readonly name: string },
  ): Promise<View | { readonly learned: true }> {
    const { desk, place, mode, authorities } = this.#o;
    const here = place(chargePoint);
    const asked = authorities(chargePoint);
    if (here === undefined || asked.length === 0 || mode(chargePoint) === 'local')
      return desk.show(chargePoint, uid, author);
    const known = this.#known(chargePoint, uid);
    if (sameCard(here.transaction()?.idTag, uid)) {
      // Shown again: it ends what it began, which nobody has to be asked for.
      if (known !== undefined) return desk.show(chargePoint, uid, author);
      desk.end(chargePoint);
      return desk.view(chargePoint);
    }
    if (known === 'functions' || (known !== undefined && mode(chargePoint) === 'both'))
      return desk.show(chargePoint, uid, author);
    if (known === undefined && desk.learn(chargePoint, uid)) return { learned: true };
    const { backend } = await this.#accepted(chargePoint, uid, asked);
    if (known !== undefined) return desk.show(chargePoint, uid, author);
    if (here.admit(uid, backend) !== 'accepted')
      throw new NetwachtError('notNow', `${chargePoint} is in use, out of service or does not answer`);
    return desk.view(chargePoint);
  }

  /** Undefined: nobody has given it a place in the site. Throws why a known card does not count here. */
  #known(chargePoint: string, uid: string): 'charges' | 'functions' | undefined {
    try {
      return this.#o.desk.check(chargePoint, uid);
    } catch (error) {
      if (error instanceof NetwachtError && error.code === 'unknownTag') return undefined;
      throw error;
    }
  }

  async #accepted(chargePoint: string, uid: string, asked: readonly BackendAuthority[]): Promise<BackendWord> {
    const { timers, clock } = this.#o;
    const monotonicMs = () => clock.monotonicMs();
    const word = await wordOfBackends(asked, chargePoint, uid, { timers, monotonicMs });
    if (word === undefined)
      throw new NetwachtError('backendSilent', 'No backend can be asked about this card, and none knows it offline');
    const { status } = word.info;
    if (status !== 'Accepted')
      throw new NetwachtError(
        'refusedByBackend',
        `The backend ${word.backend} does not let this card charge: ${status}`,
      );
    return word;
  }
}

const sameCard = (a: string | undefined, b: string): boolean => a !== undefined && a !== '' && uidKey(a) === uidKey(b);
