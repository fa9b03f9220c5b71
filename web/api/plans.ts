import { call } from './request.ts';

/** An entry of a plan from outside: by the clock of the site, or between two moments. */
export interface OutsideEntry {
  readonly fromMin?: number;
  readonly minutes?: number;
  readonly days?: readonly string[];
  readonly from?: string;
  readonly until?: string;
  readonly limitA?: number;
  readonly limitW?: number;
  readonly of?: 'charge' | 'discharge';
}

export interface OutsidePlan {
  readonly id: string;
  readonly kind: 'circuit' | 'chargePoint' | 'battery';
  readonly plan: readonly OutsideEntry[];
  readonly at: string | null;
  readonly source: string | null;
}

const route = (id: string): string => `plans/${encodeURIComponent(id)}`;

/** Plans that were given from outside; those of the site are in its document. */
export const readPlans = () => call<{ readonly plans: readonly OutsidePlan[] }>('GET', 'plans');
export const putPlan = (id: string, plan: readonly OutsideEntry[]) => call<unknown>('PUT', route(id), { plan });
export const removePlan = (id: string) => call<unknown>('DELETE', route(id));
