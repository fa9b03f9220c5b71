import type { Timers } from '../../../drivers/link/timers.ts';
import type { Clock } from '../../domain/clock.ts';
import type { Authoriser, BackendAuthority, TagInfo } from '../ports.ts';
import { wordOfBackends } from './backend-word.ts';
import type { Grants } from './grants.ts';

/**
 * Who says whether a tag may charge. `backend`: the backends, their offline rules where none is reached. `local`: the users and
 * cards of the house. `both`: a card that the house knows is the house's to judge, any other the backends'.
 */
export type AuthoriseMode = 'backend' | 'local' | 'both';

/** The users and cards of the house. */
export interface HouseCards {
  /**
   * A card is shown: what the house says of it there; `unknown`: nobody has given it a place. What it does besides charging is
   * done.
   */
  say(place: string, idTag: string): TagInfo | 'unknown';
  /** Whether somebody has given this card a place. */
  knows(place: string, idTag: string): boolean;
  /** Whether somebody has to identify himself there, as the house sees it. */
  guarded(place: string): boolean;
  /** A card that nobody knows was shown; true: it was waited for, to be learned. */
  learn(place: string, idTag: string): boolean;
}

export interface HouseAuthoriserOptions {
  readonly mode: (place: string) => AuthoriseMode;
  readonly cards: HouseCards;
  /** Those that may command this charge point, in the order of the configuration. */
  readonly authorities: (place: string) => readonly BackendAuthority[];
  readonly grants: Grants;
  /** The tag of who charges without showing one (a charge point that starts freely); undefined: nobody may. */
  readonly freeTag: (place: string) => string | undefined;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: { info(facts: object, sentence: string): void; warn(facts: object, sentence: string): void };
}

/** Longer ones are no tags of either version (36 characters of 2.0.1). */
const longestTag = 36;
const refused: TagInfo = { status: 'Invalid' };
const accepted: TagInfo = { status: 'Accepted' };

/** Who may charge at charge points that ask us. Never rejects; what goes wrong is a refusal. */
export class HouseAuthoriser implements Authoriser {
  readonly #o: HouseAuthoriserOptions;

  constructor(options: HouseAuthoriserOptions) {
    this.#o = options;
  }

  async authorise(place: string, shown: string): Promise<TagInfo> {
    const idTag = shown === '' ? this.#o.freeTag(place) : shown;
    if (idTag === undefined || idTag.length > longestTag) return refused;
    try {
      // A remote start has been decided already; the charge point only asks about its own beginning.
      if (this.#o.grants.has(place, idTag)) return accepted;
      return await this.#decide(place, idTag, shown !== '');
    } catch (error) {
      this.#o.log.warn({ err: error, chargePoint: place }, 'it could not be said whether a card may charge: refused');
      return refused;
    }
  }

  /** Whether it is a card of the house, and for the house to judge. */
  isOurs(place: string, idTag: string): boolean {
    return this.#o.mode(place) !== 'backend' && this.#o.cards.knows(place, idTag);
  }

  /** Whether it is a backend that decides about this tag: what it answers to a transaction's begin counts then. */
  backendDecides(place: string, idTag: string): boolean {
    const mode = this.#o.mode(place);
    return mode === 'backend' || (mode === 'both' && !this.#o.cards.knows(place, idTag));
  }

  async #decide(place: string, idTag: string, isCard: boolean): Promise<TagInfo> {
    const { mode, cards } = this.#o;
    const how = mode(place);
    const house = cards.say(place, idTag);
    if (house === 'unknown' && isCard && cards.learn(place, idTag)) {
      this.#o.log.info({ chargePoint: place }, 'a card was learned; it does not charge yet');
      return refused;
    }
    if (how !== 'backend' && house !== 'unknown') return house;
    if (how === 'local') return cards.guarded(place) ? this.#unknown(place, idTag) : accepted;
    const word = await this.#askBackends(place, idTag);
    if (word === undefined || word.status === 'Invalid') return this.#unknown(place, idTag, word);
    return word;
  }

  async #askBackends(place: string, idTag: string): Promise<TagInfo | undefined> {
    const { authorities, timers, clock } = this.#o;
    const monotonicMs = () => clock.monotonicMs();
    return (await wordOfBackends(authorities(place), place, idTag, { timers, monotonicMs }))?.info;
  }

  #unknown(place: string, idTag: string, info: TagInfo = refused): TagInfo {
    // The number of a card is a password of sorts: its end is enough to recognise it.
    this.#o.log.info({ chargePoint: place, tagEnd: idTag.slice(-4) }, 'a card that nobody knows was shown');
    return info;
  }
}
