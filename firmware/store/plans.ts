import { isDeepStrictEqual } from 'node:util';
import { type PlanKind, type PlanPlace, placeId, placeKind, type StoredPlan } from '../domain/outside-plan.ts';
import { reading } from './reading.ts';
import type { Writer } from './writer.ts';

/** Plans given from outside, one a place. */
export interface PlansStore {
  all(): readonly StoredPlan[];
  /** True when something changed. */
  put(plan: StoredPlan): boolean;
  remove(place: PlanPlace): boolean;
  /** Removes what belongs to places that are no longer in the site. */
  removeExcept(places: Readonly<Record<PlanKind, readonly string[]>>): void;
}

/** The plans behind a writer; a call that changes nothing writes nothing. */
export function plansStore(writer: Writer): PlansStore {
  const all = () => reading(() => writer.tables.plans.all());
  const kept = (place: PlanPlace) => all().find((plan) => isDeepStrictEqual(plan.place, place));
  return {
    all,
    put(plan) {
      const before = kept(plan.place);
      if (before?.source === plan.source && isDeepStrictEqual(before.entries, plan.entries)) return false;
      writer.change('plans', (tables) => tables.plans.put(plan));
      return true;
    },
    remove(place) {
      if (kept(place) === undefined) return false;
      writer.change('plans', (tables) => tables.plans.remove(place));
      return true;
    },
    removeExcept(places) {
      const gone = all().filter(({ place }) => !places[placeKind(place)].includes(placeId(place)));
      if (gone.length === 0) return;
      writer.change('plans', (tables) => {
        for (const { place } of gone) tables.plans.remove(place);
      });
    },
  };
}
