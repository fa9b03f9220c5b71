import type { Author } from './ports.ts';

/** Who charges at a charge point now. */
export interface OccupancyView {
  readonly chargePoint: string;
  readonly user: string | null;
  readonly tag: string | null;
  readonly authorised: boolean;
  readonly paused: boolean;
}

/** How the learning of a card goes. */
export interface LearnView {
  readonly open: boolean;
  readonly until: string | null;
  readonly chargePoint: string | null;
  readonly uid: string | null;
}

/**
 * Users and cards. Codes: `noChargePoint`, `noUser` (404), `unknownTag`, `tagExpired`, `tagUsedUp`, `notHere` (403),
 * `occupied` (409), `notPersisted` (503).
 */
export interface PeoplePort {
  view(chargePoint: string): OccupancyView;
  show(chargePoint: string, uid: string, author: Author): OccupancyView | { readonly learned: true };
  end(chargePoint: string): void;
  startLearning(chargePoint: string | undefined): LearnView;
  learning(): LearnView;
  endLearning(): void;
}
