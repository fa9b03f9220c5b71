import type { Priority } from './types.ts';

/** What the queue must know of what waits in it. */
export interface Queued {
  readonly priority: Priority;
}

const rank: Record<Priority, number> = { write: 0, keepAlive: 1, fast: 2, slow: 3 };
/** Passed over this often it goes before all but writes … */
const patience = 16;
/** … and this often before everything: no stream of requests holds another up for ever. */
const lastPatience = 64;

interface Place<T> {
  item: T;
  passedOver: number;
}

/** The order of a line (field/modbus.md §4): writes, keep-alives, fast polls, slow polls; within one, first come first served. */
export class RequestQueue<T extends Queued> {
  #places: Place<T>[] = [];

  get length(): number {
    return this.#places.length;
  }

  get items(): T[] {
    return this.#places.map((place) => place.item);
  }

  add(item: T): void {
    this.#places.push({ item, passedOver: 0 });
  }

  /** Puts `item` where the first that `matches` waits, and gives that one back; undefined when none does. */
  replace(item: T, matches: (waiting: T) => boolean): T | undefined {
    const place = this.#places.find((p) => matches(p.item));
    if (place === undefined) return undefined;
    const replaced = place.item;
    place.item = item;
    return replaced;
  }

  remove(item: T): void {
    this.#places = this.#places.filter((place) => place.item !== item);
  }

  /** What goes next of what `isReady`; it stays in the queue. */
  peek(isReady: (item: T) => boolean): T | undefined {
    return this.#next(isReady)?.item;
  }

  /** Takes out what goes next of what `isReady`; undefined when nothing does. */
  take(isReady: (item: T) => boolean): T | undefined {
    const next = this.#next(isReady);
    if (next === undefined) return undefined;
    const index = this.#places.indexOf(next);
    // Only those that came earlier were passed over.
    for (const place of this.#places.slice(0, index)) place.passedOver += 1;
    this.#places.splice(index, 1);
    return next.item;
  }

  #next(isReady: (item: T) => boolean): Place<T> | undefined {
    let next: Place<T> | undefined;
    for (const place of this.#places) {
      if (isReady(place.item) && (next === undefined || urgency(place) < urgency(next))) next = place;
    }
    return next;
  }
}

function urgency({ item, passedOver }: Place<Queued>): number {
  if (passedOver >= lastPatience) return -1;
  return passedOver >= patience ? Math.min(rank[item.priority], rank.keepAlive - 0.5) : rank[item.priority];
}
