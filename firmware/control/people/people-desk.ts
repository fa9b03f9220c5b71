import type { Clock } from '../../domain/clock.ts';
import { NetwachtError } from '../../domain/errors.ts';
import type { Occupant } from '../../domain/known.ts';
import type { Occupancy } from '../../domain/occupancy.ts';
import { functionsOf, guardedChargePoints, mayCharge, userOf } from '../../domain/site/authorisation.ts';
import type { Site } from '../../domain/site/schema.ts';
import type { TagFunction } from '../../domain/site/tag-functions.ts';
import { type Tag, uidKey } from '../../domain/site/users.ts';
import type { State } from '../../domain/state.ts';
import type { Store } from '../../store/store.ts';
import { StoreError } from '../../store/store-error.ts';
import { isPlugged } from '../orders.ts';
import { appliedWith } from './applied.ts';
import { Learning, type LearnView } from './learning.ts';
import { Occupancies } from './occupancies.ts';
import { occupantOf } from './occupant.ts';
import { refuseTag } from './tag-check.ts';

export interface PeopleDeskOptions {
  readonly store: Pick<Store, 'people' | 'audit'>;
  readonly site: () => Site | undefined;
  readonly current: () => State | undefined;
  readonly clock: Clock;
  /** Tells the worker at once. */
  readonly changed: () => void;
  readonly log: {
    info(facts: object, sentence: string): void;
    warn(facts: object, sentence: string): void;
  };
}

interface Author {
  readonly name: string;
}

/** What came of a card that was shown. */
export type Shown = { readonly learned: true } | OccupancyView;

export interface OccupancyView {
  readonly chargePoint: string;
  readonly user: string | null;
  readonly tag: string | null;
  readonly authorised: boolean;
  /** A card has paused charging. */
  readonly paused: boolean;
}

/** Without a car nobody keeps a charge point longer than this. */
const waitsForCarMs = 10 * 60_000;

/**
 * The main thread's desk for who charges where. What it answered is on disk and outlives a restart.
 * Throws NetwachtError `noChargePoint`, `unknownTag`, `tagExpired`, `tagUsedUp`, `notHere`, `occupied`, `noUser`,
 * `notPersisted`; then nothing is changed.
 */
export class PeopleDesk {
  readonly #options: PeopleDeskOptions;
  readonly #occupancies: Occupancies;
  readonly #learning: Learning;
  /** Since when a charge point is kept for a car that has not come, monotonic ms. */
  readonly #waitingSinceMs = new Map<string, number>();
  #guarded: { readonly site: Site; readonly ids: ReadonlySet<string> } | undefined;
  #uses: Map<string, number>;

  constructor(options: PeopleDeskOptions) {
    this.#options = options;
    this.#occupancies = new Occupancies(options.store.people);
    this.#uses = new Map(options.store.people.uses());
    this.#learning = new Learning(options.clock);
  }

  /** For the worker. */
  occupants(): readonly Occupant[] {
    const site = this.#options.site();
    if (site === undefined) return [];
    const guarded = this.#guardedOf(site);
    return site.devices.flatMap(({ id, role }) => {
      if (role !== 'chargePoint') return [];
      return occupantOf(site, id, this.#occupancies.of(id), guarded.has(id)) ?? [];
    });
  }

  /** Who a session at a charge point belongs to. */
  occupantOf(chargePoint: string): { readonly user?: string; readonly tag?: string } {
    const { user, tag } = this.#occupancies.of(chargePoint) ?? {};
    return { ...(user === undefined ? {} : { user }), ...(tag === undefined ? {} : { tag }) };
  }

  view(chargePoint: string): OccupancyView {
    const site = this.#siteWith(chargePoint);
    const occupancy = this.#occupancies.of(chargePoint);
    return viewOf(chargePoint, occupancy, !this.#guardedOf(site).has(chargePoint));
  }

  /** A card was shown. */
  show(chargePoint: string, uid: string, author: Author): Shown {
    const site = this.#siteWith(chargePoint);
    const tag = site.tags.find((each) => uidKey(each.uid) === uidKey(uid));
    if (tag !== undefined) return this.#take(site, chargePoint, tag, author.name);
    if (this.#learning.shown(uid, chargePoint)) return { learned: true };
    throw new NetwachtError('unknownTag', 'Nobody has given this card a place in the site');
  }

  /** A user has shown that it is him. */
  authoriseUser(chargePoint: string, id: string, author: Author): OccupancyView {
    const site = this.#siteWith(chargePoint);
    const user = site.users.find((each) => each.id === id);
    if (user === undefined) throw new NetwachtError('noUser', `There is no user ${id}`);
    if (!mayCharge(user, chargePoint)) throw new NetwachtError('notHere', `${user.name} may not charge there`);
    const before = this.#before(chargePoint);
    if (before?.authorised === true && before.user !== id) throw occupied(chargePoint);
    if (before?.authorised === true) return this.view(chargePoint);
    this.#put({
      ...this.#placed(chargePoint, author.name),
      user: id,
      authorised: true,
      applied: before?.applied ?? {},
    });
    return this.view(chargePoint);
  }

  /** Nobody charges there any more; a car that stands there stays without authorisation. */
  end(chargePoint: string): void {
    this.#siteWith(chargePoint);
    this.#write(() => this.#over(chargePoint));
  }

  isUser(id: string): boolean {
    return this.#options.site()?.users.some((user) => user.id === id) === true;
  }

  startLearning(chargePoint: string | undefined): LearnView {
    if (chargePoint !== undefined) this.#siteWith(chargePoint);
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
    this.#uses = new Map(this.#options.store.people.uses());
  }

  /** After a cycle: cars that came and went. Never throws for want of a disk: it looks again after the next one. */
  observe(state: State): void {
    try {
      this.#occupancies.settle();
      for (const chargePoint of state.chargePoints) this.#observe(chargePoint.id, chargePoint.state);
    } catch (error) {
      // Its own health tells what is wrong with the disk.
      if (!(error instanceof StoreError)) throw error;
    }
  }

  #observe(id: string, state: State['chargePoints'][number]['state']): void {
    const occupancy = this.#occupancies.of(id);
    if (occupancy === undefined) return;
    if (occupancy.begun) {
      if (state === 'A') this.#occupancies.end(id);
      return;
    }
    if (isPlugged(state)) {
      this.#waitingSinceMs.delete(id);
      this.#occupancies.put({ ...occupancy, begun: true });
      return;
    }
    const nowMs = this.#options.clock.monotonicMs();
    const sinceMs = this.#waitingSinceMs.get(id) ?? nowMs;
    this.#waitingSinceMs.set(id, sinceMs);
    if (nowMs - sinceMs < waitsForCarMs) return;
    this.#waitingSinceMs.delete(id);
    this.#occupancies.end(id);
  }

  #take(site: Site, chargePoint: string, tag: Tag, source: string): OccupancyView {
    const { clock } = this.#options;
    const before = this.#before(chargePoint);
    const again = before?.tag === tag.id;
    const used = this.#uses.get(tag.id) ?? 0;
    refuseTag(tag, { site, chargePoint, used, again, wallMs: clock.wallMs() });
    const user = userOf(site, tag)?.id;
    if (before?.authorised === true && !again && before.user !== user) throw occupied(chargePoint);
    const functions = functionsOf(tag);
    if (again && functions.some(({ kind }) => kind === 'end')) {
      this.#write(() => this.#over(chargePoint));
      return this.view(chargePoint);
    }
    this.#put(this.#withTag(before, { chargePoint, tag, user, functions, source, again }), again ? undefined : tag.id);
    return this.view(chargePoint);
  }

  #withTag(
    before: Occupancy | undefined,
    shown: {
      readonly chargePoint: string;
      readonly tag: Tag;
      readonly user: string | undefined;
      readonly functions: readonly TagFunction[];
      readonly source: string;
      readonly again: boolean;
    },
  ): Occupancy {
    const { functions, again, user } = shown;
    const authorises = functions.some(({ kind }) => kind === 'authorise');
    const applied = appliedWith(before?.applied ?? {}, functions, { again });
    // A card that only adds something leaves the session to whom it belongs.
    if (before?.authorised === true && !authorises) return { ...before, applied };
    return {
      ...(again && before !== undefined ? before : this.#placed(shown.chargePoint, shown.source)),
      tag: shown.tag.id,
      ...(user === undefined ? {} : { user }),
      authorised: authorises,
      applied,
    };
  }

  /** Who occupies it now; somebody who waits for his car gives way to the next. */
  #before(chargePoint: string): Occupancy | undefined {
    const occupancy = this.#occupancies.of(chargePoint);
    return occupancy?.begun === true ? occupancy : undefined;
  }

  #placed(chargePoint: string, source: string): Pick<Occupancy, 'chargePoint' | 'atMs' | 'source' | 'begun'> {
    const state = this.#options.current()?.chargePoints.find(({ id }) => id === chargePoint)?.state;
    return { chargePoint, atMs: this.#options.clock.wallMs(), source, begun: isPlugged(state) };
  }

  #put(occupancy: Occupancy, used?: string): void {
    this.#waitingSinceMs.delete(occupancy.chargePoint);
    this.#write(() => this.#occupancies.put(occupancy, used));
    if (used !== undefined) this.#uses.set(used, (this.#uses.get(used) ?? 0) + 1);
  }

  #over(chargePoint: string): void {
    this.#occupancies.end(chargePoint);
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

  #siteWith(chargePoint: string): Site {
    const site = this.#options.site();
    if (site?.devices.some(({ id, role }) => id === chargePoint && role === 'chargePoint') !== true)
      throw new NetwachtError('noChargePoint', `There is no charge point ${chargePoint.slice(0, 64)}`);
    return site;
  }

  #guardedOf(site: Site): ReadonlySet<string> {
    if (this.#guarded?.site !== site) this.#guarded = { site, ids: guardedChargePoints(site) };
    return this.#guarded.ids;
  }
}

const occupied = (chargePoint: string): NetwachtError =>
  new NetwachtError('occupied', `Somebody else charges at ${chargePoint}`);

const viewOf = (chargePoint: string, occupancy: Occupancy | undefined, open: boolean): OccupancyView => ({
  chargePoint,
  user: occupancy?.user ?? null,
  tag: occupancy?.tag ?? null,
  authorised: open || occupancy?.authorised === true,
  paused: occupancy?.applied.paused === true,
});
