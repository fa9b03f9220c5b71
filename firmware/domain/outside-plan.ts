import { z } from 'zod';
import { amperes, planEntry } from './site/primitives.ts';

/** One ceiling with two moments in place of a time of day. */
const datedEntry = z
  .strictObject({
    from: z.iso.datetime({ offset: true }),
    until: z.iso.datetime({ offset: true }),
    limitA: amperes,
  })
  .refine(({ from, until }) => Date.parse(from) < Date.parse(until), {
    message: 'an entry ends after it begins',
    path: ['until'],
  });

/** A ceiling of a plan, mA per phase as A: by the clock of the site, or between two moments. */
export const outsideEntry = z.union([planEntry, datedEntry]);

/** A plan as somebody outside gives it (A20). */
export const outsideEntries = z.array(outsideEntry).max(100, 'a plan has at most 100 entries');

export type OutsideEntry = z.output<typeof outsideEntry>;

/** What a plan is for. */
export type PlanPlace = { readonly circuit: string } | { readonly chargePoint: string };

/** A plan given from outside, as it is kept beside the site document. */
export interface StoredPlan {
  readonly place: PlanPlace;
  readonly entries: readonly OutsideEntry[];
  /** Wall time. */
  readonly atMs: number;
  /** Who gave it: "admin", a token's name. */
  readonly source: string;
}

export const placeId = (place: PlanPlace): string => ('circuit' in place ? place.circuit : place.chargePoint);
