import type { Rule } from '../domain/site/rules.ts';
import type { Author } from './ports.ts';

/** Who charges at a charge point now. */
export interface OccupancyView {
  readonly chargePoint: string;
  readonly user: string | null;
  readonly tag: string | null;
  readonly authorised: boolean;
  readonly paused: boolean;
  readonly budget: BudgetView | null;
}

/** kWh or minutes; nothing is left when `used` reaches `amount`. */
export interface BudgetView {
  readonly unit: 'kWh' | 'min';
  readonly amount: number;
  readonly used: number;
}

export type BudgetChange =
  | { readonly kind: 'topUp'; readonly unit: 'kWh' | 'min'; readonly amount: number }
  | { readonly kind: 'delete' }
  | { readonly kind: 'clear' };

/** How the learning of a card goes. */
export interface LearnView {
  readonly open: boolean;
  readonly until: string | null;
  readonly chargePoint: string | null;
  readonly uid: string | null;
}

/**
 * Users and cards. Codes: `noChargePoint`, `noUser` (404), `unknownTag`, `tagExpired`, `tagUsedUp`, `notHere` (403),
 * `occupied` (409), `notPersisted` (503). Where OCPP backends have a say also `refusedByBackend` (403), `notNow` (409),
 * `backendSilent` (503).
 */
export interface PeoplePort {
  view(chargePoint: string): OccupancyView;
  show(chargePoint: string, uid: string, author: Author): Promise<OccupancyView | { readonly learned: true }>;
  /** A user has shown by his PIN that it is him. */
  authoriseUser(chargePoint: string, user: string, author: Author): OccupancyView;
  end(chargePoint: string): void;
  /** Whether the rules of the user who charges there are off. */
  userRulesOff(chargePoint: string): boolean;
  /** Until unplugged. */
  setUserRulesOff(chargePoint: string, off: boolean, author: Author): void;
  /** Users of the site with their budgets. */
  users(): readonly { readonly id: string; readonly name: string; readonly budget: BudgetView | null }[];
  /** Codes: `noBudget` (409), `otherUnit` (400). */
  changeBudget(user: string, change: BudgetChange): void;
  /** Whether the site has this user. */
  isUser(id: string): boolean;
  startLearning(chargePoint: string | undefined): LearnView;
  learning(): LearnView;
  endLearning(): void;
}

/** PINs on disk, as hashes (PHC strings) of one salt, by user. Code: `notPersisted` (503). */
export interface PinPort {
  pins(): ReadonlyMap<string, string>;
  putPin(user: string, phc: string): void;
  /** False when there was none. */
  removePin(user: string): boolean;
}

/** The charging rules of one user. Codes: `noUser` (404), `forbidden` (403), `badSite` (400, with the path in the list), `notPersisted` (503). */
export interface OwnRulesPort {
  get(user: string): readonly unknown[];
  /** `own`: the user himself writes. */
  put(user: string, rules: readonly Rule[], options: { readonly author: Author; readonly own: boolean }): void;
}
