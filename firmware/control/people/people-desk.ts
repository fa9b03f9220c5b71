import type { Clock } from '../../domain/clock.ts';
import { NetwachtError } from '../../domain/errors.ts';
import type { Occupant } from '../../domain/known.ts';
import { mayCharge, userOf } from '../../domain/site/authorisation.ts';
import type { Site } from '../../domain/site/schema.ts';
import { uidKey } from '../../domain/site/users.ts';
import type { State } from '../../domain/state.ts';
import type { BudgetNow } from '../../sessions/budgets/budget.ts';
import type { Store } from '../../store/store.ts';
import { StoreError } from '../../store/store-error.ts';
import { Budgets, type Change, sessionOwner, tagOwner, userOwner } from './budgets.ts';
import { CarWatch } from './car-watch.ts';
import { CardReader } from './card-reader.ts';
import { Learning, type LearnView } from './learning.ts';
import { Occupancies } from './occupancies.ts';
import { occupantOf } from './occupant.ts';
import { Occupying } from './occupying.ts';
import { Places } from './places.ts';
import { occupied } from './shown-tag.ts';
import type { TagEffects } from './tag-effects.ts';
import { UsageLedger } from './usage-ledger.ts';

export interface PeopleDeskOptions {
  readonly store: Pick<Store, 'people' | 'usage'>;
  readonly site: () => Site | undefined;
  readonly current: () => State | undefined;
  readonly clock: Clock;
  /** Tells the worker at once. */
  readonly changed: () => void;
  readonly effects: TagEffects;
  readonly log: { warn(facts: object, sentence: string): void };
}

interface Author {
  readonly name: string;
}

export interface OccupancyView {
  readonly chargePoint: string;
  readonly user: string | null;
  readonly tag: string | null;
  readonly authorised: boolean;
  /** A card has paused charging. */
  readonly paused: boolean;
  /** The budget that counts, kWh or minutes; null: none. */
  readonly budget: BudgetNow | null;
}

/**
 * The main thread's desk for who charges where. What it answered is on disk and outlives a restart.
 * Throws NetwachtError `noChargePoint`, `unknownTag`, `tagExpired`, `tagUsedUp`, `notHere`, `occupied`, `noUser`, `noBudget`,
 * `otherUnit`, `notPersisted`; then nothing is changed.
 */
export class PeopleDesk {
  readonly #log: PeopleDeskOptions['log'];
  readonly #places: Places;
  readonly #occupancies: Occupancies;
  readonly #occupying: Occupying;
  readonly #cards: CardReader;
  readonly #learning: Learning;
  readonly #cars: CarWatch;
  readonly #ledger: UsageLedger;
  readonly #budgets: Budgets;
  #usedUp: ReadonlySet<string> = new Set();

  constructor(options: PeopleDeskOptions) {
    const { store, clock, site, current, changed, effects, log } = options;
    this.#log = log;
    this.#places = new Places(site);
    this.#ledger = new UsageLedger({ store: store.usage, clock, timeZone: () => site()?.timezone });
    this.#budgets = new Budgets({ store: store.usage, ledger: this.#ledger });
    this.#occupancies = new Occupancies(store.people, (id) => this.#ledger.forget(sessionOwner(id)));
    const occupancies = this.#occupancies;
    this.#cars = new CarWatch({ occupancies, clock, onCar: (id) => this.#cards.carCame(id) });
    this.#occupying = new Occupying({ occupancies, cars: this.#cars, current, clock, changed });
    this.#cards = new CardReader({
      ...{ store: store.people, places: this.#places, occupying: this.#occupying, budgets: this.#budgets },
      ...{ effects, clock, log },
    });
    this.#learning = new Learning(clock);
  }

  /** For the worker. */
  occupants(): readonly Occupant[] {
    const people = this.#places.people();
    if (people === undefined) return [];
    return people.chargePoints.flatMap((id) => {
      const occupancy = this.#occupancies.of(id);
      const budget = occupancy && this.#budgets.of(people, occupancy);
      return occupantOf(people, id, { occupancy, budget }) ?? [];
    });
  }

  /** Who a session at a charge point belongs to. */
  occupantOf(chargePoint: string): { readonly user?: string; readonly tag?: string } {
    const { user, tag } = this.#occupancies.of(chargePoint) ?? {};
    return { ...(user === undefined ? {} : { user }), ...(tag === undefined ? {} : { tag }) };
  }

  view(chargePoint: string): OccupancyView {
    const people = this.#places.at(chargePoint);
    const occupancy = this.#occupancies.of(chargePoint);
    return {
      chargePoint,
      user: occupancy?.user ?? null,
      tag: occupancy?.tag ?? null,
      authorised: !people.guarded.has(chargePoint) || occupancy?.authorised === true,
      paused: occupancy?.applied.paused === true,
      budget: (occupancy && this.#budgets.of(people, occupancy)) ?? null,
    };
  }

  /** A card was shown. */
  async show(chargePoint: string, uid: string, author: Author): Promise<OccupancyView | { readonly learned: true }> {
    const tag = this.#places.at(chargePoint).site.tags.find((each) => uidKey(each.uid) === uidKey(uid));
    if (tag === undefined) {
      if (this.#learning.shown(uid, chargePoint)) return { learned: true };
      throw new NetwachtError('unknownTag', 'Nobody has given this card a place in the site');
    }
    await this.#cards.show(chargePoint, tag, author.name);
    return this.view(chargePoint);
  }

  /** A user has shown that it is him. */
  authoriseUser(chargePoint: string, id: string, author: Author): OccupancyView {
    this.#places.at(chargePoint);
    const user = this.#places.user(id);
    if (!mayCharge(user, chargePoint)) throw new NetwachtError('notHere', `${user.name} may not charge there`);
    const before = this.#occupying.before(chargePoint);
    if (before?.authorised === true && before.user !== id) throw occupied(chargePoint);
    if (before?.authorised !== true) {
      const fresh = this.#occupying.fresh(chargePoint, author.name);
      const { atMs, begun, applied } = before ?? { ...fresh, applied: {} };
      this.#occupying.put({ ...fresh, atMs, begun, user: id, authorised: true, applied });
    }
    return this.view(chargePoint);
  }

  /**
   * Whether a card lets charge, without showing it: 'functions' does something else, as long as somebody has to identify
   * himself there. Throws as `show` does, and changes nothing.
   */
  check(chargePoint: string, uid: string): 'charges' | 'functions' {
    const people = this.#places.at(chargePoint);
    const tag = people.site.tags.find((each) => uidKey(each.uid) === uidKey(uid));
    if (tag === undefined) throw new NetwachtError('unknownTag', 'Nobody has given this card a place in the site');
    const { occupancy } = this.#cards.check(chargePoint, tag);
    // Undefined: it would end its own session, which is for whoever began it.
    const charges = occupancy === undefined || occupancy.authorised || !people.guarded.has(chargePoint);
    return charges ? 'charges' : 'functions';
  }

  /** A card that nobody knows was shown; true when it was waited for. */
  learn(chargePoint: string, uid: string): boolean {
    return this.#learning.shown(uid, chargePoint);
  }

  /** Whether somebody has to show that it is him. */
  guarded(chargePoint: string): boolean {
    return this.#places.people()?.guarded.has(chargePoint) ?? false;
  }

  /** A backend lets somebody charge. A card that the site knows brings its user; whether it may here is the backend's to say. */
  vouch(chargePoint: string, uid: string, author: Author): void {
    const { site } = this.#places.at(chargePoint);
    const tag = site.tags.find((each) => uidKey(each.uid) === uidKey(uid));
    const before = this.#occupying.before(chargePoint);
    if (before?.authorised === true && (tag === undefined || before.tag !== tag.id)) throw occupied(chargePoint);
    if (before?.authorised === true) return;
    const fresh = this.#occupying.fresh(chargePoint, author.name);
    const { begun, applied } = before ?? { ...fresh, applied: {} };
    const user = tag && userOf(site, tag)?.id;
    const who = { ...(tag === undefined ? {} : { tag: tag.id }), ...(user === undefined ? {} : { user }) };
    this.#occupying.put({ ...fresh, ...who, begun, authorised: true, applied });
  }

  /** Of who occupies it: since when, and the uid of his card. */
  cardAt(chargePoint: string): { readonly atMs: number; readonly uid: string | undefined } | undefined {
    const occupancy = this.#occupancies.of(chargePoint);
    if (occupancy === undefined) return undefined;
    return { atMs: occupancy.atMs, uid: this.#places.people()?.tag(occupancy.tag)?.uid };
  }

  /** Nobody charges there any more; a car that stands there stays without authorisation. */
  end(chargePoint: string): void {
    this.#places.at(chargePoint);
    this.#occupying.end(chargePoint);
  }

  /** Whether the rules of the user who charges there are off. */
  userRulesOff(chargePoint: string): boolean {
    this.#places.at(chargePoint);
    return this.#occupancies.of(chargePoint)?.applied.userRulesOff === true;
  }

  /** Until unplugged; whoever identifies himself later finds it so. */
  setUserRulesOff(chargePoint: string, off: boolean, author: Author): void {
    if (this.userRulesOff(chargePoint) === off) return;
    const before = this.#occupancies.of(chargePoint) ?? {
      ...this.#occupying.fresh(chargePoint, author.name),
      ...{ authorised: false, applied: {} },
    };
    const { userRulesOff: _, ...others } = before.applied;
    this.#occupying.put({ ...before, applied: off ? { ...others, userRulesOff: true } : others });
  }

  isUser(id: string): boolean {
    return this.#places.people()?.user(id) !== undefined;
  }

  /** Users with their budgets as they stand. */
  users(): readonly { readonly id: string; readonly name: string; readonly budget: BudgetNow | null }[] {
    const users = this.#places.people()?.site.users ?? [];
    return users.map((user) => ({ id: user.id, name: user.name, budget: this.#budgets.ofUser(user) ?? null }));
  }

  changeBudget(id: string, change: Change): void {
    const user = this.#places.user(id);
    this.#occupying.write(() => this.#budgets.changeOfUser(user, change));
  }

  startLearning(chargePoint: string | undefined): LearnView {
    if (chargePoint !== undefined) this.#places.at(chargePoint);
    return this.#learning.start(chargePoint);
  }

  learning(): LearnView {
    return this.#learning.view();
  }

  endLearning(): void {
    this.#learning.end();
  }

  siteChanged(): void {
    this.#occupancies.reload();
    this.#budgets.siteChanged();
    this.#cards.siteChanged();
  }

  /** After a cycle: cars that came and went, and what they have used. A disk that refuses is asked again after the next one. */
  observe(state: State): void {
    // What one of them cannot write holds up none of the others.
    unlessDisk(() => this.#ledger.observe(state, (id) => this.#ownersOf(id)));
    for (const { id, state: car } of state.chargePoints) this.#cars.look(id, car);
    unlessDisk(() => this.#occupancies.settle());
    unlessDisk(() => this.#keepUsedUp());
  }

  /** When the program ends: what was used goes to disk. */
  close(): void {
    try {
      this.#ledger.flush();
    } catch (error) {
      this.#log.warn({ err: error }, 'what was used in the last minute is read from the counters again');
    }
  }

  /** What is used up is so on disk at once: a restart would begin with a second of charging otherwise. */
  #keepUsedUp(): void {
    const people = this.#places.people();
    if (people === undefined) return;
    const usedUp = this.#occupancies.all().filter((occupancy) => {
      const budget = this.#budgets.of(people, occupancy);
      return budget !== undefined && budget.used >= budget.amount;
    });
    if (usedUp.some(({ chargePoint }) => !this.#usedUp.has(chargePoint))) this.#ledger.flush();
    this.#usedUp = new Set(usedUp.map(({ chargePoint }) => chargePoint));
  }

  #ownersOf(chargePoint: string): readonly string[] {
    const occupancy = this.#occupancies.of(chargePoint);
    if (occupancy === undefined) return [];
    const { user, tag } = occupancy;
    return [
      ...(user === undefined ? [] : [userOwner(user)]),
      ...(tag === undefined ? [] : [tagOwner(tag)]),
      sessionOwner(chargePoint),
    ];
  }
}

/** The health of the store tells what is wrong with the disk. */
function unlessDisk(run: () => void): void {
  try {
    run();
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
  }
}
