import { NetwachtError } from '../../domain/errors.ts';
import { uidKey } from '../../domain/site/users.ts';
import type { ChargePointSession } from '../central/charge-point-session.ts';
import type { Authoriser, TagInfo } from '../ports.ts';

/** The people's desk, as far as it has to know who charges at an OCPP charge point. Throws NetwachtError. */
export interface GuestDesk {
  /** Who occupies it: the uid of his card. */
  cardAt(chargePoint: string): { readonly atMs: number; readonly uid: string | undefined } | undefined;
  show(chargePoint: string, uid: string, author: { readonly name: string }): Promise<unknown>;
  /** Somebody whom a backend lets charge. */
  vouch(chargePoint: string, uid: string, author: { readonly name: string }): void;
  end(chargePoint: string): void;
}

export interface GuestsOptions {
  readonly desk: GuestDesk;
  /** Who says whether a tag may charge. */
  readonly authoriser: Authoriser;
  /** Whether a card is one of the house and for the house to judge; else somebody else vouches for it. */
  readonly isOurs: (chargePoint: string, idTag: string) => boolean;
  /** The tag of who charges without showing one. */
  readonly freeTag: (chargePoint: string) => string | undefined;
  readonly log: { warn(facts: object, sentence: string): void };
}

type Followed = Pick<ChargePointSession, 'device' | 'onEvent' | 'transaction'>;

/**
 * Who charges at OCPP charge points, for the house: its sessions, budgets and rules ask who it is, and a place at which somebody
 * has to identify himself gives nothing until he has. A transaction there is what a card is at a charge point of our own; one
 * that was refused and runs all the same (a charge point with a mind of its own) authorises nobody.
 */
export class Guests implements Authoriser {
  readonly #o: GuestsOptions;
  readonly #sessions = new Map<string, Followed>();

  constructor(options: GuestsOptions) {
    this.#o = options;
  }

  /** From now on this charge point is followed; gives back what ends that. */
  follow(session: Followed): () => void {
    const { device } = session;
    this.#sessions.set(device, session);
    const end = session.onEvent((event) => {
      if (event.kind === 'end') this.#ended(device);
    });
    return () => {
      end();
      if (this.#sessions.get(device) === session) this.#sessions.delete(device);
    };
  }

  /** The central system asks at every card, and once a transaction has begun, also at one that it is told again. */
  async authorise(chargePoint: string, shown: string): Promise<TagInfo> {
    const info = await this.#o.authoriser.authorise(chargePoint, shown);
    const begun = this.#sessions.get(chargePoint)?.transaction()?.idTag === shown;
    if (begun && info.status === 'Accepted') await this.#noted(chargePoint, shown);
    return info;
  }

  async #noted(chargePoint: string, shown: string): Promise<void> {
    const { desk, isOurs, freeTag } = this.#o;
    const idTag = shown === '' ? freeTag(chargePoint) : shown;
    const there = desk.cardAt(chargePoint);
    if (idTag === undefined) return;
    // A second begin of the same transaction, or a card that was shown on the page before, must not end what it began.
    if (there?.uid !== undefined && uidKey(there.uid) === uidKey(idTag)) return;
    const author = { name: 'ocpp' };
    try {
      if (isOurs(chargePoint, idTag)) await desk.show(chargePoint, idTag, author);
      else if (there === undefined) desk.vouch(chargePoint, idTag, author);
    } catch (error) {
      this.#failed(chargePoint, error);
    }
  }

  #ended(chargePoint: string): void {
    const { desk } = this.#o;
    try {
      if (desk.cardAt(chargePoint) !== undefined) desk.end(chargePoint);
    } catch (error) {
      this.#failed(chargePoint, error);
    }
  }

  /** The transaction runs all the same; the control loop gives nothing where somebody has to identify himself. */
  #failed(chargePoint: string, error: unknown): void {
    if (!(error instanceof NetwachtError)) throw error;
    this.#o.log.warn({ chargePoint, code: error.code }, 'who charges at an OCPP charge point could not be noted');
  }
}
