import { NetwachtError } from '../../domain/errors.ts';
import { uidKey } from '../../domain/site/users.ts';
import type { ChargePointSession } from '../central/charge-point-session.ts';
import type { PlaceEvent } from '../ports.ts';

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
  /** Whether a card is one of the house, to be taken as if it were shown here; else a backend vouches for it. */
  readonly isOurs: (chargePoint: string, idTag: string) => boolean;
  /** The tag of who charges without showing one. */
  readonly freeTag: (chargePoint: string) => string | undefined;
  readonly log: { warn(facts: object, sentence: string): void };
}

/**
 * Who charges at OCPP charge points, for the house: its sessions, budgets and rules ask who it is, and a place at which somebody
 * has to identify himself gives nothing until he has. A transaction there is what a card is at a charge point of our own.
 */
export class Guests {
  readonly #o: GuestsOptions;

  constructor(options: GuestsOptions) {
    this.#o = options;
  }

  /** From now on this charge point is followed; gives back what ends that. */
  follow(session: Pick<ChargePointSession, 'device' | 'onEvent'>): () => void {
    return session.onEvent((event) => this.#take(session.device, event));
  }

  #take(chargePoint: string, event: PlaceEvent): void {
    if (event.kind !== 'begin' && event.kind !== 'end') return;
    const { desk, log } = this.#o;
    try {
      if (event.kind === 'begin') this.#begun(chargePoint, event.idTag);
      else if (desk.cardAt(chargePoint) !== undefined) desk.end(chargePoint);
    } catch (error) {
      this.#failed(chargePoint, error, log);
    }
  }

  #begun(chargePoint: string, shown: string): void {
    const { desk, isOurs, freeTag, log } = this.#o;
    const idTag = shown === '' ? freeTag(chargePoint) : shown;
    if (idTag === undefined) return;
    const author = { name: 'ocpp' };
    if (!isOurs(chargePoint, idTag)) {
      desk.vouch(chargePoint, idTag, author);
      return;
    }
    // A second begin of the same transaction, or a card that was shown on the page before, must not end what it began.
    if (sameCard(desk.cardAt(chargePoint)?.uid, idTag)) return;
    desk.show(chargePoint, idTag, author).catch((error: unknown) => this.#failed(chargePoint, error, log));
  }

  /** The transaction runs all the same; the control loop gives nothing where somebody has to identify himself. */
  #failed(chargePoint: string, error: unknown, log: GuestsOptions['log']): void {
    if (!(error instanceof NetwachtError)) throw error;
    log.warn({ chargePoint, code: error.code }, 'who charges at an OCPP charge point could not be noted');
  }
}

const sameCard = (a: string | undefined, b: string): boolean => a !== undefined && uidKey(a) === uidKey(b);
