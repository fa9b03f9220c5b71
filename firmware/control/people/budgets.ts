import { NetwachtError } from '../../domain/errors.ts';
import type { Occupancy } from '../../domain/occupancy.ts';
import type { Site } from '../../domain/site/schema.ts';
import type { Budget, BudgetOperation } from '../../domain/site/tag-functions.ts';
import type { User } from '../../domain/site/users.ts';
import { type BudgetMarks, type BudgetNow, budgetNow, marksWith } from '../../sessions/budgets/budget.ts';
import type { UsageStore } from '../../store/usage.ts';
import type { PeopleOfSite } from './people-of-site.ts';
import type { UsageLedger } from './usage-ledger.ts';

export type Change = Exclude<BudgetOperation, { readonly kind: 'set' }>;

/** A budget and whose it is. */
interface Owned {
  /** `user:ID` or `tag:ID`. */
  readonly owner: string;
  readonly budget: Budget;
}

/** Where and since when a session runs, for budgets of a session. */
type Place = Pick<Occupancy, 'chargePoint' | 'atMs'>;

/** How the budgets of users and cards stand, and what operations make of them. */
export class Budgets {
  readonly #store: UsageStore;
  readonly #ledger: UsageLedger;
  #marks: Map<string, BudgetMarks>;

  constructor({ store, ledger }: { store: UsageStore; ledger: UsageLedger }) {
    this.#store = store;
    this.#ledger = ledger;
    this.#marks = marksIn(store);
  }

  /** The budget that counts for a session: that of its card, else that of its user. Undefined: there is none. */
  of(people: PeopleOfSite, occupancy: Occupancy): BudgetNow | undefined {
    const owned = ownedOf(people, occupancy);
    return owned && this.#now(owned, occupancy);
  }

  /** Of a user, without what he uses beside it in a session that has a card's budget. */
  ofUser(user: User): BudgetNow | undefined {
    return user.budget && this.#now({ owner: userOwner(user.id), budget: user.budget }, undefined);
  }

  /** Throws NetwachtError `noBudget`, `otherUnit`, StoreError `notPersisted`; then nothing is changed. */
  change(people: PeopleOfSite, occupancy: Occupancy, change: Change): void {
    this.#change(ownedOf(people, occupancy), occupancy, change);
  }

  changeOfUser(user: User, change: Change): void {
    this.#change(user.budget && { owner: userOwner(user.id), budget: user.budget }, undefined, change);
  }

  /** Why a change cannot be made, thrown before anything is. */
  refuse(people: PeopleOfSite, occupancy: Occupancy, change: Change): void {
    refuse(ownedOf(people, occupancy), change);
  }

  siteChanged(): void {
    this.#marks = marksIn(this.#store);
  }

  #change(owned: Owned | undefined, place: Place | undefined, change: Change): void {
    const { owner, budget } = refuse(owned, change);
    const startMs = this.#startOf(budget, place);
    const usage = this.#used(owner, budget, place, startMs);
    const marks = marksWith(change, { budget, usage, marks: this.#marks.get(owner) ?? {}, startMs });
    if (marks === undefined) throw otherUnit(budget);
    this.#store.putMarks(owner, JSON.stringify(marks));
    this.#marks.set(owner, marks);
  }

  #now({ owner, budget }: Owned, place: Place | undefined): BudgetNow {
    const startMs = this.#startOf(budget, place);
    return budgetNow(budget, this.#used(owner, budget, place, startMs), this.#marks.get(owner) ?? {}, startMs);
  }

  #used(owner: string, { period }: Budget, place: Place | undefined, startMs: number) {
    if (period !== 'session') return this.#ledger.used(owner, startMs);
    return place === undefined ? { energyWh: 0, chargedS: 0 } : this.#ledger.used(sessionOwner(place.chargePoint), 0);
  }

  #startOf({ period }: Budget, place: Place | undefined): number {
    if (period === 'once') return 0;
    if (period === 'session') return place?.atMs ?? 0;
    return this.#ledger.today()?.startOf(period) ?? 0;
  }
}

export const userOwner = (id: string): string => `user:${id}`;
export const tagOwner = (id: string): string => `tag:${id}`;
export const sessionOwner = (chargePoint: string): string => `session:${chargePoint}`;

/** Everybody of a site whose use is kept. */
export const ownersOf = (site: Site): readonly string[] => [
  ...site.users.map(({ id }) => userOwner(id)),
  ...site.tags.map(({ id }) => tagOwner(id)),
  ...site.devices.map(({ id }) => sessionOwner(id)),
];

function ownedOf(people: PeopleOfSite, { tag, user: id }: Occupancy): Owned | undefined {
  const ofTag = people.budgetOfTag(tag);
  if (tag !== undefined && ofTag !== undefined) return { owner: tagOwner(tag), budget: ofTag };
  const user = people.user(id);
  return user?.budget && { owner: userOwner(user.id), budget: user.budget };
}

function refuse(owned: Owned | undefined, change: Change): Owned {
  if (owned === undefined) throw new NetwachtError('noBudget', 'There is no budget that this could change');
  if (change.kind === 'topUp' && change.unit !== owned.budget.unit) throw otherUnit(owned.budget);
  return owned;
}

const otherUnit = ({ unit }: Budget): NetwachtError => new NetwachtError('otherUnit', `This budget is one of ${unit}`);

/** What another version wrote and this one cannot read counts as nothing. */
const marksIn = (store: UsageStore): Map<string, BudgetMarks> =>
  new Map([...store.marks()].map(([owner, document]) => [owner, marksOf(JSON.parse(document))]));

function marksOf(kept: unknown): BudgetMarks {
  if (typeof kept !== 'object' || kept === null) return {};
  const { extra, cleared } = kept as { extra?: Record<string, unknown>; cleared?: Record<string, unknown> };
  const more = numbers(extra, 'amount');
  const less = numbers(cleared, 'used');
  return {
    ...(more === undefined ? {} : { extra: { startMs: more[0], amount: more[1] } }),
    ...(less === undefined ? {} : { cleared: { startMs: less[0], used: less[1] } }),
  };
}

function numbers(mark: Record<string, unknown> | undefined, key: string): readonly [number, number] | undefined {
  const startMs = mark?.startMs;
  const value = mark?.[key];
  return typeof startMs === 'number' && typeof value === 'number' ? [startMs, value] : undefined;
}
