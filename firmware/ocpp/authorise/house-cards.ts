import { NetwachtError } from '../../domain/errors.ts';
import type { TagInfo } from '../ports.ts';
import type { HouseCards } from './house-authoriser.ts';

/** The people's desk, as far as charge points that ask us need it (control/people/people-desk.ts). Throws NetwachtError. */
export interface CardDesk {
  check(chargePoint: string, uid: string): 'charges' | 'functions';
  learn(chargePoint: string, uid: string): boolean;
  guarded(chargePoint: string): boolean;
  show(chargePoint: string, uid: string, author: { readonly name: string }): Promise<unknown>;
}

export interface HouseCardsOptions {
  readonly desk: CardDesk;
  readonly log: { warn(facts: object, sentence: string): void };
}

/** What a card is refused for, in the words of OCPP. */
const statuses: Readonly<Record<string, TagInfo['status']>> = {
  tagExpired: 'Expired',
  tagUsedUp: 'Blocked',
  notHere: 'Blocked',
  // Somebody else charges there.
  occupied: 'Blocked',
};

/** The cards of the house, for charge points whose reader asks us. */
export function houseCards({ desk, log }: HouseCardsOptions): HouseCards {
  return {
    say(place, idTag) {
      try {
        if (desk.check(place, idTag) === 'charges') return { status: 'Accepted' };
        // It pauses, sets something, tops up a budget: that is done, and it charges nobody's car.
        desk.show(place, idTag, { name: 'ocpp' }).catch((error: unknown) => {
          log.warn({ err: error, chargePoint: place }, 'what a card does besides could not be done');
        });
        return { status: 'Blocked' };
      } catch (error) {
        if (!(error instanceof NetwachtError)) throw error;
        if (error.code === 'unknownTag') return 'unknown';
        return { status: statuses[error.code] ?? 'Invalid' };
      }
    },
    knows(place, idTag) {
      try {
        desk.check(place, idTag);
        return true;
      } catch (error) {
        if (!(error instanceof NetwachtError)) throw error;
        return error.code !== 'unknownTag' && error.code !== 'noChargePoint';
      }
    },
    guarded: (place) => desk.guarded(place),
    learn: (place, idTag) => desk.learn(place, idTag),
  };
}
