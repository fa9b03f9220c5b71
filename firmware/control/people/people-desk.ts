import type { Clock } from '../../domain/clock.ts';
import { NetwachtError } from '../../domain/errors.ts';
import type { Occupant } from '../../domain/known.ts';
import type { Occupancy } from '../../domain/occupancy.ts';
import { mayCharge } from '../../domain/site/authorisation.ts';
import type { Site } from '../../domain/site/schema.ts';
import { type Tag, type User, uidKey } from '../../domain/site/users.ts';
import type { State } from '../../domain/state.ts';
import type { BudgetNow } from '../../sessions/budgets/budget.ts';
import type { Store } from '../../store/store.ts';
import { StoreError } from '../../store/store-error.ts';
import { isPlugged } from '../orders.ts';
import { autoTag } from './auto-tag.ts';
import { Budgets, type Change, sessionOwner, tagOwner, userOwner } from './budgets.ts';
import { CarWatch } from './car-watch.ts';
import { Learning, type LearnView } from './learning.ts';
import { Occupancies } from './occupancies.ts';
import { occupantOf } from './occupant.ts';
import { PeopleOfSite } from './people-of-site.ts';
import { occupied, type Taken, takeTag } from './shown-tag.ts';
import { sendOutputs, setVariables, type TagEffects } from './tag-effects.ts';
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
  readonly #options: PeopleDeskOptions;
  readonly #occupancies: Occupancies;
  readonly #learning: Learning;
  readonly #cars: CarWatch;
  readonly #ledger: UsageLedger;
  readonly #budgets: Budgets;
  #ofSite: PeopleOfSite | undefined;
  #uses: Map<string, number>;
  #usedUp: ReadonlySet<string> = new Set();

  constructor(options: PeopleDeskOptions) {
    const { store, clock, site } = options;
    this.#options = options;
    this.#ledger = new UsageLedger({ store: store.usage, clock, timeZone: () => site()?.timezone });
    this.#budgets = new Budgets({ store: store.usage, ledger: this.#ledger });
    this.#occupancies = new Occupancies(store.people, (id) => this.#ledger.forget(sessionOwner(id)));
    this.#cars = new CarWatch({ occupancies: this.#occupancies, clock, onCar: (id) => this.#carCame(id) });
    this.#uses = new Map(store.people.uses());
    this.#learning = new Learning(clock);
  }

  /** For the worker. */
  occupants(): readonly Occupant[] {
    const people = this.#people();
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
    const people = this.#peopleAt(chargePoint);
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
    const tag = this.#peopleAt(chargePoint).site.tags.find((each) => uidKey(each.uid) === uidKey(uid));
    if (tag === undefined) {
      if (this.#learning.shown(uid, chargePoint)) return { learned: true };
      throw new NetwachtError('unknownTag', 'Nobody has given this card a place in the site');
    }
    const { functions } = this.#taken(chargePoint, tag, author.name);
    await setVariables(functions, this.#options.effects, author.name);
    // Somebody else may have been faster meanwhile: it is decided anew.
    this.#apply(chargePoint, tag, this.#taken(chargePoint, tag, author.name));
    return this.view(chargePoint);
  }

  /** A user has shown that it is him. */
  authoriseUser(chargePoint: string, id: string, author: Author): OccupancyView {
    const user = this.#userIn(this.#peopleAt(chargePoint), id);
    if (!mayCharge(user, chargePoint)) throw new NetwachtError('notHere', `${user.name} may not charge there`);
    const before = this.#before(chargePoint);
    if (before?.authorised === true && before.user !== id) throw occupied(chargePoint);
    if (before?.authorised !== true)
      this.#put({
        ...this.#fresh(chargePoint, author.name),
        user: id,
        authorised: true,
        applied: before?.applied ?? {},
      });
    return this.view(chargePoint);
  }

  /** Nobody charges there any more; a car that stands there stays without authorisation. */
  end(chargePoint: string): void {
    this.#peopleAt(chargePoint);
    this.#end(chargePoint);
  }

  isUser(id: string): boolean {
    return this.#people()?.user(id) !== undefined;
  }

  /** Users with their budgets as they stand. */
  users(): readonly { readonly id: string; readonly name: string; readonly budget: BudgetNow | null }[] {
    const users = this.#people()?.site.users ?? [];
    return users.map((user) => ({ id: user.id, name: user.name, budget: this.#budgets.ofUser(user) ?? null }));
  }

  changeBudget(id: string, change: Change): void {
    const user = this.#userIn(this.#people(), id);
    this.#write(() => this.#budgets.changeOfUser(user, change));
  }

  startLearning(chargePoint: string | undefined): LearnView {
    if (chargePoint !== undefined) this.#peopleAt(chargePoint);
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
    this.#uses = new Map(this.#options.store.people.uses());
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
      this.#options.log.warn({ err: error }, 'what was used in the last minute is read from the counters again');
    }
  }

  /** What is used up is so on disk at once: a restart would begin with a second of charging otherwise. */
  #keepUsedUp(): void {
    const people = this.#people();
    if (people === undefined) return;
    const usedUp = this.#occupancies.all().filter((occupancy) => {
      const budget = this.#budgets.of(people, occupancy);
      return budget !== undefined && budget.used >= budget.amount;
    });
    if (usedUp.some(({ chargePoint }) => !this.#usedUp.has(chargePoint))) this.#ledger.flush();
    this.#usedUp = new Set(usedUp.map(({ chargePoint }) => chargePoint));
  }

  /** A car came without a card. What its card refuses, it does not get. False: to be tried again. */
  #carCame(chargePoint: string): boolean {
    const people = this.#people();
    const tag = people && autoTag(people.site, chargePoint);
    if (tag === undefined) return true;
    try {
      const taken = this.#taken(chargePoint, tag, 'auto');
      this.#apply(chargePoint, tag, taken);
      setVariables(taken.functions, this.#options.effects, 'auto').catch((error: unknown) => {
        this.#options.log.warn({ err: error, chargePoint }, 'a variable of a card could not be set');
      });
    } catch (error) {
      if (!(error instanceof NetwachtError)) throw error;
      if (error.code === 'notPersisted') return false;
      this.#options.log.warn({ chargePoint, code: error.code }, 'the fixed card of a charge point was refused');
    }
    return true;
  }

  #taken(chargePoint: string, tag: Tag, source: string): Taken {
    const people = this.#peopleAt(chargePoint);
    const taken = takeTag({
      ...{ site: people.site, tag, before: this.#before(chargePoint), fresh: this.#fresh(chargePoint, source) },
      ...{ used: this.#uses.get(tag.id) ?? 0, wallMs: this.#options.clock.wallMs() },
    });
    if (taken.occupancy !== undefined)
      for (const change of taken.budgetChanges) this.#budgets.refuse(people, taken.occupancy, change);
    return taken;
  }

  #apply(chargePoint: string, tag: Tag, { occupancy, counts, functions, budgetChanges }: Taken): void {
    if (occupancy === undefined) {
      this.#end(chargePoint);
      return;
    }
    const people = this.#peopleAt(chargePoint);
    this.#put(occupancy, counts ? tag.id : undefined);
    this.#write(() => {
      for (const change of budgetChanges) this.#budgets.change(people, occupancy, change);
    });
    sendOutputs(functions, this.#options.effects, (id, error) =>
      this.#options.log.warn({ err: error, output: id }, 'an output of a card could not be sent'),
    );
  }

  /** Who occupies it now; somebody who waits for his car gives way to the next. */
  #before(chargePoint: string): Occupancy | undefined {
    const occupancy = this.#occupancies.of(chargePoint);
    return occupancy?.begun === true ? occupancy : undefined;
  }

  #fresh(chargePoint: string, source: string): Pick<Occupancy, 'chargePoint' | 'atMs' | 'source' | 'begun'> {
    const state = this.#options.current()?.chargePoints.find(({ id }) => id === chargePoint)?.state;
    return { chargePoint, atMs: this.#options.clock.wallMs(), source, begun: isPlugged(state) };
  }

  #put(occupancy: Occupancy, used?: string): void {
    this.#cars.shown(occupancy.chargePoint);
    this.#write(() => this.#occupancies.put(occupancy, used));
    if (used !== undefined) this.#uses.set(used, (this.#uses.get(used) ?? 0) + 1);
  }

  #end(chargePoint: string): void {
    this.#write(() => {
      this.#occupancies.end(chargePoint);
      this.#occupancies.settle();
    });
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

  #write(run: () => void): void {
    try {
      run();
    } catch (error) {
      if (!(error instanceof StoreError) || error.code !== 'notPersisted') throw error;
      const message = 'it could not be written to disk, so it was not accepted';
      throw new NetwachtError('notPersisted', message, { cause: error });
    } finally {
      this.#options.changed();
    }
  }

  #userIn(people: PeopleOfSite | undefined, id: string): User {
    const user = people?.user(id);
    if (user === undefined) throw new NetwachtError('noUser', `There is no user ${id.slice(0, 64)}`);
    return user;
  }

  #peopleAt(chargePoint: string): PeopleOfSite {
    const people = this.#people();
    if (people?.chargePoints.includes(chargePoint) !== true)
      throw new NetwachtError('noChargePoint', `There is no charge point ${chargePoint.slice(0, 64)}`);
    return people;
  }

  #people(): PeopleOfSite | undefined {
    const site = this.#options.site();
    if (site !== this.#ofSite?.site) this.#ofSite = site && new PeopleOfSite(site);
    return this.#ofSite;
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
