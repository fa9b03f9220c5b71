import { z } from 'zod';
import { amperes, planEntry } from './site/primitives.ts';

const moments = { from: z.iso.datetime({ offset: true }), until: z.iso.datetime({ offset: true }) };
const endsLater = ({ from, until }: { readonly from: string; readonly until: string }) =>
  Date.parse(from) < Date.parse(until);
const later = { message: 'an entry ends after it begins', path: ['until'] };

/** One ceiling with two moments in place of a time of day. */
const datedEntry = z.strictObject({ ...moments, limitA: amperes }).refine(endsLater, later);

/** The most that a battery may charge or give, W. */
const ofBattery = { limitW: z.number().min(0).max(10_000_000), of: z.enum(['charge', 'discharge']) };
const { limitA: _amperes, ...timeOfDay } = planEntry.shape;
const batteryEntry = z.strictObject({ ...timeOfDay, ...ofBattery });
const datedBatteryEntry = z.strictObject({ ...moments, ...ofBattery }).refine(endsLater, later);

/** A ceiling of a plan, A per phase or W of a battery: by the clock of the site, or between two moments. */
export const outsideEntry = z.union([planEntry, datedEntry, batteryEntry, datedBatteryEntry]);

/** A plan as somebody outside gives it (A20). */
export const outsideEntries = z.array(outsideEntry).max(100, 'a plan has at most 100 entries');

export type OutsideEntry = z.output<typeof outsideEntry>;

/** What a plan is for. */
export type PlanPlace = { readonly circuit: string } | { readonly chargePoint: string } | { readonly battery: string };

/** A plan given from outside, as it is kept beside the site document. */
export interface StoredPlan {
  readonly place: PlanPlace;
  readonly entries: readonly OutsideEntry[];
  /** Wall time. */
  readonly atMs: number;
  /** Who gave it: "admin", a token's name. */
  readonly source: string;
}

export const planKinds = ['circuit', 'chargePoint', 'battery'] as const;
export type PlanKind = (typeof planKinds)[number];

export const placeKind = (place: PlanPlace): PlanKind =>
  'circuit' in place ? 'circuit' : 'chargePoint' in place ? 'chargePoint' : 'battery';

export const placeId = (place: PlanPlace): string =>
  'circuit' in place ? place.circuit : 'chargePoint' in place ? place.chargePoint : place.battery;

export function placeOf(kind: PlanKind, id: string): PlanPlace {
  switch (kind) {
    case 'circuit':
      return { circuit: id };
    case 'chargePoint':
      return { chargePoint: id };
    case 'battery':
      return { battery: id };
  }
}

/** What a battery may do at most by a plan that holds now. */
export interface BatteryPlan {
  readonly device: string;
  readonly of: 'charge' | 'discharge';
  readonly maxW: number;
}
